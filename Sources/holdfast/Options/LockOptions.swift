import ArgumentParser

/// How a run gets along with another.
struct LockOptions: ParsableArguments {
    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp("Wait this many seconds for another run to end.", valueName: "seconds"))
    var seconds = 0

    func validate() throws {
        guard seconds >= 0 else { throw ValidationError("--lock-timeout takes a number of seconds") }
    }
}
