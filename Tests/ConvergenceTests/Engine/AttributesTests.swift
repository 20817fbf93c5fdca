import HostTesting
import Testing

@testable import Convergence

/// Two looks at one thing: a path, and its attributes without what it holds.
@Suite struct AttributesTests {
    private let path: Path = "/etc/shadow"
    private let tight = Attributes(mode: 0o640)

    private func host(_ more: [Subject: Image] = [:]) -> ForecastHost {
        let images: [Subject: Image] = [
            .node(at: "/etc"): .node(is: Node(.directory, Attributes(mode: 0o755))),
            .node(at: path): .node(is: Node(.file(contents: "hashes\n"), Attributes(mode: 0o644))),
        ]
        return ForecastHost(over: PreparedHost(images.merging(more) { $1 }))
    }

    @Test func aStepThatSetsAttributesReadsAndKeepsNoContents() async throws {
        let watched = WatchedHost(host())
        let journal = MemoryJournal()
        var writer = StepWriter(host: watched, journal: journal)
        let step = Step.setAttributes(of: path, to: tight)
        #expect(try await writer.perform([step], for: 0, id: "c") == nil)
        #expect(watched.looks[.node(at: path)] == nil)
        #expect(!"\(journal.records)".contains("hashes"))
        #expect(
            try await watched.node(at: path)
                == Node(.file(contents: "hashes\n"), tight))
    }

    @Test func attributesStayKnownWhenAccountsChange() async throws {
        let host = host([.group(named: "web"): .group(is: Group(id: 50))])
        try await host.perform(.setGroup(named: "web", to: Group(id: 50, members: ["root"])))
        await #expect(throws: HostError(.unforeseen, "/etc/shadow")) { try await host.node(at: path) }
        #expect(try await host.unreadNode(at: path)?.attributes.mode == 0o644)
        #expect(host.writers(of: .attributes(of: path)).isEmpty)
        _ = try await host.perform(.setAttributes(of: path, to: tight), by: 3)
        #expect(try await host.unreadNode(at: path)?.attributes == tight)
        #expect(host.writers(of: .attributes(of: path)) == [3])
        // Whose the files are changes nothing about who the users are.
        #expect(try await host.account("root")?.id == 0)
    }

    @Test func whoeverLooksAtAPathIsConcernedByItsAttributesAndTheOtherWayRound() {
        var readers = Readers(Aliases())
        readers.add([.node(at: path)], of: 1)
        readers.add([.attributes(of: path)], of: 2)
        #expect(readers.concerned(by: .attributes(of: path)) == [1, 2])
        #expect(readers.concerned(by: .node(at: path)) == [1, 2])
    }

    @Test func anAnswerThatRestsOnAFileRestsOnItsAttributes() async throws {
        let query = Query(
            Command("/bin/test", ["-x", "/etc/shadow"]), reads: [.one(subject: .node(at: path))])
        let host = host([.answer(to: query): .answer(is: Answer(status: 0, output: ""))])
        #expect(try await host.answer(to: query).status == 0)
        _ = try await host.perform(.setAttributes(of: path, to: tight), by: 3)
        await #expect(throws: HostError.self) { try await host.answer(to: query) }
        #expect(host.writers(of: .answer(to: query)) == [3])
    }

    @Test func whatAPackageMayBringHasAttributesNobodyKnows() async throws {
        let host = host()
        try await host.perform(.installPackage(named: "web", version: "1"))
        #expect(try await host.unreadNode(at: path) != nil)
        await #expect(throws: HostError.self) { try await host.unreadNode(at: "/etc/web.conf") }
    }

    @Test func contentsWrittenBeforeAndAfterAreBothTakenBack() async throws {
        let host = host()
        let journal = MemoryJournal()
        let before = try await host.node(at: path)
        var writer = StepWriter(host: host, journal: journal)
        for step in [
            Step.replaceFile(at: path, contents: "1", attributes: Attributes(mode: 0o644)),
            .setAttributes(of: path, to: tight), .replaceFile(at: path, contents: "2", attributes: tight),
        ] {
            #expect(try await writer.perform([step], for: 0, id: "c") == nil)
        }
        var undoer = Undoer(on: host, journal: MemoryJournal())
        let entries = try await undoer.undo(PastRun(journal.records))
        #expect(entries.map(\.subject) == [.node(at: path), .attributes(of: path)])
        #expect(entries.map(\.fate) == [.restored, .restored])
        #expect(try await host.node(at: path) == before)
    }

    @Test func attributesAreTakenBackAlsoWhenSomebodyWroteTheFileSince() async throws {
        let host = host()
        let journal = MemoryJournal()
        var writer = StepWriter(host: host, journal: journal)
        #expect(
            try await writer.perform([.setAttributes(of: path, to: tight)], for: 0, id: "c") == nil)
        try await host.perform(.replaceFile(at: path, contents: "theirs", attributes: tight))
        var undoer = Undoer(on: host, journal: MemoryJournal())
        #expect(try await undoer.undo(PastRun(journal.records)).map(\.fate) == [.restored])
        #expect(
            try await host.node(at: path) == Node(.file(contents: "theirs"), Attributes(mode: 0o644)))
    }
}
