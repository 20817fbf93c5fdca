import Foundation
import Testing

@testable import Convergence
@testable import Runs

@Suite struct HoldingsTests {
    private func holdings() -> Holdings {
        var holdings = Holdings()
        holdings.note(control: "ssh", of: "prod", root: "/", run: "r1", subjects: ["/etc/ssh/sshd_config"])
        holdings.note(control: "motd", of: "prod", root: "/", run: "r1", subjects: ["/etc/motd"])
        holdings.note(control: "motd", of: "prod", root: "/", run: "r2", subjects: ["/etc/issue"])
        return holdings
    }

    @Test func aControlThatThePolicyDroppedIsNamedWithItsNewestRun() {
        let holdings = holdings()
        #expect(
            holdings.orphans(policy: "prod", root: "/", controls: ["ssh", "new"]) == [
                .init(control: "motd", run: "r2", subjects: ["/etc/issue", "/etc/motd"])
            ])
        #expect(holdings.orphans(policy: "prod", root: "/", controls: []).map(\.control) == ["motd", "ssh"])
        #expect(holdings.orphans(policy: "prod", root: "/", controls: ["ssh", "motd"]).isEmpty)
        #expect(holdings.orphans(policy: "other", root: "/", controls: []).isEmpty)
        #expect(holdings.orphans(policy: "prod", root: "/srv/image", controls: []).isEmpty)
    }

    @Test func whatIsTakenBackIsNotHeld() {
        var holdings = holdings()
        holdings.drop(run: "r2")
        #expect(
            holdings.orphans(policy: "prod", root: "/", controls: ["ssh"]) == [
                .init(control: "motd", run: "r1", subjects: ["/etc/motd"])
            ])
        holdings.drop(run: "r1", controls: ["ssh"])
        #expect(holdings.orphans(policy: "prod", root: "/", controls: []).map(\.control) == ["motd"])
        holdings.drop(run: "r1")
        #expect(holdings == Holdings())
    }

    @Test func theFileGivesBackWhatWasSaved() async throws {
        let bench = try await Bench()
        try holdings().save(in: bench.state, lock: bench.lock)
        #expect(try Holdings.load(from: bench.state) == .init(holdings: holdings(), note: nil))
        #expect(try bench.scratch.mode("state/holdings.json") == 0o600)
        // What a crash left does not stand in the way.
        try bench.scratch.file("state/.holdings.json.new", "half")
        try Holdings().save(in: bench.state, lock: bench.lock)
        #expect(try Holdings.load(from: bench.state).holdings == Holdings())
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: bench.scratch("state")).sorted()
                == ["holdings.json", "lock"])
    }

    /// However many runs mended the same control.
    @Test func theFileDoesNotGrowWithTheNumberOfRuns() async throws {
        let bench = try await Bench()
        var holdings = Holdings()
        var sizes: Set<Int> = []
        for number in 1001...2000 {
            holdings.note(
                control: "motd", of: "prod", root: "/", run: "r\(number)", subjects: ["/etc/motd"])
            guard number % 100 == 0 else { continue }
            try holdings.save(in: bench.state, lock: bench.lock)
            sizes.insert(try bench.scratch.bytes("state/holdings.json").count)
        }
        #expect(sizes.count == 1, "\(sizes)")
        for number in (1002...2000).reversed() { holdings.drop(run: "r\(number)") }
        #expect(
            holdings.orphans(policy: "prod", root: "/", controls: []) == [
                RunReport.Orphan(control: "motd", run: "r1001", subjects: ["/etc/motd"])
            ])
        holdings.drop(run: "r1001")
        #expect(holdings == Holdings())
    }

    @Test func whatTheRunsInBetweenChangedIsStillHeld() {
        var holdings = Holdings()
        for number in 10...30 {
            holdings.note(
                control: "motd", of: "prod", root: "/", run: "r\(number)", subjects: ["/etc/motd.d/\(number)"]
            )
        }
        let subjects = holdings.orphans(policy: "prod", root: "/", controls: []).first?.subjects
        #expect(subjects == (10...30).map { "/etc/motd.d/\($0)" })
    }

    @Test func damageIsSeenWhereverItIsAndMendedFromTheJournals() async throws {
        let bench = try await Bench()
        let run = try await bench.record([Samples.will(), Samples.did(), Samples.ended])
        var expected = Holdings()
        expected.note(control: "motd", of: "prod-linux", root: "/", run: run, subjects: ["/etc/motd"])
        #expect(try Holdings.load(from: bench.state) == .init(holdings: expected, note: nil))
        try expected.save(in: bench.state, lock: bench.lock)
        let bytes = try bench.scratch.bytes("state/holdings.json")
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x01
            try Data(damaged).write(to: URL(filePath: bench.scratch("state/holdings.json")))
            let found = try Holdings.load(from: bench.state)
            #expect(found.holdings == expected)
            #expect(found.note?.contains("worked out again from the journals") == true, "byte \(index)")
        }
        for length in [0, 1, bytes.count / 2, bytes.count - 1] {
            try Data(bytes[..<length]).write(to: URL(filePath: bench.scratch("state/holdings.json")))
            #expect(try Holdings.load(from: bench.state).note != nil)
        }
    }

    @Test func theJournalsTellOnlyWhatIsStillInPlace() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.will(), Samples.did(), Samples.ended])
        try await bench.record([
            Samples.will(1, "broken"), Samples.failed,
            .ended(outcomes: [.init(control: "broken", outcome: .failed)], seconds: Samples.moment),
        ])
        let interrupted = try await bench.record([Samples.will(1, "half")])
        let damaged = try await bench.record([Samples.will(1, "lost"), Samples.ended])
        try bench.scratch.file(bench.journalPath(damaged), "nonsense\n")
        let (holdings, passedOver) = Holdings.rebuilt(from: try bench.history)
        #expect(passedOver == [damaged])
        let orphans = holdings.orphans(policy: "prod-linux", root: "/", controls: [])
        #expect(orphans.map(\.control) == ["half", "motd"])
        #expect(orphans.map(\.run) == [interrupted, first])
        try await bench.record([Samples.ended], as: .undo(of: first))
        #expect(
            Holdings.rebuilt(from: try bench.history).holdings
                .orphans(policy: "prod-linux", root: "/", controls: []).map(\.control) == ["half"])
    }
}
