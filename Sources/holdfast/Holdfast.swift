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
            `apply` does it and can be undone, `check` finds drift.

            \(ExitStatus.documentation)
            """,
        version: Version.text,
        subcommands: [],
        groupedSubcommands: [
            CommandGroup(
                name: "Machine", subcommands: [PlanCommand.self, ApplyCommand.self, CheckCommand.self]),
            CommandGroup(name: "History", subcommands: [HistoryCommand.self, UndoCommand.self]),
            CommandGroup(
                name: "Policy",
                subcommands: [
                    ValidateCommand.self, ExplainCommand.self, KindsCommand.self, SchemaCommand.self,
                    ExportCommand.self,
                ]),
        ])

    static func main() async {
        Memory.growInLargeSteps()
        // Before anything is opened: no file of the host may become standard output.
        StandardStreams.occupy()
        Signals.becomeErrors()
        await main(nil)
    }
}
