package import Convergence
internal import Glibc

/// Writes whole files so that a reader, a crash or a power cut finds the old one or the new one: a temporary
/// beside it, fsync, rename, fsync of the directory.
package enum DurableFile {
    /// Puts `bytes` at `path`. Without a mode the one of the file there is kept; a new file gets 0644 less the umask.
    ///
    /// A symbolic link is replaced, not followed; what lies in `/dev`, as `/dev/stdout`, is written to.
    package static func replace(
        _ path: String, with bytes: [UInt8], mode: FileMode? = nil
    ) throws(HostError) {
        if path.hasPrefix("/dev/") { return try send(bytes, to: path) }
        let cut = path.lastIndex(of: "/")
        let parent = cut.map { path[...$0] } ?? "."
        let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
        guard !name.isEmpty, name != ".", name != ".." else {
            throw HostError(.failed, "'\(path)' does not name a file")
        }
        let number = try system("open the directory \(parent)") {
            open(String(parent), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        let directory = Descriptor(owning: number)
        var kept = mode
        if let found = try? directory.status(of: name) {
            guard found.form == S_IFREG || found.form == S_IFLNK else {
                throw HostError(.failed, "\(path) is not a regular file, and would be replaced by one")
            }
            if found.form == S_IFREG, kept == nil { kept = found.permissions }
        }
        let temporary = ".holdfast-" + String(UInt64.random(in: .min ... .max), radix: 16)
        try replace(name, in: directory, with: bytes, mode: kept, temporary: temporary, path: path)
    }

    /// The same inside an open directory. A `temporary` left by a crash is written over.
    static func replace(
        _ name: String, in directory: Descriptor, with bytes: [UInt8], mode: FileMode?, temporary: String,
        path: String
    ) throws(HostError) {
        do throws(Errno) {
            _ = try? system { unlinkat(directory.number, temporary, 0) }
            // What is private must never have been readable, not even empty.
            let file = try directory.open(
                temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode == nil ? 0o644 : 0o600)
            try file.write(bytes)
            if let mode { try system { fchmod(file.number, mode_t(mode.bits)) } }
            try file.sync()
            try system { renameat(directory.number, temporary, directory.number, name) }
        } catch {
            _ = try? system { unlinkat(directory.number, temporary, 0) }
            throw error.hostError("write \(path)")
        }
        do throws(Errno) { try directory.sync() } catch {
            throw HostError(
                .failed,
                "\(path) was written, but may be the old one again after a power cut: "
                    + error.hostError("flush its directory").description)
        }
    }

    private static func send(_ bytes: [UInt8], to path: String) throws(HostError) {
        let number = try system("open \(path)") { open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY) }
        let file = Descriptor(owning: number)
        do throws(Errno) { try file.write(bytes) } catch { throw error.hostError("write \(path)") }
    }
}
