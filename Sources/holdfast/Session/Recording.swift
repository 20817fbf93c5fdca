import Convergence
import Runs

/// The state directory of one run while it holds the lock.
struct Recording {
    let state: StateDirectory
    let lock: RunLock

    /// Takes the lock, waiting up to `seconds` for another run to end.
    static func open(_ options: StateOptions, waiting seconds: Int) async throws -> Recording {
        let state = try StateDirectory(at: options.stateDir)
        do throws(RunLock.Failure) {
            return Recording(state: state, lock: try await RunLock.take(in: state, waiting: seconds))
        } catch {
            switch error {
            case .busy(let text): throw Failure(.busy, text)
            case .failed(let error): throw Failure(error)
            }
        }
    }

    /// Ends the runs that were cut off: what their last steps did is computed from what is there now, and what they
    /// still owe is returned, to be paid by this run.
    func resolveInterrupted(on host: some HostObserving, seconds: Int) async throws -> [FollowUp] {
        var owed: [FollowUp] = []
        for run in try RunHistory(state).interrupted() {
            let past = PastRun(run.records)
            let journal = try RunJournal(resuming: run, in: state, lock: lock)
            var records = await past.resolution(on: host)
            records += past.owed.map { Record.paid(followUp: $0) }
            records.append(.ended(outcomes: [], seconds: seconds))
            try await journal.append(records)
            owed = FollowUp.merged(owed + past.owed)
            Terminal.note(
                "holdfast: run \(run.header.run) was cut off; what it did is recorded now, and "
                    + "`holdfast undo \(run.header.run)` takes it back")
        }
        return owed
    }

    /// Remembers what a run applied, or forgets what was taken back.
    func updateHoldings(_ change: (inout Holdings) -> Void) {
        do throws(HostError) {
            let found = try Holdings.load(from: state)
            if let note = found.note { Terminal.note("holdfast: \(note)") }
            var holdings = found.holdings
            change(&holdings)
            try holdings.save(in: state, lock: lock)
        } catch {
            Terminal.note("holdfast: what the policy no longer holds could not be noted: \(error)")
        }
    }
}

extension Session {
    /// Controls that an earlier run applied and the policy no longer holds.
    func orphans(in options: StateOptions) -> [RunReport.Orphan] {
        switch StateDirectory.look(at: options.stateDir) {
        case .absent: return []
        case .unknown(let error):
            Terminal.note("holdfast: what earlier runs applied could not be told: \(error)")
            return []
        case .open(let state):
            do throws(HostError) {
                return try Holdings.load(from: state).holdings.orphans(
                    policy: policy.name, root: root, controls: Set(policy.controls.map(\.id)))
            } catch {
                Terminal.note("holdfast: what earlier runs applied could not be told: \(error)")
                return []
            }
        }
    }

    func header(_ run: String) -> RunHeader {
        RunHeader(
            run: run, purpose: .apply, toolVersion: Version.text, policy: policy.name, sources: digests, host: facts,
            root: root, seconds: seconds)
    }
}
