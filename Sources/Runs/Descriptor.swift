internal import Convergence
internal import Glibc

/// An open file or directory, closed when its last holder lets go.
final class Descriptor: Sendable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// A descriptor that only names a place; open(2). Glibc's module leaves out what only GNU defines.
    static let pathOnly: Int32 = 0o10000000

    /// Opens `name` in this directory, never through a symbolic link and never for a child process.
    func open(_ name: String, _ flags: Int32, mode: mode_t = 0) throws(Errno) -> Descriptor {
        let flags = flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY
        return Descriptor(owning: try system { openat(number, name, flags, mode) })
    }

    /// Opens the file `name`, made when it is missing. It has this mode, whatever the umask.
    func make(_ name: String, _ flags: Int32, mode: mode_t) throws(Errno) -> Descriptor {
        let file = try open(name, flags | O_CREAT, mode: mode)
        try system { fchmod(file.number, mode) }
        return file
    }

    /// Makes a directory that has this mode, whatever the umask.
    func makeDirectory(_ name: String, mode: mode_t) throws(Errno) {
        try system { mkdirat(number, name, mode) }
        // By name: without a right to read it, it cannot be opened. Nobody else can put something else there.
        try system { fchmodat(number, name, mode, 0) }
    }

    func status() throws(Errno) -> stat {
        var status = stat()
        try system { fstat(number, &status) }
        return status
    }

    /// What `name` in this directory is, a symbolic link being itself.
    func status(of name: String) throws(Errno) -> stat {
        var status = stat()
        try system { fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) }
        return status
    }

    /// Makes what was written durable. After a failure nothing is known: fsync(2) must not be tried again.
    func sync() throws(Errno) { try system { fsync(number) } }

    /// Makes new names in this directory durable, also when the descriptor only names the place.
    func syncNames() throws(Errno) { try open(".", O_RDONLY | O_DIRECTORY).sync() }

    /// Writes all of it, in one call as far as the kernel lets it.
    func write(_ bytes: [UInt8]) throws(Errno) {
        var start = 0
        while start < bytes.count {
            start += try bytes.withUnsafeBufferPointer { (buffer) throws(Errno) in
                try system { Glibc.write(number, buffer.baseAddress! + start, buffer.count - start) }
            }
        }
    }

    /// Reads from the beginning to the end; `nil` when there are more than `limit` bytes.
    func read(limit: Int) throws(Errno) -> [UInt8]? {
        var bytes: [UInt8] = []
        // One byte more than it should hold: growth while reading is seen, and the end costs no second buffer.
        var room = min(max(Int(try status().st_size), 0), limit) + 1
        while true {
            let start = bytes.count
            var failure: Errno?
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                do throws(Errno) {
                    count = try system { pread(number, buffer.baseAddress, room, off_t(start)) }
                } catch { failure = error }
            }
            if let failure { throw failure }
            if chunk.isEmpty { return bytes }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
            if bytes.count > limit { return nil }
            room = max(1, min(limit + 1 - bytes.count, 1 << 16))
        }
    }

    /// The names in this directory, without `.` and `..`, in no order.
    func names() throws(Errno) -> [String] {
        // A directory stream closes its descriptor and moves its offset: it gets one of its own.
        let copy = try system { openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(copy) else {
            let code = errno
            close(copy)
            throw Errno(code: code)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                let code = errno
                if code != 0 { throw Errno(code: code) }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }
}

extension stat {
    var form: mode_t { st_mode & S_IFMT }
    /// Permission bits as messages show them.
    var permissions: FileMode { FileMode(bits: UInt16(st_mode & 0o7777)) }
    var isWritableByOthers: Bool { st_mode & 0o022 != 0 }
    /// Set on `/tmp`: who may write there may still not replace what another owns.
    var isSticky: Bool { st_mode & 0o1000 != 0 }
}
