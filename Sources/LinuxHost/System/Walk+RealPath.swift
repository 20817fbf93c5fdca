internal import CLinux
internal import Convergence
internal import Glibc

// Where a directory really is.
extension Walk {
    /// Follows every link, as `open` does; from the first name that is not there the rest is taken as it is.
    func realPath(of path: Path) throws(Unresolved) -> RealPath {
        // One system call where no link is on the way, which is nearly always.
        if try !meetsLink(path) { return RealPath(path) }
        var real = [Stop(path: .root, directory: try top())]
        var pending = Array(Self.parts(of: path.description).reversed())
        var links: [Path] = []
        while let name = pending.popLast() {
            let here = real[real.count - 1]
            if name == ".." {
                if real.count > 1 { real.removeLast() }
                continue
            }
            let place = here.path.appending(name)
            guard let next = try Self.openIfThere(name, in: here.directory) else {
                return RealPath(Self.path(of: place, below: pending), through: links)
            }
            let status = next.status
            if status.isLink {
                guard here.directory.isTrusted else { throw .unsafeLink(in: name) }
                links.append(place)
                guard links.count <= Self.mostLinks else { throw .system(ELOOP) }
                let target = try Self.target(of: next)
                if target.utf8.first == UInt8(ascii: "/") { real = [real[0]] }
                pending += Self.parts(of: target).reversed()
                continue
            }
            guard status.isDirectory else {
                return RealPath(Self.path(of: place, below: pending), through: links)
            }
            let isTrusted = here.directory.isTrusted && Self.isTrusted(status, next.number)
            real.append(Stop(path: place, directory: Directory(next, isTrusted: isTrusted)))
        }
        return RealPath(real[real.count - 1].path, through: links)
    }

    private struct Stop {
        let path: Path
        let directory: Directory
    }

    private static func openIfThere(
        _ name: String, in directory: Directory
    ) throws(Unresolved) -> Descriptor? {
        do throws(Unresolved) {
            return try open(name, in: directory, holdfast_o_path)
        } catch .absent {
            return nil
        }
    }

    private func meetsLink(_ path: Path) throws(Unresolved) -> Bool {
        let flags = holdfast_o_path | O_DIRECTORY | O_CLOEXEC
        let number = path.description.withCString {
            holdfast_openat2(root.number, $0, flags, holdfast_resolve_no_links)
        }
        if number >= 0 {
            close(number)
            return false
        }
        switch errno {
        // The kernel stops at the first link, so there is none before what is not there.
        case ENOENT, ENOTDIR: return false
        case ELOOP, EAGAIN, ENOSYS, EPERM, E2BIG: return true
        case let code: throw .system(code)
        }
    }

    /// What is not there has no link; `..` goes back by name, as it will when the directories are made.
    private static func path(of place: Path, below pending: [String]) -> Path {
        var path = place
        for name in pending.reversed() { path = name == ".." ? path.parent ?? .root : path.appending(name) }
        return path
    }
}
