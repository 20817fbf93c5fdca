import ArgumentParser
import Convergence

/// `holdfast check`
struct CheckCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find what differs from a policy. Changes nothing.",
        discussion:
            "Ends with 0 when everything is as wanted, 2 when something differs, 6 when something could not be told."
    )

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var record: RecordOptions

    func perform() async throws -> ExitStatus {
        let session = try await Session.open(
            policy, on: host, looking: remote, selection: selection, colours: report.text.colours)
        let observed = await session.observeAll(isQuiet: report.text.quiet)
        let result = await session.report(.check, session.builder.results(of: observed))
        keepUntilExit((session, observed, result))
        return result.write(report, record, status: ExitStatus(result.verdict))
    }
}
