import ArgumentParser
import Convergence

/// `holdfast plan`
struct PlanCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what differs from a policy and what `apply` would do. Changes nothing.")

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var report: ReportOptions

    @Flag(
        name: .customLong("detailed-exitcode"),
        help: "End with 2 when something differs, 6 when something could not be told.")
    var detailedExitCode = false

    func perform() async throws -> ExitStatus {
        let session = try await Session.open(
            policy, on: host, looking: remote, selection: selection, colours: report.text.colours)
        return await session.showPlan(report, detailedExitCode: detailedExitCode)
    }
}

extension Session {
    /// Plans and shows the plan: `plan`, and `apply --dry-run`, which is the same.
    func showPlan(_ options: ReportOptions, detailedExitCode: Bool) async -> ExitStatus {
        let result = await planReport(await plan(isQuiet: options.text.quiet))
        let full = ExitStatus(result.verdict)
        return result.write(options, status: detailedExitCode || full == .policyWrong ? full : .asWanted)
    }
}
