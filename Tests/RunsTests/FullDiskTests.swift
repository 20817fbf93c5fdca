import Foundation
import Glibc
import Testing

@testable import Convergence
@testable import Runs

/// A file system of its own, seen by nobody else: mounted in a mount namespace that one thread had, and kept by a
/// descriptor. Its state directory works by descriptor, so everybody can use it.
private enum TinyDisk {
    private typealias Unshare = @convention(c) (Int32) -> Int32
    private static let newMountNamespace: Int32 = 0x20000

    /// Makes a state directory on a tmpfs of `size` bytes, and what `prepare` does beside it; `nil`, saying why,
    /// where this user may not mount.
    static func state(
        size: Int, on scratch: Scratch, prepare: @escaping @Sendable () -> Void = {}
    ) async throws -> StateDirectory? {
        let path = try scratch.directory("disk")
        let found: Result<StateDirectory?, any Error> = await withCheckedContinuation { done in
            Thread.detachNewThread {
                done.resume(
                    returning: Result {
                        guard let symbol = dlsym(nil, "unshare"),
                            unsafeBitCast(symbol, to: Unshare.self)(newMountNamespace) == 0,
                            mount("none", "/", nil, 1 << 18 | 1 << 14, nil) == 0,
                            mount("tmpfs", path, "tmpfs", 0, "size=\(size),mode=0755") == 0
                        else {
                            print("skipped: cannot mount here: \(String(cString: strerror(errno)))")
                            return nil
                        }
                        defer { prepare() }
                        return try StateDirectory(at: path + "/state")
                    })
            }
        }
        return try found.get()
    }

    /// Fills what room is left.
    static func fill(_ state: StateDirectory) throws {
        let file = try state.directory.open("filler", O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
        #expect(throws: Errno(code: ENOSPC)) {
            while true { try file.write(Array(repeating: 0, count: 4096)) }
        }
    }
}

@Suite struct FullDiskTests {
    private func has(_ name: String, _ state: StateDirectory) -> Bool {
        (try? state.directory.status(of: name)) != nil
    }

    /// As much as a run may record until the disk says no.
    private func appendUntilFull(_ journal: RunJournal, _ record: Record) async throws -> HostError {
        try await refusal {
            for _ in 0..<10_000 { try await journal.append([record]) }
        }
    }

    @Test func anApplyBeginsNothingNewOnAFullDiskAndStillRecordsWhatItDid() async throws {
        let scratch = try Scratch()
        guard let state = try await TinyDisk.state(size: 256 << 10, on: scratch) else { return }
        let lock = try await RunLock.take(in: state)
        let journal = try RunJournal(in: state, lock: lock, seconds: Samples.moment)
        try await journal.append([.began(header: Samples.header(journal.run)), Samples.will()])
        try TinyDisk.fill(state)
        let error = try await appendUntilFull(journal, Samples.will(2, "issue"))
        #expect(error.code == .noSpace)
        #expect(has("reserve", state))
        let announced = try RunHistory(state).records(of: journal.run)
        #expect(announced.tornBytes == 0)
        // What was announced can be recorded as done; so can what is then taken back.
        try await journal.append([Samples.did(1)])
        for _ in 0..<20 { try await journal.append([Samples.failed, Samples.will(3, "motd")]) }
        try await journal.append([Samples.ended])
        let read = try RunHistory(state).records(of: journal.run)
        #expect(read.records.count == announced.records.count + 42)
        #expect(read.records.last == Samples.ended)
        #expect(!has("reserve", state))
    }

    @Test func anUndoIsRecordedOnAFullDisk() async throws {
        let scratch = try Scratch()
        guard let state = try await TinyDisk.state(size: 256 << 10, on: scratch) else { return }
        let lock = try await RunLock.take(in: state)
        let apply = try RunJournal(in: state, lock: lock, seconds: Samples.moment)
        try await apply.append([
            .began(header: Samples.header(apply.run)), Samples.will(), Samples.did(), Samples.ended,
        ])
        try TinyDisk.fill(state)
        let undo = try RunJournal(in: state, lock: lock, seconds: Samples.moment)
        try await undo.append([.began(header: Samples.header(undo.run, .undo(of: apply.run)))])
        for number in 1...20 { try await undo.append([Samples.will(number), Samples.did(number)]) }
        try await undo.append([Samples.ended])
        let listing = try RunHistory(state).listing()
        #expect(listing.runs.map(\.undoneBy) == [nil, undo.run])
        #expect(listing.runs.first?.done == 20)
    }

    @Test func anApplyDoesNotBeginWithoutTheReserveAndLeavesNothing() async throws {
        let scratch = try Scratch()
        guard let state = try await TinyDisk.state(size: 32 << 10, on: scratch) else { return }
        let lock = try await RunLock.take(in: state)
        let journal = try RunJournal(in: state, lock: lock, seconds: Samples.moment)
        let error = try await refusal {
            try await journal.append([.began(header: Samples.header(journal.run))])
        }
        #expect(error.code == .noSpace)
        #expect(error.description.contains("keep 64 KiB free"))
        #expect(try state.directory.names() == ["lock"])
    }

    @Test func aReserveThatWasUsedIsMadeAgain() async throws {
        let bench = try await Bench()
        try await bench.record([Samples.ended])
        #expect(Reserve(state: bench.state).release())
        #expect(!has("reserve", bench.state))
        try await bench.record([Samples.ended])
        #expect(has("reserve", bench.state))
        #expect(try bench.scratch.bytes("state/reserve").count == Reserve.size)
    }

    @Test func holdingsStayAsTheyWereOnAFullDisk() async throws {
        let scratch = try Scratch()
        guard let state = try await TinyDisk.state(size: 64 << 10, on: scratch) else { return }
        let lock = try await RunLock.take(in: state)
        var holdings = Holdings()
        holdings.note(control: "motd", of: "prod", root: "/", run: "r1", subjects: ["/etc/motd"])
        try holdings.save(in: state, lock: lock)
        try TinyDisk.fill(state)
        var more = holdings
        more.note(control: "issue", of: "prod", root: "/", run: "r2", subjects: ["/etc/issue"])
        #expect(try refusal { try more.save(in: state, lock: lock) }.code == .noSpace)
        #expect(try Holdings.load(from: state).holdings == holdings)
        #expect(try state.directory.names().sorted() == ["filler", "holdings.json", "lock"])
    }

    @Test func aReadOnlyDiskIsReadAndNotWritten() async throws {
        let scratch = try Scratch()
        let path = scratch("disk")
        let remount: @Sendable () -> Void = {
            _ = mount("tmpfs", path, "tmpfs", 1 << 5 | 1, nil)
        }
        guard let state = try await TinyDisk.state(size: 64 << 10, on: scratch, prepare: remount) else {
            return
        }
        do throws(RunLock.Failure) {
            _ = try await RunLock.take(in: state)
            Issue.record("the lock was written")
        } catch {
            guard case .failed(let error) = error, error.code == .readOnly else { throw error }
        }
        #expect(try RunHistory(state).listing().runs.isEmpty)
        #expect(throws: Errno(code: EROFS)) { try state.makeRuns() }
    }
}
