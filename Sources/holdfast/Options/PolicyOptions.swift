import ArgumentParser

/// Which policy, and what is filled in.
struct PolicyOptions: ParsableArguments {
    @Argument(
        help: "Policy files, each laid over those before it; '-' reads standard input.",
        completion: .file(extensions: ["yaml", "yml"]))
    var policies: [String]

    @Option(name: .customLong("var"), help: "Set a variable of the policy. Repeatable.")
    var variables: [Assignment] = []

    @Option(
        name: .customLong("var-file"),
        help: "Read variables from a YAML file of 'name: value' lines. Repeatable; --var outranks it.",
        completion: .file())
    var variableFiles: [String] = []

    @Flag(help: "Take a policy that others than root may write. Only for trying things out.")
    var trustPolicy = false
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

    static var defaultValueDescription: String { "NAME=VALUE" }
}
