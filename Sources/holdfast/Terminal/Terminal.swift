import Glibc
import Reporting

/// What the program writes and reads, and what it is connected to.
enum Terminal {
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The result, and nothing else. Nobody reading it any more is no error; a full disk is.
    static func write(_ text: String) throws(Failure) {
        let code = put(text, to: STDOUT_FILENO)
        guard code != 0, code != EPIPE else { return }
        throw Failure(
            .failed, "the result could not be written to standard output: \(String(cString: strerror(code)))")
    }

    /// Progress, warnings, errors. Where they cannot be written there is nobody to tell.
    static func note(_ text: String) { _ = put(text + "\n", to: STDERR_FILENO) }

    /// Whether text takes colour: `NO_COLOR` (https://no-color.org) outranks everything but an explicit
    /// `--color always`, then `CLICOLOR_FORCE`, `CLICOLOR` (https://bixense.com/clicolors), then what it goes to.
    static func wantsColour(_ choice: ColourOptions.Colour, on descriptor: Int32 = STDOUT_FILENO) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto:
            guard environment("NO_COLOR").isEmpty, environment("TERM") != "dumb" else { return false }
            if !["", "0"].contains(environment("CLICOLOR_FORCE")) { return true }
            return environment("CLICOLOR") != "0" && isTerminal(descriptor)
        }
    }

    /// Whether marks beyond ASCII can be shown.
    static var isUTF8: Bool {
        let names = ["TERM", "LC_ALL", "LC_CTYPE", "LANG"].map { ($0, environment($0)) }
        return TextStyle.showsUnicode(in: Dictionary(uniqueKeysWithValues: names))
    }

    /// Asks a person; `false` where nobody can answer.
    static func asks(_ question: String) -> Bool {
        guard isTerminal(STDIN_FILENO) else { return false }
        _ = put(question + " ", to: STDERR_FILENO)
        return readLine(strippingNewline: true) == "yes"
    }

    /// All of standard input, for a policy named `-`.
    static func read(limit: Int) throws(Failure) -> [UInt8] {
        if isTerminal(STDIN_FILENO) {
            note("holdfast: reading the policy from the terminal; end it with Ctrl-D")
        }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(STDIN_FILENO, &part, part.count)
            if count < 0, waits(for: STDIN_FILENO, POLLIN) { continue }
            guard count >= 0 else {
                throw Failure(
                    .policyWrong,
                    "cannot read the policy from standard input: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += part[..<count]
            guard bytes.count <= limit else {
                throw Failure(
                    .policyWrong,
                    "standard input has more than \(limit) bytes, the most Holdfast reads of a policy")
            }
        }
    }

    static func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

    /// Everything, whatever it takes; returns what `errno` says where that was not possible, else 0.
    private static func put(_ text: String, to descriptor: Int32) -> Int32 {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if !waits(for: descriptor, POLLOUT) {
                return errno
            }
        }
        return 0
    }

    /// After a call that failed: whether it is worth trying again, once the descriptor is ready.
    private static func waits(for descriptor: Int32, _ events: Int32) -> Bool {
        if errno == EINTR { return true }
        // Somebody else made the stream non-blocking.
        guard errno == EAGAIN else { return false }
        var wanted = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        return poll(&wanted, 1, -1) >= 0 || errno == EINTR
    }
}
