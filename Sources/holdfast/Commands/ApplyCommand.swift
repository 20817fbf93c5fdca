import ArgumentParser
import Convergence
import LinuxHost
import Reporting
import Runs

/// `holdfast apply`
struct ApplyCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Hold a machine to a policy. Can be taken back with `undo`.",
        discussion: "Shows the plan and asks first; where nobody can answer it does nothing without --yes.")

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var report: ReportOptions

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(name: .customLong("dry-run"), help: "Only show the plan: the same as `plan`.")
    var dryRun = false

    @Option(
        name: .customLong("max-disruption"),
        help: "Refuse a plan that does more than this to those who use the host: none, reload, restart, drain, reboot, can-cut.")
    var maxDisruption: Disruption?

    @Option(name: .customLong("lock-timeout"), help: "Wait this many seconds for another run to end.")
    var lockTimeout = 0

    func perform() async throws -> ExitStatus {
        let session = try await Session.open(policy, on: host, selection: selection)
        if dryRun {
            return try await Planning.show(session, state: host.state, report: report, detailedExitCode: false)
        }
        let recording = try await Recording.open(host.state, waiting: lockTimeout)
        let owed = try await recording.resolveInterrupted(on: session.host, seconds: session.seconds)
        let plan = await session.plan(isQuiet: report.text.quiet)
        let planned = session.planReport(plan, state: host.state)
        guard planned.conflicts.isEmpty else { return try show(planned, status: .policyWrong) }
        guard plan.hasWork || !owed.isEmpty else {
            var nothing = planned
            nothing.command = .apply
            return try show(nothing, status: ExitStatus(nothing.verdict))
        }
        try refuseDisruption(of: planned)
        try requireConsent(to: planned)
        return try await apply(plan, owed: owed, session: session, recording: recording)
    }

    private func apply(
        _ plan: Plan, owed: [FollowUp], session: Session, recording: Recording
    ) async throws -> ExitStatus {
        let journal = try RunJournal(in: recording.state, lock: recording.lock, seconds: session.seconds)
        let progress = Progress("applying", total: plan.entries.count, isQuiet: report.text.quiet)
        let task = Task {
            try await journal.append([.began(session.header(journal.run))])
            var applier = Applier(
                session.policy, treatments: session.treatments, to: session.host, journal: journal
            ) { progress.advance(by: $0) }
            let result = try await applier.apply(plan, inherited: owed)
            let outcomes = result.controls.sorted { $0.key < $1.key }.map {
                Record.ControlOutcome(control: session.policy.controls[$0.key].id, outcome: $0.value.outcome)
            }
            try await journal.append([.ended(outcomes: outcomes, seconds: try await session.host.clock())])
            return result
        }
        let interruption = Interruption { task.cancel() }
        defer { interruption.end() }
        let result: ApplyResult
        do {
            result = try await task.value
        } catch let error as JournalError {
            throw Failure(.failed, "the journal could not be written, and nothing more was done: \(error.cause)")
        }
        progress.finish()
        var done = session.report(
            .apply, session.builder.results(of: result, plan: plan), run: journal.run)
        recording.updateHoldings { $0.note(done) }
        done.orphans = session.orphans(in: host.state)
        let status: ExitStatus =
            result.wasInterrupted ? .interrupted : result.wasReverted ? .reverted : ExitStatus(done.verdict)
        return try show(done, status: status)
    }

    private func show(_ result: RunReport, status: ExitStatus) throws -> ExitStatus {
        try Output(report).write(status: status) { result.rendered(as: $0, $1, status) }
        return status
    }

    private func refuseDisruption(of planned: RunReport) throws {
        guard let limit = maxDisruption, let worst = planned.results.max(by: { $0.disruption < $1.disruption }),
            worst.disruption > limit
        else { return }
        throw Failure(
            .refused,
            "'\(worst.id)' would \(worst.disruption.rawValue), more than --max-disruption \(limit.rawValue); "
                + "leave it out with --skip \(worst.id), or allow more")
    }

    private func requireConsent(to planned: RunReport) throws {
        guard !yes else { return }
        Terminal.note(planned.rendered(as: .text, report.text.style, .asWanted))
        guard Terminal.asks("Do this? Only 'yes' is taken as yes:") else {
            throw Failure(.refused, "nothing was changed: nobody said yes; add --yes where nobody can answer")
        }
    }
}

extension Plan {
    /// Whether an apply may have something to do.
    fileprivate var hasWork: Bool {
        entries.contains { entry in
            if case .deferred = entry.assessment { return true }
            if case .drifted(_, .steps) = entry.assessment { return !entry.moves.isEmpty || !entry.followUps.isEmpty }
            return !entry.moves.isEmpty
        }
    }
}

extension Disruption: ExpressibleByArgument {}
