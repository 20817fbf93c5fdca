import Convergence
import HostTesting
import Testing

@Suite struct FollowUpTests {
    static let reload = FollowUp(.reload, "web.service")
    static let restart = FollowUp(.restart, "web.service")

    func bench(
        _ controls: [Control], activities: [String: Unit.Activity] = [:], seeds: [Step] = []
    ) async throws -> Bench<WatchedHost<UnitHost<ForecastHost>>> {
        let journal = MemoryJournal()
        let files: [String: [Path]] = ["web.service": ["/a", "/b"], "db.service": ["/db"]]
        let units = UnitHost(try await memory(seeds), files: files, activities: activities)
        return Bench(WatchedHost(units, saysTo: journal), controls, journal: journal)
    }

    func refreshes(_ host: WatchedHost<UnitHost<ForecastHost>>) -> [Step] {
        host.steps.filter { if case .refreshUnit = $0 { true } else { false } }
    }

    @Test func areMergedForEachUnitAndARestartCoversAReload() async throws {
        let bench = try await bench([
            Control("a", FileKind("/a", "x", then: [Self.reload])),
            Control("b", FileKind("/b", "x", then: [Self.restart])),
            Control("db", FileKind("/db", "x", then: [FollowUp(.reload, "db.service")])),
        ])
        #expect(bench.outcomes(try await bench.apply()).values.allSatisfy { $0 == .fixed })
        #expect(refreshes(bench.host) == [Self.restart.step, FollowUp(.reload, "db.service").step])
    }

