internal import CLinux
internal import Glibc

/// An open file, closed when it goes out of scope. Never take the `number` of one that has no name in the source:
/// it is closed before the number is used.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }
    deinit { close(number) }

    /// The number, from now on to be closed by whoever takes it.
    consuming func take() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Makes it durable; 0, or the errno.
    func synchronize() -> Int32 { fsync(number) == 0 ? 0 : errno }

    /// The flags of chattr(1); `nil` where the file system has none.
    var flags: Int32? {
        let flags = holdfast_file_flags(number)
        return flags < 0 ? nil : flags
    }

    /// What it is now; fstat(2) of an open file does not fail.
    var status: stat { Self.status(of: number) }

    static func status(of number: Int32) -> stat {
        var status = stat()
        fstat(number, &status)
        return status
    }
}

extension stat {
    var format: mode_t { st_mode & S_IFMT }
    var isDirectory: Bool { format == S_IFDIR }
    var isRegular: Bool { format == S_IFREG }
    var isLink: Bool { format == S_IFLNK }
}

/// The standard streams of this process.
package enum StandardStreams {
    /// Opens those of 0, 1 and 2 that were closed when the process began, so that no file of the host ever
    /// lands there and is written to by a message. To be called before anything is opened.
    package static func occupy() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDWR)
        }
    }
}
