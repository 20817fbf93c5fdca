package import Convergence
internal import Glibc

/// Reads a file that decides what root does, such as a policy: once, whole, and from one descriptor, so that what
/// was checked, digested and obeyed are the same bytes.
package enum TrustedFile {
    package enum Trust: Sendable {
        /// Root obeys only what nobody else can write: the file, and every directory on the way to it.
        case checked
        /// `--trust-policy`.
        case anything
    }

    /// The bytes of a regular file of at most `limit` bytes. Only root is asked to distrust.
    package static func read(
        _ path: String, limit: Int = 16 << 20, trust: Trust = .checked
    ) throws(HostError) -> [UInt8] {
        let file = trust == .checked && geteuid() == 0 ? try openChecked(path) : try open(path)
        do throws(Errno) {
            if let bytes = try file.read(limit: limit) { return bytes }
        } catch { throw error.hostError("read \(path)") }
        throw HostError(.tooLarge, "\(path) has more than \(limit) bytes, the most Holdfast reads of a file")
    }

    private static func open(_ path: String) throws(HostError) -> Descriptor {
        // Opening some devices does something: what it is must be known before.
        var status = stat()
        _ = try told(path) { () throws(Errno) in try system { stat(path, &status) } }
        try refuseUnlessFile(status, path)
        let number = try told(path) { () throws(Errno) in
            try system { Glibc.open(path, readFlags | O_CLOEXEC | O_NOCTTY) }
        }
        let file = Descriptor(owning: number)
        try refuseUnlessFile(try told(path) { () throws(Errno) in try file.status() }, path)
        return file
    }

    private static func openChecked(_ path: String) throws(HostError) -> Descriptor {
        let way = SafeWay(wayOut: ", or pass --trust-policy", followsLast: true)
        let end = try way.end(of: path)
        let entry = try told(path) { () throws(Errno) in try end.directory.status(of: end.name) }
        try refuseUnlessFile(entry, path)
        let file = try told(path) { () throws(Errno) in try end.directory.open(end.name, readFlags) }
        let status = try told(path) { () throws(Errno) in try file.status() }
        try refuseUnlessFile(status, path)
        try way.refuseForeign(status, path)
        try way.refuseWritable(status, path)
        guard !end.isShared else {
            throw HostError(
                .unsafe,
                "\(path) lies in a directory where everybody may put files: move it into one that only root can write"
                    + way.wayOut)
        }
        guard status.st_nlink == 1 else {
            throw HostError(
                .unsafe,
                "\(path) has \(status.st_nlink) names (hard links), and may be changed under another one: "
                    + "make a copy of it\(way.wayOut)")
        }
        return file
    }

    /// Without O_NONBLOCK a pipe put there meanwhile would hold the run for ever.
    private static let readFlags = O_RDONLY | O_NONBLOCK

    private static func told<Value>(
        _ path: String, _ work: () throws(Errno) -> Value
    ) throws(HostError) -> Value {
        do throws(Errno) { return try work() } catch {
            if error.code == ENOENT { throw HostError(.failed, "there is no file \(path)") }
            throw error.hostError("open \(path)")
        }
    }

    private static func refuseUnlessFile(_ status: stat, _ path: String) throws(HostError) {
        switch status.form {
        case S_IFREG: return
        case S_IFDIR: throw HostError(.failed, "\(path) is a directory: name a file in it")
        default: throw HostError(.failed, "\(path) is not a regular file")
        }
    }
}
