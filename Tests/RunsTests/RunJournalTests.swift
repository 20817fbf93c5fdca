import Foundation
import Testing

@testable import Convergence
@testable import Runs

@Suite struct RunJournalTests {
    @Test func whatWasAppendedIsReadBack() async throws {
        let bench = try await Bench()
        let journal = try bench.journal()
        let records = Samples.whole(journal.run)
        try await journal.append([records[0]])
        try await journal.append(Array(records[1...]))
        let read = try bench.history.records(of: journal.run)
        #expect(read.records == records)
        #expect(read.header == Samples.header(journal.run))
        #expect(read.tornBytes == 0)
    }

    @Test func aRunThatDoesNothingLeavesNothing() async throws {
        let bench = try await Bench()
        let journal = try bench.journal()
        try await journal.append([])
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.scratch("state")) == ["lock"])
    }

    @Test func onlyItsOwnerMayReadIt() async throws {
        let bench = try await Bench()
        let run = try await bench.record([])
        #expect(try bench.scratch.mode(bench.journalPath(run)) == 0o600)
        #expect(try bench.scratch.mode("state/runs") == 0o700)
        #expect(try bench.scratch.mode("state/runs/\(run)") == 0o700)
    }

    @Test func theFirstRecordSaysThatTheRunBegan() async throws {
        let bench = try await Bench()
        let journal = try bench.journal()
        let error = try await refusal { try await journal.append([Samples.will()]) }
        #expect(error.description == "the first record of a run says that it began")
        let other = try await refusal {
            try await journal.append([.began(header: Samples.header("another"))])
        }
        #expect(other.code == .failed)
    }

    @Test func aLineIsOneObjectThatOtherToolsCanRead() async throws {
        let bench = try await Bench()
        let run = try await bench.record([Samples.will()])
        let text = String(decoding: try bench.scratch.bytes(bench.journalPath(run)), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2)
        for (index, line) in lines.enumerated() {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(object["n"] as? Int == index + 1)
            #expect((object["sum"] as? String)?.count == 16)
            #expect(object["format"] as? Int == (index == 0 ? 1 : nil))
            #expect(object["record"] is [String: Any])
        }
        #expect(!text.contains(#"\/"#))
    }

    @Test func anInterruptedRunIsContinuedWithoutItsTornLine() async throws {
        let bench = try await Bench()
        let run = try await bench.record([Samples.will()])
        let path = bench.journalPath(run)
        let whole = try bench.scratch.bytes(path)
        try bench.scratch.file(
            path, String(decoding: whole, as: UTF8.self) + #"{"n":3,"sum":"01"#, mode: 0o600)
        let torn = try bench.history.records(of: run)
        #expect(torn.tornBytes == 16)
        let journal = try RunJournal(resuming: torn, in: bench.state, lock: bench.lock)
        try await journal.append([Samples.did(), Samples.ended])
        let read = try bench.history.records(of: run)
        #expect(read.tornBytes == 0)
        #expect(Array(read.records[1...]) == [Samples.will(), Samples.did(), Samples.ended])
    }
}
