import ArgumentParser

/// What is looked at beyond the machine.
struct RemoteOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A newer table of known vulnerabilities than the one that came with the program.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var advisories: String?

    /// The same again, as words of a command line.
    var words: [String] { advisories.map { repeated("--advisories", $0) } ?? [] }
}
