import Foundation
import Testing

@testable import Convergence
@testable import Runs

@Suite struct RunHistoryTests {
    @Test func namesKeepTheOrderOfRunsWhateverTheClockDoes() async throws {
        let bench = try await Bench()
        var runs: [String] = []
        for seconds in [Samples.moment, Samples.moment, Samples.moment - 86_400, 0, Samples.moment + 60] {
            let journal = try bench.journal(seconds: seconds)
            try await journal.append([.began(header: Samples.header(journal.run)), Samples.ended])
            runs.append(journal.run)
        }
        #expect(runs.sorted() == runs)
        #expect(Set(runs).count == runs.count)
        #expect(runs[0].hasPrefix("20270131T101500Z-"))
        #expect(runs[1].hasPrefix("20270131T101501Z-"))
        #expect(runs[4].hasPrefix("20270131T101600Z-"))
        #expect(try bench.history.listing().runs.map(\.run) == runs.reversed())
    }

    @Test(arguments: [
        (-1, "the host's clock"), (253_402_300_800, "beyond the year 9999"),
    ])
    func aClockBeyondCalendarsIsRefused(seconds: Int, part: String) throws {
        guard seconds >= 0 else {
            // Before 1970 is taken for 1970: a machine without a battery begins there.
            #expect(try RunName.next(after: nil, at: seconds).hasPrefix("19700101T000000Z-"))
            return
        }
        #expect(try refusal { try RunName.next(after: nil, at: seconds) }.description.contains(part))
    }

    @Test(arguments: [
        "20270131T101500Z-3f9", "20271331T101500Z-3f9a", "20270131T251500Z-3f9a", "20270131T101500Z_3f9a",
        "20270131T101500Z-3F9A", "lost+found", "", "20270131T101500Z-3f9a.bak",
    ])
    func otherNamesAreNoRuns(name: String) { #expect(!RunName.isName(name)) }

    @Test func theListTellsHowEachRunCameOut() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.will(), Samples.did(), Samples.ended])
        let second = try await bench.record([Samples.will(), Samples.failed])
        let third = try await bench.record(
            [Samples.will(), Samples.did(), Samples.ended], as: .undo(of: first))
        let listing = try bench.history.listing()
        #expect(listing.runs.map(\.run) == [third, second, first])
        #expect(listing.runs.map(\.done) == [1, 0, 1])
        #expect(listing.runs.map(\.failed) == [0, 1, 0])
        #expect(listing.runs.map(\.ended) == [Samples.moment + 3, nil, Samples.moment + 3])
        #expect(listing.runs.map(\.undoneBy) == [nil, nil, third])
        #expect(listing.unreadable.isEmpty)
    }

    @Test func anUndoThatDidNotEndTookNothingBack() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.ended])
        try await bench.record([Samples.will()], as: .undo(of: first))
        #expect(try bench.history.listing().runs.last?.undoneBy == nil)
    }

    @Test func aRunIsNamedByItsBeginningOrAsTheLast() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.ended])
        let second = try await bench.record([Samples.ended])
        let history = try bench.history
        #expect(try history.name(for: first) == first)
        #expect(try history.name(for: String(second.dropLast(5))) == second)
        #expect(try history.name(for: "last") == second)
        #expect(
            try refusal { try history.name(for: "2027") }.description.hasPrefix("2 runs begin with '2027'"))
        #expect(try refusal { try history.name(for: "1999") }.description.contains("'holdfast history'"))
        #expect(try refusal { try history.name(for: "") }.code == .failed)
    }

    @Test func theLastRunIsTheNewestApplyThatIsStillInEffect() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.ended])
        let second = try await bench.record([Samples.ended])
        try await bench.record([Samples.ended], as: .undo(of: second))
        #expect(try bench.history.name(for: "last") == first)
        try await bench.record([Samples.ended], as: .undo(of: first))
        #expect(try refusal { try bench.history.name(for: "last") }.code == .failed)
    }

    @Test func whatWasInterruptedIsFoundWithWhatItOwes() async throws {
        let bench = try await Bench()
        let restart = FollowUp(.restart, "ssh.service")
        try await bench.record([Samples.will(), Samples.did(), Samples.ended])
        let second = try await bench.record([
            Samples.owed, .owed(followUp: FollowUp(.reload, "ssh.service"), control: "ssh"),
            .owed(followUp: restart, control: "ssh"), Samples.will(), Samples.paid,
            .paid(followUp: FollowUp(.reload, "ssh.service")),
        ])
        let third = try await bench.record([])
        let open = try bench.history.interrupted(lock: bench.lock)
        #expect(open.map(\.header.run) == [second, third])
        #expect(open.map { PastRun($0.records).owed } == [[restart], []])
        try await bench.record([Samples.ended], as: .undo(of: second))
        #expect(try bench.history.interrupted(lock: bench.lock).map(\.header.run) == [third])
    }

    @Test func aRunThatCrashedBeforeItsFirstRecordIsPassedOver() async throws {
        let bench = try await Bench()
        let first = try await bench.record([Samples.ended])
        try bench.scratch.directory("state/runs/20270201T000000Z-0000")
        try bench.scratch.directory("state/runs/20270202T000000Z-0000")
        try bench.scratch.file(bench.journalPath("20270202T000000Z-0000"), #"{"n":1,"su"#)
        #expect(try bench.history.listing().runs.map(\.run) == [first])
        #expect(try bench.history.interrupted(lock: bench.lock).isEmpty)
        let error = try refusal { try bench.history.records(of: "20270202") }
        #expect(error.description.contains("it changed nothing"))
    }

    @Test func aRunOfAnotherMachineIsNotUndoneHere() async throws {
        let bench = try await Bench()
        let run = try await bench.record([Samples.ended])
        let other = Samples.facts(machine: "ffffffffffffffffffffffffffffffff")
        let error = try refusal { try bench.history.records(of: run, toUndoOn: other) }
        #expect(error.code == .unsafe)
        #expect(error.description.contains("made on another machine, octopus2"))
        for machine in ["", Samples.facts().machineID] {
            let host = Samples.facts(machine: machine)
            #expect(try bench.history.records(of: run, toUndoOn: host).header.run == run)
        }
    }

    @Test func aJournalUnderAnotherNameIsRefused() async throws {
        let bench = try await Bench()
        let run = try await bench.record([Samples.ended])
        let other = "20280101T000000Z-0000"
        try FileManager.default.moveItem(
            atPath: bench.scratch("state/runs/\(run)"), toPath: bench.scratch("state/runs/\(other)"))
        #expect(
            try refusal { try bench.history.records(of: other) }.description.contains("is that of run \(run)")
        )
    }
}
