internal import Convergence
internal import Glibc

/// Room kept on the disk of the state directory, so that what is taken back can be recorded when the disk is full.
struct Reserve {
    let state: StateDirectory

    static let size = 64 << 10
    private static let name = "reserve"

    /// Makes the reserve when it is missing.
    func keep() throws(HostError) {
        let directory = state.directory
        if let found = try? directory.status(of: Self.name), found.form == S_IFREG,
            Int(found.st_blocks) * 512 >= Self.size
        {
            return
        }
        do throws(Errno) {
            _ = try? system { unlinkat(directory.number, Self.name, 0) }
            let file = try directory.make(Self.name, O_WRONLY | O_EXCL, mode: 0o600)
            // It answers the error instead of setting errno; random bytes cannot be squeezed away by the file system.
            let code = posix_fallocate(file.number, 0, off_t(Self.size))
            guard code == 0 else { throw Errno(code: code) }
            try file.write(noise())
            try file.sync()
            try directory.sync()
        } catch {
            release()
            throw error.hostError("keep \(Self.size >> 10) KiB free in \(state.path) for an undo")
        }
    }

    /// Gives the room back to the disk; whether there was any.
    @discardableResult
    func release() -> Bool {
        do throws(Errno) {
            try system { unlinkat(state.directory.number, Self.name, 0) }
            try state.directory.sync()
            return true
        } catch { return false }
    }

    /// Bytes that no file system can squeeze, by Marsaglia's xorshift: to ask the kernel for each word took longer than
    /// to write them.
    private func noise() -> [UInt8] {
        var word = UInt64.random(in: 1 ... .max)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size)
        while bytes.count < Self.size {
            word ^= word << 13
            word ^= word >> 7
            word ^= word << 17
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }
}
