import Glibc
import Reporting

/// What the program writes and reads, and what it is connected to.
enum Terminal {
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The result, and nothing else.
    static func write(_ text: String) { put(text, to: STDOUT_FILENO) }

    /// Progress, warnings, errors.
    static func note(_ text: String) { put(text + "\n", to: STDERR_FILENO) }

    /// Whether standard output takes colour: `NO_COLOR` (https://no-color.org) outranks everything but an
    /// explicit `--color always`.
    static func wantsColour(_ choice: TextOptions.Colour) -> Bool {
        switch choice {
        case .always: true
        case .never: false
        case .auto:
            environment("NO_COLOR").isEmpty && environment("TERM") != "dumb"
                && (isTerminal(STDOUT_FILENO) || !["", "0"].contains(environment("CLICOLOR_FORCE")))
        }
    }

    /// Whether marks beyond ASCII can be shown.
    static var isUTF8: Bool {
        let locale = [environment("LC_ALL"), environment("LC_CTYPE"), environment("LANG")].first { !$0.isEmpty }
        return locale?.uppercased().contains("UTF-8") ?? locale?.uppercased().contains("UTF8") ?? false
    }

    /// Asks a person; `false` where nobody can answer.
    static func asks(_ question: String) -> Bool {
        guard isTerminal(STDIN_FILENO) else { return false }
        put(question + " ", to: STDERR_FILENO)
        return readLine(strippingNewline: true) == "yes"
    }

    static func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

    /// A closed pipe or a full disk does not end the run: what was done stands in the journal.
    private static func put(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
