internal import Glibc
internal import Synchronization

/// What was asked, in the order in which it came. Never headers, for they hold keys.
final class Recorder: Sendable {
    private let lines = Mutex<[RecordedRequest]>([])
    /// -1: no file.
    private let file: Int32

    /// Adds to the file, which only its owner may read. Fails where it cannot be opened.
    init(file path: String?) throws {
        guard let path else {
            file = -1
            return
        }
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw SimulatorError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit { if file >= 0 { close(file) } }

    var requests: [RecordedRequest] { lines.withLock { $0 } }

    func add(_ request: RecordedRequest) {
        lines.withLock { lines in
            lines.append(request)
            guard file >= 0 else { return }
            let line = Array("\(request)\n".utf8)
            // One write of a short line to a file opened for appending is never torn.
            _ = write(file, line, line.count)
        }
    }

    func clear() { lines.withLock { $0 = [] } }
}

/// One request, as it was asked.
package struct RecordedRequest: Hashable, Sendable, CustomStringConvertible {
    package var method: String
    /// With its query; the value of a key in it is left out.
    package var path: String
    package var status: Int

    package var description: String { "\(method) \(path)" }
}
