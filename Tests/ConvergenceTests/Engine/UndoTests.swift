import Convergence
import HostTesting
import Testing

@Suite struct UndoTests {
    @Test func takesBackTheLastStepFirst() async throws {
        let host = WatchedHost(memory())
        let bench = Bench(host, [Control("d", directory("/d")), Control("f", FileKind("/d/f", "x"))])
        _ = try await bench.apply()
        let before = host.steps.count
        let entries = try await bench.undo()
        #expect(entries.map(\.fate) == [.restored, .restored])
        #expect(Array(host.steps.dropFirst(before)) == [.remove(at: "/d/f"), .remove(at: "/d")])
    }

    @Test func namesWhatSomebodyChangedSinceAndLeavesItAlone() async throws {
        let bench = Bench(try await memory([file("/f", "before")]), [Control("f", FileKind("/f", "ours"))])
        _ = try await bench.apply()
        try await bench.host.perform(file("/f", "theirs"))
        let entry = try #require(try await bench.undo().first)
        func image(_ text: String) -> Image { .node(is: Node(.file(contents: Content(text)), plain)) }
        #expect(entry.fate == .conflict)
        #expect([entry.before, entry.ours, entry.now] == [image("before"), image("ours"), image("theirs")])
        #expect(try await bench.host.contents(of: "/f")?.text == "theirs")
    }

    @Test func saysWhatAlreadyIsAsBefore() async throws {
        let bench = Bench(memory(), [Control("f", FileKind("/f", "x"))])
        _ = try await bench.apply()
        try await bench.host.perform(.remove(at: "/f"))
        #expect(try await bench.undo().map(\.fate) == [.alreadySo])
    }

    @Test func aDirectoryThatIsNoLongerEmptyIsAConflict() async throws {
        let bench = Bench(memory(), [Control("d", directory("/d"))])
        _ = try await bench.apply()
        try await bench.host.perform(file("/d/theirs", "x"))
        let entry = try #require(try await bench.undo().first)
        #expect(entry.fate == .conflict)
        #expect(try await bench.host.contents(of: "/d/theirs")?.text == "x")
    }

    @Test func aUserGoesWithItsOwnGroup() async throws {
        let user = Account(id: 7, group: "u", home: "/", shell: "/bin/sh")
        let control = Control(
            "u",
            TestKind(.account(named: "u"), is: .account(is: user), by: [.setAccount(named: "u", to: user)]))
        let bench = Bench(memory(), [control])
        _ = try await bench.apply()
        #expect(try await bench.host.group("u") != nil)
        #expect(try await bench.undo().allSatisfy { $0.fate == .restored || $0.fate == .alreadySo })
        #expect(try await bench.host.account("u") == nil)
        #expect(try await bench.host.group("u") == nil)
    }

    @Test func aGroupThatWasThereBeforeItsUserComesBackAsItWas() async throws {
        let user = Account(id: 7, group: "u", home: "/", shell: "/bin/sh")
        let control = Control(
            "u",
            TestKind(.account(named: "u"), is: .account(is: user), by: [.setAccount(named: "u", to: user)]))
        let bench = Bench(try await memory([.setGroup(named: "u", to: Group(id: 42))]), [control])
        _ = try await bench.apply()
        let entries = try await bench.undo()
        #expect(entries.allSatisfy { $0.fate == .restored || $0.fate == .alreadySo }, "\(entries)")
        #expect(try await bench.host.group("u") == Group(id: 42))
    }

    @Test func aRemovedUserComesBackWithItsGroup() async throws {
        let user = Account(id: 7, group: "u", home: "/", shell: "/bin/sh")
        let seeds: [Step] = [.setGroup(named: "u", to: Group(id: 9)), .setAccount(named: "u", to: user)]
        let control = Control(
            "u", TestKind(.account(named: "u"), is: .absent, by: [.removeAccount(named: "u")]))
        let bench = Bench(try await memory(seeds), [control])
        _ = try await bench.apply()
        #expect(try await bench.host.group("u") == nil)
        let entries = try await bench.undo()
        #expect(try await bench.host.account("u") == user)
        #expect(try await bench.host.group("u") == Group(id: 9, primaryOf: ["u"]), "\(entries)")
    }

