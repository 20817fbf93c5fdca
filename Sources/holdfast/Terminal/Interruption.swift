import Dispatch
import Glibc

/// Turns Ctrl-C, a hang-up or a termination into a request to stop at the next safe point. The run then ends what it
/// is doing, pays what it owes, and says so; asked again, it goes on doing that.
final class Interruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    private let source: any DispatchSourceRead
    private let writing: Int32

    /// Says `note` at the first signal and calls `stop` at each, on a queue of its own.
    init(saying note: String, stop: @escaping @Sendable () -> Void) {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        let (reading, writing) = (ends[0], ends[1])
        self.writing = writing
        source = DispatchSource.makeReadSource(fileDescriptor: reading, queue: .global())
        // Only the handler touches it, and it runs once at a time.
        nonisolated(unsafe) var isFirst = true
        source.setEventHandler {
            var bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
            _ = read(reading, &bytes, bytes.count)
            if isFirst { Terminal.note("\nholdfast: \(note)") }
            isFirst = false
            stop()
        }
        source.setCancelHandler { close(reading) }
        source.resume()
        signalPipe = writing
        // A handler, and not SIG_IGN, which the programs that the run starts would inherit.
        for number in Self.signals {
            signal(number) { _ in
                let cause = errno
                var byte: UInt8 = 0
                _ = write(signalPipe, &byte, 1)
                errno = cause
            }
        }
    }

    /// From here on the signals end the program again.
    func end() {
        for number in Self.signals { signal(number, SIG_DFL) }
        source.cancel()
        signalPipe = -1
        close(writing)
    }
}

/// Where the handler, which may call next to nothing, says that a signal came. Set before the handler is.
nonisolated(unsafe) private var signalPipe: Int32 = -1
