package import Convergence
internal import Glibc
internal import Synchronization

/// The journal of one run: `runs/RUN/journal.jsonl`, one record a line, durable when `append` returns.
///
/// The file comes into being with the first records, so a run that does nothing leaves nothing. On a full disk the
/// journal takes no new change; what takes changes back may use the reserve.
package final class RunJournal: Journal {
    /// The run's name, `20270131T101500Z-3f9a`.
    package let run: String
    private let state: StateDirectory
    private let lock: RunLock
    private let writing: Mutex<Writing>

    /// The version of the journal's form; a reader refuses a newer one.
    static let format = 1
    static let fileName = "journal.jsonl"

    fileprivate struct Writing {
        var file: Descriptor?
        var length = 0
        var chain = SealedChain()
        /// Why nothing more can be written.
        var failure: HostError?
        var isUndo = false
        /// The control of each step that was announced, and the controls of which one failed.
        var controls: [Int: String] = [:]
        var failed: Set<String> = []
    }

    /// Names a new run, `seconds` after 1970. Its first record must be `began`, with this journal's `run`.
    package init(in state: StateDirectory, lock: RunLock, seconds: Int) throws(HostError) {
        let names = try RunHistory(state).names
        run = try RunName.next(after: names.last, at: seconds)
        self.state = state
        self.lock = lock
        writing = Mutex(Writing())
    }

    /// Goes on with a run that was interrupted: cuts off the line that was being written then.
    package init(
        resuming records: RunRecords, in state: StateDirectory, lock: RunLock
    ) throws(HostError) {
        run = records.header.run
        self.state = state
        self.lock = lock
        var writing = Writing(length: records.length, chain: records.chain)
        for record in records.records { writing.note(record) }
        do throws(Errno) {
            guard let runs = try? state.runs() else { throw Errno(code: ENOENT) }
            let directory = try runs.open(run, O_RDONLY | O_DIRECTORY)
            let file = try directory.open(Self.fileName, O_WRONLY | O_APPEND)
            try system { ftruncate(file.number, off_t(records.length)) }
            try file.sync()
            writing.file = file
        } catch { throw error.hostError("open the journal of \(run)") }
        self.writing = Mutex(writing)
    }

    package func append(_ records: [Record]) async throws(HostError) {
        guard !records.isEmpty else { return }
        try writing.withLock { (writing) throws(HostError) in
            if let failure = writing.failure { throw failure }
            if writing.file == nil { try begin(&writing, with: records[0]) }
            var chain = writing.chain
            let bytes = try Self.lines(records, &chain)
            for record in records { writing.note(record) }
            let mayUseReserve = !records.contains { writing.startsSomethingNew($0) }
            try write(bytes, &writing, mayUseReserve: mayUseReserve)
            writing.chain = chain
        }
    }

    private static func lines(_ records: [Record], _ chain: inout SealedChain) throws(HostError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(records.count * 512)
        for record in records {
            do {
                let isFirst = chain.count == 0
                try chain.seal(into: &bytes) { bytes in
                    if isFirst { bytes.append(contentsOf: #""format":\#(format),"#.utf8) }
                    bytes.append(#""record":"#)
                    try RecordText.append(record, to: &bytes)
                }
            } catch {
                throw HostError(.failed, "could not write a record of the run as JSON")
            }
        }
        return bytes
    }

    private func begin(_ writing: inout Writing, with first: Record) throws(HostError) {
        guard case .began(let header) = first, header.run == run else {
            throw HostError(.failed, "the first record of a run says that it began")
        }
        if case .undo = header.purpose {
            // Room that an earlier undo needed is looked for again, but an undo does without.
            try? Reserve(state: state).keep()
        } else {
            try Reserve(state: state).keep()
        }
        do throws(Errno) {
            writing.file = try create()
        } catch {
            guard error.code == ENOSPC, case .undo = header.purpose, Reserve(state: state).release() else {
                throw error.hostError("make the journal of \(run)")
            }
            do throws(Errno) { writing.file = try create() } catch {
                throw error.hostError("make the journal of \(run)")
            }
        }
    }

    private func create() throws(Errno) -> Descriptor {
        let runs = try state.makeRuns()
        do throws(Errno) { try runs.makeDirectory(run, mode: 0o700) } catch {
            // What a first attempt left when the disk was full; nobody else has this name.
            if error.code != EEXIST { throw error }
        }
        let directory = try runs.open(run, O_RDONLY | O_DIRECTORY)
        let file = try directory.make(Self.fileName, O_WRONLY | O_APPEND, mode: 0o600)
        try directory.sync()
        try runs.sync()
        return file
    }

    /// Removes a journal of which no record was written.
    private func discard(_ writing: inout Writing) {
        writing.file = nil
        guard let runs = try? state.runs(), let directory = try? runs.open(run, O_RDONLY | O_DIRECTORY) else {
            return
        }
        _ = try? system { unlinkat(directory.number, Self.fileName, 0) }
        _ = try? system { unlinkat(runs.number, run, AT_REMOVEDIR) }
    }

    /// Some file systems give removed blocks back a moment later.
    private func writeOnceFreed(_ bytes: [UInt8], _ writing: inout Writing) throws(HostError) {
        for _ in 0..<20 {
            do throws(HostError) {
                return try write(bytes, &writing, mayUseReserve: false)
            } catch {
                guard error.code == .noSpace, writing.failure == nil else { throw error }
                usleep(50_000)
            }
        }
        try write(bytes, &writing, mayUseReserve: false)
    }

    private func write(
        _ bytes: [UInt8], _ writing: inout Writing, mayUseReserve: Bool
    ) throws(HostError) {
        guard let file = writing.file else { return }
        do throws(Errno) {
            try file.write(bytes)
        } catch {
            do throws(Errno) { try system { ftruncate(file.number, off_t(writing.length)) } } catch {
                writing.failure = error.hostError("take back half a line of the journal of \(run)")
            }
            if error.code == ENOSPC, writing.failure == nil, mayUseReserve, Reserve(state: state).release() {
                return try writeOnceFreed(bytes, &writing)
            }
            if writing.length == 0 { discard(&writing) }
            throw error.hostError("write the journal of \(run)")
        }
        writing.length += bytes.count
        do throws(Errno) { try file.sync() } catch {
            let failure = error.hostError("make the journal of \(run) durable")
            writing.failure = failure
            throw failure
        }
    }
}

extension RunJournal.Writing {
    /// Remembers what tells a new change from one that is taken back.
    fileprivate mutating func note(_ record: Record) {
        switch record {
        case .began(let header): if case .undo = header.purpose { isUndo = true }
        case .will(let number, let control, _, _): controls[number] = control
        case .failed(let number, _): if let control = controls[number] { failed.insert(control) }
        case .did, .owed, .paid, .ended: break
        }
    }

    /// Whether the record announces a change that need not be made. After a step of a control failed, what is
    /// announced for that control takes its changes back.
    fileprivate func startsSomethingNew(_ record: Record) -> Bool {
        switch record {
        case .began: !isUndo
        case .will(_, let control, _, _), .owed(_, let control): !isUndo && !failed.contains(control)
        case .did, .failed, .paid, .ended: false
        }
    }
}
