import ArgumentParser
import Convergence
import Runs

/// `holdfast new`
struct NewCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Write a policy to begin with.",
        discussion: """
            With --from-checkup it looks at an Octopus Server as `checkup` does, and writes down how it is reached and, \
            as comments, leave for what differs today. Nothing secret is written: only where a key is kept.
            """)

    @Flag(name: .customLong("from-checkup"), help: "Look at the server first.")
    var fromCheckup = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var remote: RemoteOptions

    @Option(help: "The name of the policy.")
    var name: String?

    @Option(
        help: ArgumentHelp("Write it to this file, which must not be there yet.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var colours: ColourOptions

    func validate() throws {
        let isName = name.map { name in
            name.first?.isLetter == true
                && name.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "-") || (48...57).contains(byte) || (97...122).contains(byte)
                }
        }
        guard isName ?? true else {
            throw ValidationError("--name takes small letters, digits and '-', as in our-octopus")
        }
        guard fromCheckup || server.words.isEmpty else {
            throw ValidationError(
                "a server is looked at with --from-checkup, as in: holdfast new --from-checkup https://…")
        }
    }

    func perform() async throws -> ExitStatus {
        if let output, FileSystem.exists(output) {
            throw Failure(
                .refused, "\(output) is there already, and was left as it is: name another file, or remove it"
            )
        }
        let text = fromCheckup ? try await checkup() : NewPolicy.ofHost(name ?? "my-hosts")
        guard let output else {
            try Terminal.write(text)
            return .asWanted
        }
        do throws(HostError) {
            try DurableFile.replace(output, with: Array(text.utf8))
        } catch {
            throw Failure(error)
        }
        Terminal.note("holdfast: wrote \(output)")
        return .asWanted
    }

    private func checkup() async throws -> String {
        let connection = try server.connection()
        let checkup = Checkup(
            connection: connection, reading: try ReadingOptions.parse([]), remote: remote,
            selection: try SelectionOptions.parse([]), words: server.words)
        let report = try await checkup.run(try TextOptions.parse(["--quiet"])).report
        return NewPolicy.ofServer(connection, name ?? "octopus", after: report)
    }
}