    @Test func anUndoCanBeUndone() async throws {
        let bench = Bench(
            try await memory([file("/f", "old")]),
            [Control("f", FileKind("/f", "new")), Control("d", directory("/d"))])
        _ = try await bench.apply()
        let journal = MemoryJournal()
        var undoer = Undoer(on: bench.host, journal: journal)
        _ = try await undoer.undo(PastRun(bench.journal.records))
        #expect(try await bench.host.contents(of: "/f")?.text == "old")
        var again = Undoer(on: bench.host, journal: MemoryJournal())
        let entries = try await again.undo(PastRun(journal.records))
        #expect(entries.map(\.fate) == [.restored, .restored])
        #expect(try await bench.host.contents(of: "/f")?.text == "new")
        #expect(try await bench.host.node(at: "/d") != nil)
    }

    @Test func unitsReadTheOldFilesAgainAndThatIsOwedBeforeTheFirstChange() async throws {
        let reload = FollowUp(.reload, "web.service")
        let journal = MemoryJournal()
        let units = UnitHost(
            try await memory([file("/a", "old")]), files: ["web.service": ["/a"], "db.service": []])
        let host = WatchedHost(units, saysTo: journal)
        let controls = [
            Control("a", FileKind("/a", "new", then: [reload])),
            Control("same", FileKind("/same", "x", then: [FollowUp(.reload, "db.service")])),
        ]
        let bench = Bench(host, controls)
        _ = try await bench.apply()
        try await host.perform(file("/same", "theirs"))
        var undoer = Undoer(on: host, journal: journal)
        let start = journal.sayings.count
        _ = try await undoer.undo(PastRun(bench.journal.records))
        let sayings = Array(journal.sayings.dropFirst(start))
        #expect(sayings.first == "owed reload web.service")
        #expect(sayings.suffix(2) == ["perform reload web.service", "paid reload web.service"])
        #expect(!sayings.contains { $0.contains("db.service") })
    }

    @Test func aCommandWithoutAWayBackIsSaidToBeImpossible() async throws {
        let run = Step.run(command: Command("/bin/x"), undo: [], changes: [.node(at: "/made")])
        let records = [
            Record.will(number: 1, control: "c", step: run, before: []), .did(number: 1, after: []),
        ]
        var undoer = Undoer(on: memory(), journal: MemoryJournal())
        #expect(try await undoer.undo(PastRun(records)).map(\.fate) == [.impossible])
    }

    @Test func aCommandIsTakenBackByItsOwn() async throws {
        let back = Command("/bin/back")
        let run = Step.run(command: Command("/bin/x"), undo: [back], changes: [])
        let host = WatchedHost(memory())
        var undoer = Undoer(on: host, journal: MemoryJournal())
        let records = [
            Record.will(number: 1, control: "c", step: run, before: []), .did(number: 1, after: []),
        ]
        #expect(try await undoer.undo(PastRun(records)).map(\.fate) == [.restored])
        #expect(host.steps == [.run(command: back, undo: [], changes: [])])
    }

    @Test func aPackageGoesBackToItsVersion() async throws {
        let wanted = Image.package(is: PackageState(version: "2"))
        let control = Control(
            "p", TestKind(.package(named: "p"), is: wanted, by: [.installPackage(named: "p", version: "2")]))
        let bench = Bench(try await memory([.installPackage(named: "p", version: "1")]), [control])
        _ = try await bench.apply()
        #expect(try await bench.undo().map(\.fate) == [.restored])
        #expect(try await bench.host.package("p")?.version == "1")
    }

    @Test func aUnitThatOnlyReadItsFilesAgainHasNothingToBringBack() {
        let subject = Subject.unit(named: "u.service")
        let now = Unit(enablement: .enabled, activity: .running, user: "new", processUser: "root")
        let then = Unit(
            enablement: .enabled, activity: .running, user: "old", processUser: "root", needsReload: true)
        #expect(subject.steps(from: .unit(is: now), to: .unit(is: then)) == [])
    }
}
