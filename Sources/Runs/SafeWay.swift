internal import Convergence
internal import Glibc

/// Follows a path name by name, by descriptor, and refuses it when somebody other than root and this user could
/// have steered the way: as sshd's `safe_path` does, without its races.
///
/// Where a file has an access control list, the group bits of its mode are the list's mask (acl(5)): nobody whom
/// the list names can write when they do not say so, so the mode tells of lists as well.
struct SafeWay {
    /// What a message ends with, such as `, or pass --trust-policy`.
    var wayOut = ""
    /// Makes directories that are missing, as mkdir(1) `--parents` does.
    var makes = false
    /// Whether a symbolic link at the very end is followed; it is refused otherwise.
    var followsLast = false

    /// Where a path ends: a name in a directory that nobody else can write, except a sticky one of root's.
    struct End {
        var directory: Descriptor
        var name: String
        /// The directory's path with all links resolved.
        var path: String
        /// Whether the directory is one where everybody may put things, as `/tmp`.
        var isShared: Bool

        var fullPath: String { path == "/" ? "/" + name : path + "/" + name }
    }

    func end(of text: String) throws(HostError) -> End {
        switch try walk(text) {
        case .arrived(let end): return end
        case .missing(let path): throw HostError(.failed, "there is no directory \(path)")
        }
    }

    /// The same, and `nil` when a directory on the way is missing.
    func endIfThere(of text: String) throws(HostError) -> End? {
        guard case .arrived(let end) = try walk(text) else { return nil }
        return end
    }

    private enum Arrival {
        case arrived(End)
        case missing(String)
    }

    private func walk(_ text: String) throws(HostError) -> Arrival {
        var pending = Self.names(in: try Self.absolute(text))
        var here = try top()
        var links = 0
        while let name = pending.popLast() {
            here.name = name
            let path = here.fullPath
            if name == "..", pending.isEmpty { throw notAName(text) }
            let status: stat
            do throws(Errno) {
                status = try here.directory.status(of: name)
            } catch {
                guard error.code == ENOENT else { throw error.hostError("look at \(path)") }
                if pending.isEmpty { return .arrived(here) }
                guard makes else { return .missing(path) }
                try make(here)
                pending.append(name)
                continue
            }
            if status.form == S_IFLNK {
                guard followsLast || !pending.isEmpty else { throw isLink(path) }
                try refuseForeign(status, path)
                links += 1
                guard links <= 40 else { throw HostError(.failed, "\(path) leads round in circles") }
                let target = try Self.target(of: here)
                if target.hasPrefix("/") { here = try top() }
                pending += Self.names(in: target)
                guard !pending.isEmpty else { throw notAName(text) }
                continue
            }
            if pending.isEmpty { return .arrived(here) }
            here = try enter(here)
        }
        throw notAName(text)
    }

    /// Refuses what belongs to neither root nor this user.
    func refuseForeign(_ status: stat, _ path: String) throws(HostError) {
        guard status.st_uid != 0, status.st_uid != geteuid() else { return }
        let mine = geteuid() == 0 ? "root" : "root or you"
        throw HostError(
            .unsafe,
            "\(path) belongs to user \(status.st_uid), not to \(mine), and its owner could steer what is done here: "
                + "run 'chown -h \(geteuid() == 0 ? "root" : String(geteuid())) \(path)'\(wayOut)")
    }

    /// Refuses what others could write.
    func refuseWritable(_ status: stat, _ path: String) throws(HostError) {
        guard status.isWritableByOthers else { return }
        throw HostError(
            .unsafe,
            "\(path) can be written by others (mode \(status.permissions)), who could steer what is done here: "
                + "run 'chmod go-w \(path)'\(wayOut)")
    }

    private func enter(_ here: End) throws(HostError) -> End {
        let path = here.fullPath
        let inner: Descriptor
        let status: stat
        do throws(Errno) {
            inner = try here.directory.open(here.name, Descriptor.pathOnly | O_DIRECTORY)
            status = try inner.status()
        } catch { throw error.hostError("enter \(path)") }
        try refuseForeign(status, path)
        let isShared = status.isSticky && status.st_uid == 0 && status.isWritableByOthers
        if !isShared { try refuseWritable(status, path) }
        guard here.name == ".." else {
            return End(directory: inner, name: "", path: path, isShared: isShared)
        }
        let above = here.path.split(separator: "/").dropLast().joined(separator: "/")
        return End(directory: inner, name: "", path: "/" + above, isShared: isShared)
    }

    /// The names of a path, the last one first.
    private static func names(in path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.map(String.init).reversed()
    }

    private func make(_ here: End) throws(HostError) {
        do throws(Errno) {
            try here.directory.makeDirectory(here.name, mode: 0o755)
            try here.directory.syncNames()
        } catch { throw error.hostError("make \(here.fullPath)") }
    }

    private func top() throws(HostError) -> End {
        let flags = Descriptor.pathOnly | O_DIRECTORY | O_CLOEXEC
        let root = Descriptor(owning: try system("open /") { Glibc.open("/", flags) })
        let status: stat
        do throws(Errno) { status = try root.status() } catch { throw error.hostError("look at /") }
        try refuseForeign(status, "/")
        try refuseWritable(status, "/")
        return End(directory: root, name: "", path: "/", isShared: false)
    }

    private static func target(of here: End) throws(HostError) -> String {
        var failure: Errno?
        let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            do throws(Errno) {
                count = try system {
                    buffer.withMemoryRebound(to: CChar.self) {
                        readlinkat(here.directory.number, here.name, $0.baseAddress!, $0.count)
                    }
                }
            } catch { failure = error }
        }
        if let failure { throw failure.hostError("read the link \(here.fullPath)") }
        guard let target = String(validating: bytes, as: UTF8.self) else {
            throw HostError(.failed, "the link \(here.fullPath) does not hold UTF-8")
        }
        return target
    }

    private static func absolute(_ text: String) throws(HostError) -> String {
        if text.hasPrefix("/") { return text }
        guard let buffer = getcwd(nil, 0) else {
            throw Errno(code: errno).hostError("tell the working directory")
        }
        defer { free(buffer) }
        return String(cString: buffer) + "/" + text
    }

    private func notAName(_ text: String) -> HostError {
        HostError(.failed, "'\(text)' does not end in a name")
    }

    private func isLink(_ path: String) -> HostError {
        HostError(.unsafe, "\(path) is a symbolic link: name the directory it leads to\(wayOut)")
    }
}
