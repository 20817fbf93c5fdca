import Convergence
import LinuxHost
import Runs

/// The state directory of one run while it holds the lock.
struct Recording {
    let state: StateDirectory
    let lock: RunLock

    /// Takes the lock, waiting for another run to end as long as the command line says.
    static func open(_ options: StateOptions, _ waiting: LockOptions) async throws -> Recording {
        let state = try StateDirectory(at: options.stateDir)
        do throws(RunLock.Failure) {
            return Recording(state: state, lock: try await RunLock.take(in: state, waiting: waiting.seconds))
        } catch {
            switch error {
            case .busy(let text): throw Failure(.busy, text)
            case .failed(let error): throw Failure(error)
            }
        }
    }

    /// The runs under this root that were cut off. What became of their last steps is computed from what is there
    /// now, and recorded; they stay open until `close`, for what they owe must outlive this run too.
    func cutOffRuns(under root: String, on host: LinuxHost) async throws -> [CutOffRun] {
        var runs: [CutOffRun] = []
        for records in try RunHistory(state).interrupted(lock: lock) {
            guard records.header.root == root else {
                Terminal.note(
                    "holdfast: run \(records.header.run) under --root \(records.header.root) was cut off; "
                        + "the next apply there brings it to its end")
                continue
            }
            let run = CutOffRun(
                records: records, journal: try RunJournal(resuming: records, in: state, lock: lock),
                past: PastRun(records.records))
            let unsaid = run.past.performed.filter { $0.after == nil }
            host.clearLeftovers(beside: unsaid.flatMap { $0.step.writes.compactMap(\.path) })
            try await run.journal.append(await run.past.resolution(on: host))
            runs.append(run)
        }
        return runs
    }

    /// Ends a run that was cut off: nothing of it is owed any more.
    func close(_ run: CutOffRun, seconds: Int) async throws {
        try await run.journal.append(
            run.past.owed.map { .paid(followUp: $0) } + [.ended(outcomes: [], seconds: seconds)])
        if run.records.header.purpose == .apply { updateHoldings { $0.note(run.records) } }
    }

    /// Remembers what a run applied, or forgets what was taken back. `noting` is the run that `change` notes.
    func updateHoldings(noting run: String? = nil, _ change: (inout Holdings) -> Void) {
        do throws(HostError) {
            let found = try Holdings.load(from: state, without: run)
            if let note = found.note { Terminal.note("holdfast: \(note)") }
            var holdings = found.holdings
            change(&holdings)
            try holdings.save(in: state, lock: lock)
        } catch {
            Terminal.note("holdfast: what the policy no longer holds could not be noted: \(error)")
        }
    }
}

/// A run that a crash or a kill cut off.
struct CutOffRun {
    let records: RunRecords
    let journal: RunJournal
    let past: PastRun

    var name: String { records.header.run }
}
