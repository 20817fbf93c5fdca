import Testing

@testable import Convergence
@testable import Runs

@Suite struct JournalDamageTests {
    /// The bytes of a whole journal, and its records.
    private func sample() async throws -> (bytes: [UInt8], records: [Record]) {
        let bench = try await Bench()
        let run = try await bench.record(Array(Samples.whole("")[1...]))
        return (try bench.scratch.bytes(bench.journalPath(run)), Samples.whole(run))
    }

    @Test func aCutAtAnyByteLosesTheCutLineAloneAndSaysSo() async throws {
        let (bytes, records) = try await sample()
        var lines = 0
        var lineEnd = 0
        for length in 0...bytes.count {
            if length > 0, bytes[length - 1] == UInt8(ascii: "\n") {
                lines += 1
                lineEnd = length
            }
            let cut = Array(bytes[..<length])
            guard lines > 0 else {
                #expect(throws: RunRecords.Failure.empty) { try RunRecords(reading: cut) }
                continue
            }
            let read = try RunRecords(reading: cut)
            #expect(read.records == Array(records[..<lines]))
            #expect(read.tornBytes == length - lineEnd)
        }
        #expect(lines == records.count)
    }

    @Test(arguments: [UInt8(0x01), 0x20, 0x80, 0xFF])
    func aFlippedByteIsSeenWhereverItIs(flip: UInt8) async throws {
        let (bytes, records) = try await sample()
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= flip
            do throws(RunRecords.Failure) {
                let read = try RunRecords(reading: damaged)
                // Without its newline the last line looks as if a crash had cut it off: lost, and said to be.
                #expect(index == bytes.count - 1 && read.tornBytes > 0, "byte \(index)")
                #expect(read.records == Array(records.dropLast()))
            } catch {
                guard case .damaged = error else {
                    Issue.record("byte \(index): \(error)")
                    continue
                }
            }
        }
    }

    @Test func aLineThatIsLostMovedOrDoubledIsSeen() async throws {
        let (bytes, _) = try await sample()
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        for index in lines.indices.dropLast() {
            var lost = lines
            lost.remove(at: index)
            #expect(throws: RunRecords.Failure.damaged(line: index + 1)) {
                try RunRecords(reading: lost.flatMap { $0 })
            }
            var moved = lines
            moved.swapAt(index, index + 1)
            #expect(throws: RunRecords.Failure.damaged(line: index + 1)) {
                try RunRecords(reading: moved.flatMap { $0 })
            }
        }
        for index in lines.indices {
            var doubled = lines
            doubled.insert(lines[index], at: index)
            #expect(throws: RunRecords.Failure.damaged(line: index + 2)) {
                try RunRecords(reading: doubled.flatMap { $0 })
            }
        }
    }

    @Test func aNewerJournalIsNotTakenForADamagedOne() async throws {
        let bench = try await Bench()
        let run = try await bench.record([Samples.ended])
        let newer =
            #"{"n":1,"sum":"0123456789abcdef","format":2,"record":{"opened":{"run":"\#(run)"}}}"# + "\n"
        try bench.scratch.file(bench.journalPath(run), newer, mode: 0o600)
        let error = try refusal { try bench.history.records(of: run) }
        #expect(error.code == .unsupported)
        #expect(error.description.contains("written by a newer Holdfast"))
        #expect(try bench.history.listing().unreadable.map(\.error) == [error])
        #expect(try refusal { try bench.history.interrupted(lock: bench.lock) } == error)
    }

    @Test func aDamagedJournalIsRefusedByItsLine() async throws {
        let bench = try await Bench()
        let run = try await bench.record([Samples.will(), Samples.did()])
        var bytes = try bench.scratch.bytes(bench.journalPath(run))
        let second = try #require(bytes.firstIndex(of: UInt8(ascii: "\n"))) + 60
        bytes[second] ^= 1
        try bench.scratch.file(bench.journalPath(run), String(decoding: bytes, as: UTF8.self), mode: 0o600)
        let error = try refusal { try bench.history.records(of: run) }
        #expect(error.code == .unsafe)
        #expect(error.description.contains("is damaged at line 2: nothing was changed"))
        #expect(try refusal { try bench.history.interrupted(lock: bench.lock) } == error)
    }
}
