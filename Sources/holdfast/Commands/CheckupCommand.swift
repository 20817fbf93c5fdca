import ArgumentParser
import Convergence

/// `holdfast checkup`
struct CheckupCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkup",
        abstract: "Find what is wrong with an Octopus Server. Only looks, and needs no policy.",
        discussion: """
            Without a key it tells what everybody can see; with one, what that key may see, and of the rest which \
            permission is missing. Nothing but GET, HEAD and TLS handshakes is ever sent, and the report counts them.

            Ends as `check` does: 0 when everything is as wanted, 2 when something differs, 6 when something could not be \
            told, also when the server could not be reached.
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
        let (session, result) = try await checkup.run(report.text)
        keepUntilExit((session, result))
        return result.write(report, record, status: ExitStatus(result.verdict))
    }
}
