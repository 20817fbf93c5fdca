import Glibc
import Synchronization

/// A line on standard error that says how far a long stage is. Only on a terminal, and only when it takes long.
final class Progress: Sendable {
    private struct State {
        var done = 0
        var shown = ContinuousClock.now
        var isShown = false
    }

    private let title: String
    private let total: Int
    private let isWanted: Bool
    private let state = Mutex(State())

    init(_ title: String, total: Int, isQuiet: Bool) {
        self.title = title
        self.total = total
        isWanted = !isQuiet && Terminal.isTerminal(STDERR_FILENO)
    }

    func advance(by count: Int) {
        guard isWanted else { return }
        let line: String? = state.withLock { state in
            state.done += count
            let now = ContinuousClock.now
            guard now - state.shown > .milliseconds(state.isShown ? 100 : 500) else { return nil }
            state.shown = now
            state.isShown = true
            return "\r\(title) \(state.done) of \(total)\u{1B}[K"
        }
        if let line { write(line) }
    }

    /// Clears the line.
    func finish() {
        if state.withLock({ $0.isShown }) { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        _ = text.utf8CString.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
    }
}
