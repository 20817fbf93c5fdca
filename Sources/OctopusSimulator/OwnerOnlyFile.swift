internal import Glibc

/// Files that only their owner may read.
package enum OwnerOnlyFile {
    /// Writes a new file, or instead of the one there.
    package static func write(_ text: String, to path: String) throws(SimulatorError) {
        let temporary = "\(path).new"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw problem(path) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, rename(temporary, path) == 0 else {
            throw problem(path)
        }
    }

    private static func problem(_ path: String) -> SimulatorError {
        SimulatorError("cannot write \(path): \(String(cString: strerror(errno)))")
    }
}
