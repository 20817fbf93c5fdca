import ArgumentParser
import Glibc
import Reporting

/// How the result is shown.
struct ReportOptions: ParsableArguments {
    @Option(help: "How to write the result.")
    var format: ReportFormat = .text

    @Option(
        help: ArgumentHelp(
            "Write the result to a file in that format; standard output then has it as text.",
            valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var text: TextOptions

    /// Refuses a format that the command has no form for, before anything is done.
    func require(_ formats: [ReportFormat], for what: String) throws {
        guard formats.contains(format) else {
            throw ValidationError(
                "\(what) is shown as \(ReportFormat.names(formats)), not as \(format.rawValue)")
        }
    }
}

/// How text looks.
struct TextOptions: ParsableArguments {
    @OptionGroup var colours: ColourOptions

    @Flag(name: .shortAndLong, help: "Show also what is as wanted.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Show the summary only, and no progress.")
    var quiet = false

    var style: TextStyle {
        TextStyle(
            colour: Terminal.wantsColour(colours.colour), unicode: Terminal.isUTF8,
            verbosity: quiet ? .quiet : verbose ? .verbose : .normal)
    }
}

struct ColourOptions: ParsableArguments {
    enum Colour: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    @Option(
        name: .customLong("color"),
        help: ArgumentHelp("Whether text is coloured; NO_COLOR is obeyed.", valueName: "when"))
    var colour: Colour = .auto

    /// How mistakes of a policy look, which go to standard error.
    var diagnostics: TextStyle {
        TextStyle(colour: Terminal.wantsColour(colour, on: STDERR_FILENO), unicode: Terminal.isUTF8)
    }
}

extension ReportFormat: ExpressibleByArgument {
    static func names(_ formats: [ReportFormat]) -> String { formats.map(\.rawValue).joined(separator: ", ") }
}
