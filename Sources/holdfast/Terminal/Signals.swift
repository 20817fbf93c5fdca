import Glibc

/// Signals that tell of a failed write, which the write itself tells too.
enum Signals {
    /// A closed pipe or a file grown too large then is an error of one write and not the end of a run. They are
    /// handled, not ignored: programs that the run starts would inherit that.
    static func becomeErrors() {
        for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
    }
}
