import ArgumentParser
import LinuxHost

/// Holds a machine to a written security policy.
@main
struct Holdfast: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdfast",
        abstract: "Hold a machine to a written security policy.",
        discussion: """
            A policy is a YAML file that says what must be true. `plan` shows what differs and what would be done, \
            `apply` does it and can be undone, `check` finds drift. `checkup` needs no policy: it looks at an Octopus \
            Server and says what is wrong with it.

            \(ExitStatus.documentation)
            """,
        version: Version.text,
        subcommands: [],
        groupedSubcommands: [
            CommandGroup(
                name: "Machine", subcommands: [PlanCommand.self, ApplyCommand.self, CheckCommand.self]),
            CommandGroup(name: "Octopus Server", subcommands: [CheckupCommand.self]),
            CommandGroup(name: "History", subcommands: [HistoryCommand.self, UndoCommand.self]),
            CommandGroup(
                name: "Policy",
                subcommands: [
                    ValidateCommand.self, ExplainCommand.self, KindsCommand.self, SchemaCommand.self,
                    ExportCommand.self,
                    NewCommand.self,
                ]),
        ])

    static func main() async {
        Memory.growInLargeSteps()
        // Before anything is opened: no file of the host may become standard output.
        StandardStreams.occupy()
        Signals.becomeErrors()
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(telling: error)
        }
    }

    /// As the library ends a program, but a key that somebody wrote on the command line is not repeated.
    private static func exit(telling error: any Error) -> Never {
        // A bare status was told of already, by the command itself.
        guard exitCode(for: error) == .validationFailure, !(error is ExitCode) else { exit(withError: error) }
        let words = CommandLineWords(words: Array(CommandLine.arguments.dropFirst()))
        Terminal.note(words.withholding(in: fullMessage(for: error)))
        exit(withError: ExitCode.validationFailure)
    }
}
