import Convergence
import HostTesting
import Testing

/// The undo of a run that wrote one subject more than once.
@Suite struct RepeatedWriteTests {
    /// `/f` goes from "before" over "half" to "whole".
    private static func bench() async throws -> Bench<ForecastHost> {
        let wanted = Image.node(is: Node(.file(contents: "whole"), plain))
        let control = Control(
            "f", TestKind(.node(at: "/f"), is: wanted, by: [file("/f", "half"), file("/f", "whole")]))
        let bench = Bench(try await memory([file("/f", "before")]), [control])
        _ = try await bench.apply()
        return bench
    }

    private static func image(_ text: String) -> Image {
        .node(is: Node(.file(contents: Content(text)), plain))
    }

    @Test func isOneEntryForEachSubject() async throws {
        let bench = try await Self.bench()
        let entries = try await bench.undo()
        #expect(entries == [UndoReport.Entry(control: "f", subject: .node(at: "/f"), fate: .restored)])
        #expect(try await bench.host.contents(of: "/f")?.text == "before")
    }

    @Test func thatIsAlreadyUndoneNeedsNothing() async throws {
        let bench = try await Self.bench()
        _ = try await bench.undo()
        let again = try await bench.undo()
        #expect(again == [UndoReport.Entry(control: "f", subject: .node(at: "/f"), fate: .alreadySo)])
    }

    @Test func thatWasUndoneHalfwayGoesOnFromThere() async throws {
        let bench = try await Self.bench()
        try await bench.host.perform(file("/f", "half"))
        #expect(try await bench.undo().map(\.fate) == [.restored])
        #expect(try await bench.host.contents(of: "/f")?.text == "before")
    }

    @Test func ofASubjectThatSomebodyChangedSinceShowsTheWholeRun() async throws {
        let bench = try await Self.bench()
        try await bench.host.perform(file("/f", "theirs"))
        let entries = try await bench.undo()
        #expect(entries.map(\.fate) == [.conflict])
        #expect(entries.first?.before == Self.image("before"))
        #expect(entries.first?.ours == Self.image("whole"))
        #expect(entries.first?.now == Self.image("theirs"))
        #expect(try await bench.host.contents(of: "/f")?.text == "theirs")
    }

    @Test func namesEachControlThatWroteIt() async throws {
        func kept(_ text: String) -> [Record.Kept] { [Record.Kept(.node(at: "/f"), Self.image(text))] }
        let run = PastRun([
            .will(number: 1, control: "a", step: file("/f", "half"), before: kept("before")),
            .did(number: 1, after: kept("half")),
            .will(number: 2, control: "b", step: file("/f", "whole"), before: kept("half")),
            .did(number: 2, after: kept("whole")),
        ])
        let host = try await memory([file("/f", "theirs")])
        var undoer = Undoer(on: host, journal: MemoryJournal())
        let conflicts = try await undoer.undo(run)
        #expect(conflicts.map(\.control) == ["b", "a"])
        for entry in conflicts {
            #expect([entry.before, entry.ours, entry.now] == ["before", "whole", "theirs"].map(Self.image))
        }
        try await host.perform(file("/f", "before"))
        var again = Undoer(on: host, journal: MemoryJournal())
        #expect(try await again.undo(run).map(\.fate) == [.alreadySo, .alreadySo])
    }

    @Test func thatFailsIsNotTakenForSomebodyElsesWork() async throws {
        let bench = try await Self.bench()
        let host = StubbornHost(bench.host)
        var undoer = Undoer(on: host, journal: MemoryJournal())
        let entries = try await undoer.undo(PastRun(bench.journal.records))
        #expect(entries.map(\.fate) == [.failed])
        #expect(entries.first?.reason == "the disk is full")
    }

    @Test func aUnitThatWasUnmaskedAndStartedIsListedOnce() async throws {
        let name = "web.service"
        let first = Unit(enablement: .masked, activity: .stopped)
        let last = Image.unit(
            is: Unit(enablement: .disabled, activity: .running, processUser: "root"))
        let control = Control(
            "u",
            TestKind(
                .unit(named: name), is: last,
                by: [
                    .setUnit(named: name, to: UnitRequest(masked: false)),
                    .setUnit(named: name, to: UnitRequest(running: true)),
                ]))
        let host = ForecastHost(over: PreparedHost([.unit(named: name): .unit(is: first)]))
        let bench = Bench(host, [control])
        _ = try await bench.apply()
        #expect(try await host.unit(name)?.activity == .running)
        #expect(try await bench.undo().map(\.fate) == [.restored])
        #expect(try await host.unit(name) == first)
        #expect(try await bench.undo().map(\.fate) == [.alreadySo])
    }

    /// The run wrote a file of the unit before it looked at the unit, which then had not read it yet.
    @Test func aUnitThatReadItsFilesSinceIsAsBefore() async throws {
        let subject = Subject.unit(named: "web.service")
        let found = Unit(enablement: .disabled, activity: .stopped, needsReload: true)
        let left = Unit(enablement: .disabled, activity: .running, user: "web", processUser: "web")
        let run = PastRun([
            .will(
                number: 1, control: "u", step: .setUnit(named: "web.service", to: UnitRequest(running: true)),
                before: [Record.Kept(subject, .unit(is: found))]),
            .did(number: 1, after: [Record.Kept(subject, .unit(is: left))]),
        ])
        let now = Unit(enablement: .disabled, activity: .stopped)
        let host = ForecastHost(over: PreparedHost([subject: .unit(is: now)]))
        var undoer = Undoer(on: host, journal: MemoryJournal())
        #expect(try await undoer.undo(run).map(\.fate) == [.alreadySo])
    }
}

/// A host that can be looked at and not changed.
private struct StubbornHost<Base: HostObserving>: HostChanging {
    let base: Base

    init(_ base: Base) { self.base = base }

    func image(of subject: Subject) async throws(HostError) -> Image { try await base.image(of: subject) }

    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        steps.map { _ in .failure(HostError(.noSpace, "the disk is full")) }
    }
}
