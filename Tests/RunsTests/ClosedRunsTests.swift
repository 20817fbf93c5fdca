import Foundation
import Testing

@testable import Convergence
@testable import Runs

/// Runs that are closed cost the next one nothing: their journals are not read.
@Suite struct ClosedRunsTests {
    /// A journal that nobody could read any more, and so is not read.
    private func spoil(_ run: String, in bench: Bench) throws {
        try bench.scratch.file(bench.journalPath(run), "no journal\n")
    }

    @Test func onlyTheRunsSinceTheOldestOpenOneAreRead() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.ended])
        let second = try await bench.record([Samples.will(), Samples.did()])
        let third = try await bench.record([Samples.ended])
        #expect(try bench.history.interrupted(lock: bench.lock).map(\.header.run) == [second])
        try spoil(first, in: bench)
        #expect(try bench.history.interrupted(lock: bench.lock).map(\.header.run) == [second])
        try spoil(third, in: bench)
        #expect(try refusal { try bench.history.interrupted(lock: bench.lock) }.description.contains(third))
    }

    @Test func aRunThatWasTakenBackIsClosed() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.will(), Samples.did()])
        let undo = try await bench.record([Samples.ended], as: .undo(of: first))
        #expect(try bench.history.interrupted(lock: bench.lock).isEmpty)
        try spoil(first, in: bench)
        try spoil(undo, in: bench)
        let next = try await bench.record([Samples.will()])
        #expect(try bench.history.interrupted(lock: bench.lock).map(\.header.run) == [next])
    }

    @Test(arguments: ["", "no\n", #"{"n":1,"sum":"0000000000000000","format":1,"through":"x"}"# + "\n"])
    func whatSaysSoIsNotBelievedWhenItIsDamaged(text: String) async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.ended])
        _ = try bench.history.interrupted(lock: bench.lock)
        try bench.scratch.file("state/closed.json", text)
        try spoil(first, in: bench)
        #expect(try refusal { try bench.history.interrupted(lock: bench.lock) }.description.contains(first))
    }

    @Test func aRunThatIsNoLongerThereTellsNothingOfTheOthers() async throws {
        let bench = try await Bench()
        let open = try await bench.record([Samples.will()])
        let last = try await bench.record([Samples.ended])
        ClosedRuns(in: bench.state).save(through: last)
        #expect(try bench.history.interrupted(lock: bench.lock).isEmpty)
        try FileManager.default.removeItem(atPath: bench.scratch("state/runs/\(last)"))
        #expect(try bench.history.interrupted(lock: bench.lock).map(\.header.run) == [open])
    }

    @Test func theNewestApplyIsFoundWithoutTheOlderOnes() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.ended])
        let second = try await bench.record([Samples.ended])
        let third = try await bench.record([Samples.ended])
        try await bench.record([Samples.ended], as: .undo(of: third))
        try spoil(first, in: bench)
        #expect(try bench.history.name(for: "last") == second)
        try spoil(second, in: bench)
        #expect(try refusal { try bench.history.name(for: "last") }.description.contains(second))
    }
}
