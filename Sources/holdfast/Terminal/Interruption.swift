import Dispatch
import Glibc

/// Turns the first Ctrl-C, hang-up or termination into a request to stop at the next safe point. The run then ends its
/// current step, pays what it owes, and says so.
final class Interruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    private var sources: [any DispatchSourceSignal] = []

    /// Calls `stop` at each signal, on a queue of its own.
    init(_ stop: @escaping @Sendable () -> Void) {
        for number in Self.signals {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: stop)
            source.resume()
            sources.append(source)
        }
    }

    /// From here on the signals end the program again.
    func end() {
        for source in sources { source.cancel() }
        sources = []
        for number in Self.signals { signal(number, SIG_DFL) }
    }
}
