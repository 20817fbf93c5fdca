package import Convergence
internal import Glibc

/// Keeps a second run off this host's state: an flock(2), which the kernel lets go of when its holder ends,
/// however it ends. It is never taken from a holder that is stopped or slow.
package final class RunLock: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        /// Another run holds the lock; exit code 75.
        case busy(String)
        case failed(HostError)

        package var description: String {
            switch self {
            case .busy(let text): text
            case .failed(let error): error.description
            }
        }
    }

    private let file: Descriptor

    /// Takes the lock, waiting up to `seconds` for another run to end; told to stop, it stops waiting.
    package static func take(
        in state: StateDirectory, waiting seconds: Int = 0
    ) async throws(Failure) -> RunLock {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(seconds))
        while true {
            if let file = try attempt(in: state) { return RunLock(file) }
            guard clock.now < end else { throw .busy(holder(in: state)) }
            do {
                try await Task.sleep(for: min(.milliseconds(100), clock.now.duration(to: end)), clock: clock)
            } catch {
                throw .failed(HostError(.interrupted, "stopped while waiting: " + holder(in: state)))
            }
        }
    }

    private init(_ file: Descriptor) { self.file = file }

    /// Takes the lock; `nil` when another run holds it.
    private static func attempt(in state: StateDirectory) throws(Failure) -> Descriptor? {
        do throws(Errno) {
            while true {
                let file = try state.directory.make(name, O_RDWR, mode: 0o600)
                do throws(Errno) { try system { flock(file.number, LOCK_EX | LOCK_NB) } } catch {
                    if error.code == EWOULDBLOCK { return nil }
                    throw error
                }
                // Somebody may have removed the file meanwhile: a lock on it keeps nobody off.
                let mine = try file.status()
                guard let named = try? state.directory.status(of: name), named.st_ino == mine.st_ino else {
                    continue
                }
                try system { ftruncate(file.number, 0) }
                try file.write(Array("\(getpid()) \(RunName.text(of: time(nil), separated: true))\n".utf8))
                return file
            }
        } catch { throw .failed(error.hostError("take the lock \(state.path)/\(name)")) }
    }

    /// Whether a run holds the lock, for one who only looks: to try it would keep off a run that begins meanwhile.
    /// Where the kernel's list of locks cannot be read, it may be held.
    static func isHeld(in state: StateDirectory) -> Bool {
        guard let status = try? state.directory.status(of: name) else { return false }
        guard let number = try? system({ open("/proc/locks", O_RDONLY | O_CLOEXEC) }),
            let bytes = Descriptor(owning: number).bytes(at: 0, count: 1 << 20)
        else { return true }
        // 1: FLOCK  ADVISORY  WRITE 4711 08:01:123456 0 EOF
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            return words.count > 5 && words[1] == "FLOCK" && words[5].hasSuffix(":\(status.st_ino)")
        }
    }

    private static let name = "lock"

    private static func holder(in state: StateDirectory) -> String {
        let rule =
            "only one run at a time may change this host; wait, or give it time with --lock-timeout SECONDS"
        let lock = "the lock \(state.path)/\(name)"
        guard let file = try? state.directory.open(name, O_RDONLY),
            let bytes = try? file.read(limit: 4096), let text = String(validating: bytes, as: UTF8.self),
            let cut = text.firstIndex(of: " "), let process = Int32(text[..<cut]), text.hasSuffix("\n")
        else { return "another run holds \(lock): \(rule)" }
        let since = text[text.index(after: cut)...].dropLast()
        return "another run (process \(process), since \(since)) holds \(lock): \(rule)"
    }
}