    @Test func areOwedInTheJournalBeforeTheChangeAndPaidAfterIt() async throws {
        let bench = try await bench([Control("a", FileKind("/a", "x", then: [Self.reload]))])
        _ = try await bench.apply()
        let write = file("/a", "x").summary
        #expect(
            bench.journal.sayings == [
                "owed reload web.service", "will 1 \(write)", "perform \(write)", "did 1",
                "perform reload web.service", "paid reload web.service",
            ])
    }

    @Test func arePaidRightBeforeTheFirstLaterControlThatLooksAtTheUnit() async throws {
        let looks = FileKind("/l", "x", alsoLooksAt: [.unit(named: "web.service")])
        let bench = try await bench([
            Control("a", FileKind("/a", "x", then: [Self.reload])),
            Control("db", FileKind("/db", "x", then: [FollowUp(.reload, "db.service")])),
            Control("dir", directory("/d")), Control("looks", looks), Control("last", directory("/e")),
        ])
        _ = try await bench.apply()
        let order = bench.host.steps
        let webAt = try #require(order.firstIndex(of: Self.reload.step))
        #expect(order[webAt + 1] == file("/l", "x"))
        #expect(order.last == FollowUp(.reload, "db.service").step)
    }

    @Test func anUnhealthyUnitTakesBackEveryControlThatAskedAndStartsWithTheOldFiles() async throws {
        let bench = try await bench(
            [
                Control("a", FileKind("/a", "broken", then: [Self.reload])),
                Control("b", FileKind("/b", "fine", then: [Self.reload])),
                Control("other", FileKind("/o", "x")),
            ], seeds: [file("/a", "old")])
        let result = try await bench.apply()
        #expect(bench.outcomes(result) == ["a": .failed, "b": .failed, "other": .fixed])
        #expect(try await bench.host.contents(of: "/a")?.text == "old")
        #expect(try await bench.host.node(at: "/b") == nil)
        #expect(try await bench.host.unit("web.service")?.activity == .running)
        #expect(PastRun(bench.journal.records).owed.isEmpty)
    }

    @Test func whoWasPaidEarlierIsNotBlamedForALaterFailure() async throws {
        let looks = FileKind("/l", "x", alsoLooksAt: [.unit(named: "web.service")])
        let bench = try await bench([
            Control("good", FileKind("/a", "fine", then: [Self.reload])), Control("looks", looks),
            Control("bad", after: ["looks"], FileKind("/b", "broken", then: [Self.reload])),
        ])
        let result = try await bench.apply()
        #expect(bench.outcomes(result) == ["good": .fixed, "looks": .fixed, "bad": .failed])
        #expect(try await bench.host.contents(of: "/a")?.text == "fine")
    }

    @Test func whatIsTakenBackIsReadAgainByTheOtherUnitsThatReadIt() async throws {
        let both = [FollowUp(.reload, "db.service"), Self.reload]
        let bench = try await bench([Control("a", FileKind("/a", "broken", then: both))])
        #expect(bench.outcomes(try await bench.apply()) == ["a": .failed])
        let db = refreshes(bench.host).filter { $0 == both[0].step }
        #expect(db.count == 2)
        #expect(PastRun(bench.journal.records).owed.isEmpty)
    }

    @Test func aControlThatFailedBeforeItChangedAnythingOwesNothing() async throws {
        let bench = try await bench([Control("a", FileKind("/a", "x", then: [Self.restart]))])
        bench.host.refuse(steps: { $0 == file("/a", "x") })
        #expect(bench.outcomes(try await bench.apply()) == ["a": .failed])
        #expect(refreshes(bench.host).isEmpty)
        #expect(PastRun(bench.journal.records).owed.isEmpty)
    }

    @Test(arguments: [Unit.Activity.stopped, .atBoot]) func areMootForAUnitThatDoesNotRun(
        _ activity: Unit.Activity
    ) async throws {
        let bench = try await bench(
            [Control("a", FileKind("/a", "x", then: [Self.restart]))], activities: ["web.service": activity])
        #expect(bench.outcomes(try await bench.apply()) == ["a": .fixed])
        #expect(refreshes(bench.host).isEmpty)
        #expect(PastRun(bench.journal.records).owed.isEmpty)
    }

    @Test func areMootForAUnitThatIsNotThere() async throws {
        let bench = try await bench([
            Control("a", FileKind("/a", "x", then: [FollowUp(.reload, "no.service")]))
        ])
        #expect(bench.outcomes(try await bench.apply()) == ["a": .fixed])
    }

    @Test func ofAnInterruptedRunArePaidAndOwedByThisRunsJournal() async throws {
        let bench = try await bench([])
        _ = try await bench.apply(inherited: [Self.reload])
        #expect(
            bench.journal.sayings == [
                "owed reload web.service", "perform reload web.service", "paid reload web.service",
            ])
    }

    @Test func ofAnInterruptedRunThatCannotBePaidStayOwedAndAreSaid() async throws {
        let bench = try await bench([], seeds: [file("/a", "broken")])
        let result = try await bench.apply(inherited: [Self.reload])
        #expect(result.stillOwed.map(\.followUp) == [Self.reload])
        #expect(PastRun(bench.journal.records).owed == [Self.reload])
    }

    @Test(arguments: [Unit.Activity.changing, .stopped, .failed]) func aUnitThatDoesNotRunAfterwardsIsNotWell(
        _ after: Unit.Activity
    ) async throws {
        let host = RestlessUnitHost(memory(), after: after)
        let bench = Bench(host, [Control("a", FileKind("/a", "x", then: [Self.reload]))])
        #expect(bench.outcomes(try await bench.apply()) == ["a": .failed])
    }
}

/// Its only unit runs until it is asked to take notice of something.
final class RestlessUnitHost: HostChanging {
    private let base: ForecastHost
    private let after: Unit.Activity
    private let asked = ForecastHost(over: EmptyHost())
    init(_ base: ForecastHost, after: Unit.Activity) { (self.base, self.after) = (base, after) }

    func image(of subject: Subject) async throws(HostError) -> Image {
        guard case .unit = subject else { return try await base.image(of: subject) }
        let isAsked = try await asked.image(of: .node(at: "/asked")) != .absent
        return .unit(is: Unit(enablement: .enabled, activity: isAsked ? after : .running))
    }
    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        guard case .refreshUnit = steps.first else { return await base.perform(steps) }
        return await asked.perform([file("/asked", "")])
    }
}
