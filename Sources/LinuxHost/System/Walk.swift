internal import CLinux
internal import Convergence
internal import Glibc

/// Opens a path part by part, following symbolic links as if the root were `/`, each only from a directory that
/// nobody else could have changed. Slower than openat2(2), which decides the same when there is no link.
struct Walk {
    /// As many links as the kernel follows.
    static let mostLinks = 40

    let root: Root
    init(_ root: Root) { self.root = root }

    struct Found: ~Copyable {
        var opened: Opened
        /// Every directory on the way belongs to root, or this user, alone.
        var isTrusted: Bool

        consuming func intoOpened() -> Opened { opened }
    }

    func open(_ path: Path, _ flags: Int32, following: Bool) throws(Unresolved) -> Found {
        var directories = [try top()]
        var pending = Array(Self.parts(of: path.description).reversed())
        var links = 0
        while let name = pending.popLast() {
            let here = directories[directories.count - 1]
            if name == ".." {
                if directories.count > 1 { directories.removeLast() }
                continue
            }
            let next = try Self.open(name, in: here, holdfast_o_path)
            let status = next.status
            if status.isLink {
                if pending.isEmpty, !following {
                    return Found(opened: Opened(next, isPath: true), isTrusted: here.isTrusted)
                }
                guard here.isTrusted else { throw .unsafeLink(in: name) }
                links += 1
                guard links <= Self.mostLinks else { throw .system(ELOOP) }
                let target = try Self.target(of: next)
                if target.utf8.first == UInt8(ascii: "/") { directories = [directories[0]] }
                pending += Self.parts(of: target).reversed()
                continue
            }
            if pending.isEmpty {
                if flags & holdfast_o_path != 0 || status.format == S_IFSOCK {
                    return Found(opened: Opened(next, isPath: true), isTrusted: here.isTrusted)
                }
                return Found(
                    opened: Opened(try Self.open(name, in: here, flags), isPath: false),
                    isTrusted: here.isTrusted)
            }
            guard status.isDirectory else { throw .absent }
            let isTrusted = here.isTrusted && Self.isTrusted(status, next.number)
            directories.append(Directory(next, isTrusted: isTrusted))
        }
        // The path ended with the root, or a link to one of the directories on the way.
        let last = directories[directories.count - 1]
        let number = openat(last.number, ".", flags | Root.always)
        guard number >= 0 else { throw .system(errno) }
        return Found(
            opened: Opened(Descriptor(number), isPath: flags & holdfast_o_path != 0),
            isTrusted: last.isTrusted)
    }

    final class Directory {
        private let descriptor: Descriptor
        let isTrusted: Bool
        var number: Int32 { descriptor.number }

        init(_ descriptor: consuming Descriptor, isTrusted: Bool) {
            self.descriptor = descriptor
            self.isTrusted = isTrusted
        }
    }

    func top() throws(Unresolved) -> Directory {
        let number = openat(root.number, ".", holdfast_o_path | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw .system(errno) }
        let descriptor = Descriptor(number)
        let isTrusted = Self.isTrusted(descriptor.status, number)
        return Directory(descriptor, isTrusted: isTrusted)
    }

    static func open(_ name: String, in directory: Directory, _ flags: Int32) throws(Unresolved)
        -> Descriptor
    {
        let number = openat(directory.number, name, flags | Root.always)
        if number >= 0 { return Descriptor(number) }
        throw errno == ENOENT || errno == ENOTDIR ? .absent : .system(errno)
    }

    /// Whether nobody but root, or this user, may put names into this directory. The sticky bit keeps names from
    /// being taken away, not from being put there.
    static func isTrusted(_ status: stat, _ number: Int32) -> Bool {
        guard status.st_uid == 0 || status.st_uid == geteuid() else { return false }
        guard status.st_mode & S_IWOTH == 0 else { return false }
        guard status.st_mode & S_IWGRP != 0 else { return true }
        // The group's bits are the mask of an access list, where there is one.
        guard status.st_gid == 0 else { return false }
        return holdfast_get_attribute(number, true, ExtendedAttribute.accessList, nil, 0) < 0
            && (errno == ENODATA || errno == ENOTSUP)
    }

    static func parts(of path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
    }

    /// The text of a symbolic link.
    static func target(of link: borrowing Descriptor) throws(Unresolved) -> String {
        let number = link.number
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = max(
                0,
                buffer.withMemoryRebound(to: CChar.self) {
                    holdfast_read_link(number, $0.baseAddress, $0.count)
                })
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
            throw .system(EILSEQ)
        }
        return text
    }
}
