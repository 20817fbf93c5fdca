import ArgumentParser

/// Which policy, and how it is read.
struct PolicyOptions: ParsableArguments {
    @Argument(
        help: "Policy files, each laid over those before it; '-' reads standard input.",
        completion: .file(extensions: ["yaml", "yml"]))
    var policies: [String]

    @OptionGroup var reading: ReadingOptions

    /// The same again, as words of a command line.
    var words: [String] { policies.map { $0.hasPrefix("-") && $0 != "-" ? "./\($0)" : $0 } + reading.words }
}

/// What is filled in, and what is trusted.
struct ReadingOptions: ParsableArguments {
    @Option(
        name: .customLong("var"),
        help: ArgumentHelp("Set a variable of the policy. Repeatable.", valueName: "name=value"))
    var variables: [Assignment] = []

    @Option(
        name: .customLong("var-file"),
        help: ArgumentHelp(
            "Read variables from a YAML file of 'name: value' lines. Repeatable; --var outranks it.",
            valueName: "file"),
        completion: .file())
    var variableFiles: [String] = []

    @Flag(help: "As root, take a policy that others may write too. Only for trying things out.")
    var trustPolicy = false

    var words: [String] {
        variableFiles.flatMap { repeated("--var-file", $0) }
            + variables.flatMap { repeated("--var", "\($0.name)=\($0.value)") }
            + (trustPolicy ? ["--trust-policy"] : [])
    }
}

/// `NAME=VALUE`.
struct Assignment: ExpressibleByArgument {
    var name: String
    var value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        name = String(parts[0])
        value = String(parts[1])
    }
}
