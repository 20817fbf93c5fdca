import Convergence
import LinuxHost
import Runs

/// One undo, from the records of a run to its report.
struct UndoRun {
    let seconds: Int
    private let records: RunRecords
    private let host: LinuxHost
    private let facts: Facts
    private let root: String

    init(_ records: RunRecords, root: String) async throws {
        self.records = records
        self.root = root
        // Files that the run put a secret into are known by it.
        host = try LinuxHost(root: root, secrets: PastRun(records.records).secrets)
        facts = try await host.facts()
        seconds = try await host.clock()
    }

    /// The same undo on a host in memory over this one.
    func forecast() async throws -> UndoReport {
        let past = PastRun(records.records)
        let resolved = PastRun(records.records + (await past.resolution(on: host)))
        var undoer = Undoer(on: ForecastHost(over: host), journal: NoJournal())
        return UndoReport(of: records.header.run, run: nil, entries: try await undoer.undo(resolved))
    }

    func perform(_ recording: Recording) async throws -> UndoReport {
        let journal = try RunJournal(in: recording.state, lock: recording.lock, seconds: seconds)
        let header = RunHeader(
            run: journal.run, purpose: .undo(of: records.header.run), toolVersion: Version.text,
            policy: records.header.policy, sources: records.header.sources, host: facts, root: root,
            seconds: seconds)
        let entries = try await undo(header, in: journal)
        let result = UndoReport(of: records.header.run, run: journal.run, entries: entries)
        recording.updateHoldings { update(&$0, after: result, in: recording) }
        return result
    }

    private func undo(_ header: RunHeader, in journal: RunJournal) async throws -> [UndoReport.Entry] {
        let (host, past) = (host, PastRun(records.records))
        let task = Task {
            try await journal.append([.began(header: header)])
            var undoer = Undoer(on: host, journal: journal)
            let entries = try await undoer.undo(past)
            try await journal.append([.ended(outcomes: [], seconds: try await host.clock())])
            return entries
        }
        let interruption = Interruption(saying: "the undo goes on to its end, so that nothing is half-done") {
        }
        defer { interruption.end() }
        do {
            return try await task.value
        } catch let error as JournalError {
            throw Failure(
                .failed,
                "stopped, for nothing more could be recorded: \(error.cause); the same undo goes on from here"
            )
        }
    }

    /// What was taken back is no longer held; what an undo had taken back is held again.
    private func update(_ holdings: inout Holdings, after result: UndoReport, in recording: Recording) {
        let left = Set(result.entries.filter { !$0.isRestored }.map(\.control))
        switch records.header.purpose {
        case .apply:
            let all = Set(result.entries.map(\.control))
            holdings.drop(run: result.of, controls: all.subtracting(left).sorted())
        case .undo(let first):
            guard left.isEmpty, let restored = try? RunHistory(recording.state).records(of: first) else {
                return
            }
            holdings.note(restored)
        }
    }
}

extension UndoReport.Entry {
    fileprivate var isRestored: Bool { fate == .restored || fate == .alreadySo }
}

extension PastRun {
    /// The secrets that its steps filled in.
    fileprivate var secrets: [SecretReference] {
        performed.flatMap { item -> [SecretReference] in
            guard case .replaceFile(_, let contents, _) = item.step else { return [] }
            return contents.holes.map(\.secret)
        }
    }
}

/// Of a forecast: nothing is done, so nothing is recorded.
private struct NoJournal: Journal {
    func append(_ records: [Record]) async throws(HostError) {}
}
