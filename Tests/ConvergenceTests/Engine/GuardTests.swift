import Convergence
import HostTesting
import Synchronization
import Testing

@Suite struct GuardTests {
    let wall = TestKind(
        .ruleset(table: "t"), is: .ruleset(is: "new"), by: [.replaceRuleset(table: "t", rules: "new")])

    func bench(_ seeds: [Step] = [.replaceRuleset(table: "t", rules: "old")]) async throws -> Bench<
        WatchedHost<ForecastHost>
    > {
        let journal = MemoryJournal()
        return Bench(
            WatchedHost(try await memory(seeds), saysTo: journal), [Control("wall", wall)], journal: journal)
    }

    @Test func aStepThatCanCutConnectionsIsRefusedWithoutAGuard() async throws {
        let bench = try await bench()
        let result = try await bench.apply()
        #expect(bench.outcomes(result) == ["wall": .failed])
        #expect(bench.host.performed.isEmpty)
        #expect(bench.applied("wall", in: result)?.steps == [])
    }

    @Test func itIsArmedWithTheWayBackBeforeAndConfirmedAfterIt() async throws {
        let bench = try await bench()
        let sentry = Sentry(bench.journal) { true }
        #expect(bench.outcomes(try await bench.apply(connectionGuard: sentry)) == ["wall": .fixed])
        let words = bench.journal.sayings.map { $0.split(separator: " ")[0] }
        #expect(words == ["arm", "will", "perform", "did", "confirm"])
        #expect(sentry.wayBack == [.replaceRuleset(table: "t", rules: "old")])
    }

    @Test func whatNobodyConfirmsIsTakenBackAndSaidSo() async throws {
        let bench = try await bench()
        let host = bench.host
        let sentry = Sentry(bench.journal) {
            _ = await host.perform([.replaceRuleset(table: "t", rules: "old")])
            return false
        }
        let result = try await bench.apply(connectionGuard: sentry)
        #expect(result.wasReverted)
        #expect(bench.outcomes(result) == ["wall": .failed])
        #expect(try await host.image(of: .ruleset(table: "t")) == .ruleset(is: "old"))
    }
}

/// Writes what it is told into the journal.
final class Sentry: ConnectionGuard {
    private let journal: MemoryJournal
    private let answer: @Sendable () async -> Bool
    private let armed = Mutex<[Step]>([])
    init(_ journal: MemoryJournal, _ answer: @escaping @Sendable () async -> Bool) {
        (self.journal, self.answer) = (journal, answer)
    }
    var wayBack: [Step] { armed.withLock { $0 } }
    func arm(wayBack: [Step], for control: String) async throws(HostError) {
        journal.note("arm \(control)")
        armed.withLock { $0 = wayBack }
    }
    func confirm(_ control: String) async -> Bool {
        journal.note("confirm \(control)")
        return await answer()
    }
}

@Suite struct InterruptionTests {
    @Test func theRestIsUnknownAndWhatIsOwedIsStillPaid() async throws {
        let stop = Stop()
        let inner = UnitHost(memory(), files: ["web.service": []])
        let host = WatchedHost(inner) { step in
            // Somebody presses Ctrl-C while the first step runs.
            if step == file("/a", "x") { await stop.press() }
        }
        let bench = Bench(
            host,
            [
                Control("a", FileKind("/a", "x", then: [FollowUp(.reload, "web.service")])),
                Control("d", directory("/d")), Control("e", directory("/e")),
            ])
        let plan = await bench.plan()
        let task = Task { try await bench.apply(plan) }
        await stop.stops { task.cancel() }
        let result = try await task.value
        #expect(result.wasInterrupted)
        #expect(bench.outcomes(result) == ["a": .fixed, "d": .unknown, "e": .unknown])
        #expect(bench.applied("e", in: result)?.reason == "the run was stopped before its turn")
        #expect(PastRun(bench.journal.records).owed.isEmpty)
        #expect(host.steps == [file("/a", "x"), FollowUp(.reload, "web.service").step])
    }

    @Test func aRunThatIsStoppedBeforeItBeganDoesNothing() async throws {
        let host = WatchedHost(memory())
        let bench = Bench(host, [Control("a", FileKind("/a", "x"))])
        let plan = await bench.plan()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await bench.apply(plan)
        }
        let result = try await task.value
        #expect(result.wasInterrupted)
        #expect(host.performed.isEmpty)
    }
}

/// Stops something once it is known how; who presses earlier waits.
actor Stop {
    private var action: (@Sendable () -> Void)?
    private var waiting: CheckedContinuation<Void, Never>?

    func stops(_ action: @escaping @Sendable () -> Void) {
        self.action = action
        waiting?.resume()
        waiting = nil
    }

    func press() async {
        if action == nil { await withCheckedContinuation { waiting = $0 } }
        action?()
    }
}
