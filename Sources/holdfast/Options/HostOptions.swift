import ArgumentParser

/// Which machine, and where Holdfast keeps what it did.
struct HostOptions: ParsableArguments {
    @Option(
        help: "Work on a directory tree as if it were a machine's root, such as an image being made.",
        completion: .directory)
    var root = "/"

    @OptionGroup var state: StateOptions
}

struct StateOptions: ParsableArguments {
    @Option(help: "Where runs are recorded.", completion: .directory)
    var stateDir = "/var/lib/holdfast"
}
