import ArgumentParser
import Reporting

/// How the result is shown.
struct ReportOptions: ParsableArguments {
    @Option(help: "How to write the result: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: ReportFormat = .text

    @Option(
        help: "Write the result to a file in that format; standard output then has it as text.",
        completion: .file())
    var output: String?

    @OptionGroup var text: TextOptions
}

/// How text looks.
struct TextOptions: ParsableArguments {
    enum Colour: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    @Option(name: .customLong("color"), help: "Colour text: auto, always or never. NO_COLOR is obeyed.")
    var colour: Colour = .auto

    @Flag(name: .shortAndLong, help: "Show also what is as wanted.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Show the summary only, and no progress.")
    var quiet = false
}

extension ReportFormat: ExpressibleByArgument {}
