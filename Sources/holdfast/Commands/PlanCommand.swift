import ArgumentParser
import Convergence

/// `holdfast plan`
struct PlanCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what differs from a policy and what `apply` would do. Changes nothing.")

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var report: ReportOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "End with 2 when something differs, 6 when something could not be told.")
    var detailedExitCode = false

    func perform() async throws -> ExitStatus {
        let session = try await Session.open(policy, on: host, selection: selection)
        return try await Planning.show(
            session, state: host.state, report: report, detailedExitCode: detailedExitCode)
    }
}

/// Plans and shows the plan: `plan`, and `apply --dry-run`, which is the same.
enum Planning {
    static func show(
        _ session: Session, state: StateOptions, report: ReportOptions, detailedExitCode: Bool
    ) async throws -> ExitStatus {
        let plan = await session.plan(isQuiet: report.text.quiet)
        let result = session.planReport(plan, state: state)
        let full = ExitStatus(result.verdict)
        let status = detailedExitCode || full == .policyWrong ? full : .asWanted
        try Output(report).write(status: status) { result.rendered(as: $0, $1, status) }
        return status
    }
}
