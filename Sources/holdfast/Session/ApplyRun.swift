import Convergence
import Runs

/// One apply, from the yes to its report.
struct ApplyRun {
    let session: Session
    let recording: Recording
    let plan: Plan
    let cutOff: [CutOffRun]

    /// What runs that were cut off still owe; this one pays it.
    private var inherited: [FollowUp] { FollowUp.merged(cutOff.flatMap(\.past.owed)) }

    var hasWork: Bool { plan.mayHaveWork || !inherited.isEmpty }

    /// Ends the runs that were cut off. One that owes what could not be paid stays open, for the next apply to pay it.
    func closeCutOff(but stillOwed: [StillOwed] = []) async throws {
        for owed in stillOwed {
            Terminal.note(
                "holdfast: an earlier run left it to this one to \(owed.followUp.refresh.rawValue) "
                    + "\(owed.followUp.unit), which failed and is left to the next apply: \(owed.reason)")
        }
        for run in cutOff {
            let units = Set(run.past.owed.map(\.unit))
            guard !stillOwed.contains(where: { units.contains($0.followUp.unit) }) else { continue }
            try await recording.close(run, seconds: session.seconds)
            Terminal.note(
                "holdfast: run \(run.name) had been cut off; what it did is recorded now, and "
                    + "`holdfast undo \(run.name)` takes it back")
        }
    }

    func perform(isQuiet: Bool) async throws -> (RunReport, ExitStatus) {
        let journal = try RunJournal(in: recording.state, lock: recording.lock, seconds: session.seconds)
        do throws(HostError) {
            try await journal.append([.began(header: session.header(journal.run))])
        } catch {
            throw Failure(.failed, "nothing was changed, for it could not be recorded: \(error)")
        }
        let result = try await apply(journal, isQuiet: isQuiet)
        let isRecorded = await recordEnd(result, in: journal)
        try await closeCutOff(but: result.stillOwed)
        var report = await session.report(
            .apply, session.builder.results(of: result, plan: plan), run: journal.run)
        report.wasInterrupted = result.wasInterrupted
        recording.updateHoldings(noting: report.run) { $0.note(report) }
        let status: ExitStatus =
            result.wasReverted && !result.wasInterrupted ? .reverted : ExitStatus(report.verdict)
        if status == .asWanted, !result.stillOwed.isEmpty { return (report, .differs) }
        return (report, status == .asWanted && !isRecorded ? .failed : status)
    }

    private func apply(_ journal: RunJournal, isQuiet: Bool) async throws -> ApplyResult {
        let progress = Progress("applying", total: plan.entries.count, isQuiet: isQuiet)
        defer { progress.finish() }
        let (session, plan, inherited) = (session, plan, inherited)
        let task = Task {
            var applier = Applier(
                session.policy, treatments: session.treatments, to: session.host, journal: journal
            ) { progress.advance(by: $0) }
            return try await applier.apply(plan, inherited: inherited)
        }
        let interruption = Interruption(saying: "stopping as soon as nothing is half-done") { task.cancel() }
        defer { interruption.end() }
        do {
            return try await task.value
        } catch let error as JournalError {
            throw Failure(
                .failed,
                "stopped, for nothing more could be recorded: \(error.cause); what was done before can be taken "
                    + "back with `holdfast undo \(journal.run)`, and the next apply goes on from here")
        }
    }

    private func recordEnd(_ result: ApplyResult, in journal: RunJournal) async -> Bool {
        let outcomes = result.controls.sorted { $0.key < $1.key }.map {
            Record.ControlOutcome(control: session.policy.controls[$0.key].id, outcome: $0.value.outcome)
        }
        do throws(HostError) {
            try await journal.append([.ended(outcomes: outcomes, seconds: try await session.host.clock())])
            return true
        } catch {
            Terminal.note(
                "holdfast: that the run ended could not be recorded, and the next one will: \(error)")
            return false
        }
    }
}

extension Plan {
    /// Whether an apply may have something to do.
    fileprivate var mayHaveWork: Bool {
        entries.contains { entry in
            if case .deferred = entry.assessment { return true }
            if case .drifted(_, .steps) = entry.assessment {
                return !entry.moves.isEmpty || !entry.followUps.isEmpty
            }
            return !entry.moves.isEmpty
        }
    }
}
