import ArgumentParser
import Convergence
import LinuxHost
import Reporting
import Runs

/// `holdfast apply`
struct ApplyCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Hold a machine to a policy. Can be taken back with `undo`.",
        discussion: """
            Shows the plan and asks first; where nobody can answer it does nothing without --yes. While it asks, no \
            other run can change what it has shown.
            """)

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var lock: LockOptions

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(name: .customLong("dry-run"), help: "Only show the plan: the same as `plan`.")
    var dryRun = false

    @Option(
        name: .customLong("max-disruption"),
        help: ArgumentHelp(
            "Refuse a plan that does more than this to those who use the host.", valueName: "class"))
    var maxDisruption: Disruption?

    func perform() async throws -> ExitStatus {
        let session = try await Session.open(
            policy, on: host, looking: remote, selection: selection, colours: report.text.colours)
        if dryRun { return await session.showPlan(report, detailedExitCode: false) }
        let recording = try await Recording.open(host.state, lock)
        let cutOff = try await recording.cutOffRuns(under: session.root, on: session.machine)
        let plan = await session.plan(isQuiet: report.text.quiet)
        guard plan.conflicts.isEmpty else {
            return await session.planReport(plan).write(report, status: .policyWrong)
        }
        let run = ApplyRun(session: session, recording: recording, plan: plan, cutOff: cutOff)
        guard run.hasWork else {
            try await run.closeCutOff()
            var nothing = await session.planReport(plan)
            nothing.command = .apply
            return nothing.write(report, status: ExitStatus(nothing.verdict))
        }
        // Made only for those who are going to read it.
        if maxDisruption != nil || !yes {
            let planned = await session.planReport(plan)
            if let maxDisruption { try refuseDisruption(of: planned, beyond: maxDisruption) }
            if !yes { try requireConsent(to: planned) }
        }
        let (result, status) = try await run.perform(isQuiet: report.text.quiet)
        keepUntilExit((run, result))
        return result.write(report, status: status)
    }

    private func refuseDisruption(of planned: RunReport, beyond limit: Disruption) throws(Failure) {
        guard let worst = planned.results.max(by: { $0.disruption < $1.disruption }),
            worst.disruption > limit
        else { return }
        throw Failure(
            .refused,
            "nothing was changed: '\(worst.id)' has the disruption '\(worst.disruption.rawValue)', and "
                + "--max-disruption is '\(limit.rawValue)'; leave it out with --skip \(worst.id), or allow more"
        )
    }

    private func requireConsent(to planned: RunReport) throws(Failure) {
        let text = render(planned, as: .text, style: report.text.style)
        Terminal.note(text)
        guard Terminal.asks("Do this? Only 'yes' is taken as yes:") else { throw .nobodySaidYes }
    }
}

extension Failure {
    static let nobodySaidYes = Failure(
        .refused, "nothing was changed: nobody said yes; add --yes where nobody can answer")
}

extension Disruption: ExpressibleByArgument {}
