internal import CLinux
internal import Convergence
internal import Glibc

/// The directory that is `/` to everything the host does, and how a path is opened below it.
///
/// No path leads out of it. A symbolic link is followed only where root alone (or, for another user, root or
/// that user) could have put it.
final class Root: Sendable {
    /// As programs of this machine name it.
    let directory: String
    /// Whether this is the machine Holdfast runs on, and not a tree being prepared.
    let isMachine: Bool
    private let descriptor: Descriptor

    init(_ directory: String) throws(HostError) {
        guard directory.utf8.first == UInt8(ascii: "/") else {
            throw HostError(.failed, "the root '\(EscapedText.of(directory))' is not an absolute path")
        }
        let number = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else {
            throw HostError(errno: errno, "cannot open the root \(EscapedText.of(directory))")
        }
        descriptor = Descriptor(number)
        var real = stat()
        lstat("/", &real)
        let own = descriptor.status
        isMachine = own.st_dev == real.st_dev && own.st_ino == real.st_ino
        self.directory = isMachine ? "/" : directory
    }

    var number: Int32 { descriptor.number }

    /// Opens what is at `path`, which is not followed if it is a symbolic link: the descriptor then is of the
    /// link itself, opened for its path alone.
    func open(_ path: Path, _ flags: Int32) throws(Unresolved) -> Opened {
        // openat2(2) refuses what means nothing for a path alone.
        let asked = flags & holdfast_o_path != 0 ? flags | O_CLOEXEC | O_NOFOLLOW : flags | Self.always
        let number = path.description.withCString {
            holdfast_openat2(descriptor.number, $0, asked, holdfast_resolve_no_links)
        }
        if number >= 0 { return Opened(Descriptor(number), isPath: flags & holdfast_o_path != 0) }
        switch errno {
        // A link on the way, a race, a socket, or a kernel or sandbox without openat2.
        case ELOOP, EAGAIN, ENXIO, ENODEV, ENOSYS, EPERM, E2BIG: break
        case ENOENT, ENOTDIR: throw .absent
        case let code: throw .system(code)
        }
        return try Walk(self).open(path, flags, following: false).intoOpened()
    }

    /// Opens the file at `path` to read it, also through a symbolic link that may be followed.
    func openFollowing(_ path: Path) throws(Unresolved) -> Descriptor {
        let number = path.description.withCString {
            holdfast_openat2(descriptor.number, $0, O_RDONLY | Self.always, holdfast_resolve_no_links)
        }
        if number >= 0 { return Descriptor(number) }
        return try Walk(self).open(path, O_RDONLY, following: true).intoOpened().intoDescriptor()
    }

    /// Opens the directory at `path`, also through a symbolic link that may be followed.
    func openDirectory(_ path: Path) throws(Unresolved) -> Descriptor {
        let flags = O_RDONLY | O_DIRECTORY | Self.always
        let number = path.description.withCString {
            holdfast_openat2(descriptor.number, $0, flags, holdfast_resolve_no_links)
        }
        if number >= 0 { return Descriptor(number) }
        switch errno {
        // A link as the last part is "not a directory" to the kernel.
        case ELOOP, ENOTDIR, EAGAIN, ENOSYS, EPERM, E2BIG: break
        case ENOENT: throw .absent
        case let code: throw .system(code)
        }
        return try Walk(self).open(path, O_RDONLY | O_DIRECTORY, following: true).intoOpened()
            .intoDescriptor()
    }

    /// Whether only root (or this user) could have put a name where `path` is.
    func isTrusted(_ path: Path) throws(Unresolved) -> Bool {
        try Walk(self).open(path, holdfast_o_path, following: false).isTrusted
    }

    /// Of every open: no child inherits it, no pipe stops it, no terminal becomes ours.
    static let always = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
}

/// An open file, and whether it can only be named, not read.
struct Opened: ~Copyable {
    let descriptor: Descriptor
    let isPath: Bool

    init(_ descriptor: consuming Descriptor, isPath: Bool) {
        self.descriptor = descriptor
        self.isPath = isPath
    }

    consuming func intoDescriptor() -> Descriptor { descriptor }
}

/// Why a path could not be opened.
enum Unresolved: Error {
    case absent
    case system(Int32)
    /// A symbolic link that others than root may have put there.
    case unsafeLink(in: String)

    /// For callers to whom absence is an error.
    func hostError(_ doing: String) -> HostError {
        switch self {
        case .absent: HostError(errno: ENOENT, doing)
        case .system(let code): HostError(errno: code, doing)
        case .unsafeLink(let name):
            HostError(
                .unsafe,
                "\(doing): '\(EscapedText.of(name))' is a symbolic link in a directory that others than root "
                    + "may write; name the real path, or take the write permission away")
        }
    }
}
