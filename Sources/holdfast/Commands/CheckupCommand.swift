import ArgumentParser
import Convergence
import Reporting

/// `holdfast checkup`
struct CheckupCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkup",
        abstract: "Find what is wrong with an Octopus Server. Only looks, and needs no policy.",
        discussion: """
            Without a key it tells what everybody can see; with one, what that key may see, and of the rest which \
            permission is missing. Nothing but GET, HEAD and TLS handshakes is ever sent, and the report counts them.

            Ends as `check` does: 0 when everything is as wanted, 2 when something differs, 6 when something could not be \
            told, also when the server could not be reached: then every control of the report is unknown.
            """)

    @OptionGroup var server: ServerOptions

    @Option(
        help: ArgumentHelp(
            "A policy of your own instead of the bundled checkup, which it may extend. Repeatable.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var policy: [String] = []

    @OptionGroup var reading: ReadingOptions
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var record: RecordOptions

    func perform() async throws -> ExitStatus {
        let checkup = Checkup(
            connection: try server.connection(), policies: policy, reading: reading, remote: remote,
            selection: selection,
            words: server.words + policy.flatMap { repeated("--policy", $0) } + reading.words + remote.words
                + selection.words)
        // Who reads it with a program, or keeps it, must not be left with the last one, or with nothing.
        let isKept = report.format != .text || report.output != nil || record.record != nil
        let outcome = try await checkup.run(report.text, tellsUnreached: isKept)
        keepUntilExit(outcome)
        return outcome.report.write(report, record, status: outcome.status)
    }
}
