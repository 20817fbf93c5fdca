import Glibc
import Testing

@testable import Convergence
@testable import Runs

/// What one who only looks is told of the newest run.
@Suite struct CutOffTests {
    /// A state directory that nobody has locked, with these runs.
    private func state(
        _ runs: [[Record]]
    ) async throws -> (state: StateDirectory, scratch: Scratch, names: [String]) {
        var bench: Bench? = try await Bench()
        let scratch = try #require(bench?.scratch)
        var names: [String] = []
        for records in runs {
            if let name = try await bench?.record(records) { names.append(name) }
        }
        bench = nil
        return (try StateDirectory(at: scratch("state")), scratch, names)
    }

    @Test func theNewestRunThatDidNotEndIsNamed() async throws {
        let (runs, scratch, names) = try await state([[Samples.ended], [Samples.will(), Samples.did()]])
        #expect(try RunHistory(runs).cutOff(under: "/", in: runs)?.run == names[1])
        #expect(try RunHistory(runs).cutOff(under: "/srv/image", in: runs) == nil)
        withExtendedLifetime(scratch) {}
    }

    @Test func aRunThatEndedIsNotNamedHoweverLongItsEndIs() async throws {
        let outcomes = (0..<5000).map { Record.ControlOutcome(control: "control-\($0)", outcome: .fixed) }
        let ended = Record.ended(outcomes: outcomes, seconds: Samples.moment)
        let (runs, scratch, _) = try await state([[Samples.will()], [Samples.will(), Samples.did(), ended]])
        #expect(try RunHistory(runs).cutOff(under: "/", in: runs) == nil)
        withExtendedLifetime(scratch) {}
    }

    @Test func anEndThatWasCutInTwoIsNone() async throws {
        let (runs, scratch, names) = try await state([[Samples.will(), Samples.did(), Samples.ended]])
        let path = scratch("state/runs/\(names[0])/journal.jsonl")
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(truncate(path, status.st_size - 1) == 0)
        #expect(try RunHistory(runs).cutOff(under: "/", in: runs)?.run == names[0])
        withExtendedLifetime(scratch) {}
    }

    @Test func aRunThatIsUnderWayWasNotCutOff() async throws {
        let bench = try await Bench()
        try await bench.record([Samples.will()])
        #expect(try bench.history.cutOff(under: "/", in: bench.state) == nil)
    }

    @Test func withoutRunsThereIsNothingToTell() async throws {
        let (runs, scratch, _) = try await state([])
        #expect(try RunHistory(runs).cutOff(under: "/", in: runs) == nil)
        withExtendedLifetime(scratch) {}
    }
}
