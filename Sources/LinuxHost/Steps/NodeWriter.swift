internal import CLinux
internal import Convergence
internal import Glibc

/// Performs the steps at paths other than the replacement of files.
struct NodeWriter {
    let root: Root
    let swept: SweptDirectories
    let names: AccountNames

    func setAttributes(of path: Path, to wanted: Attributes) throws(HostError) {
        let doing = "cannot set the attributes of \(path)"
        let writer = try AttributeWriter(wanted, names)
        let opened: Opened
        do throws(Unresolved) {
            opened = try root.open(path, holdfast_o_path)
        } catch {
            throw error.hostError(doing)
        }
        try requireOwnName(path, opened.descriptor.status, doing)
        guard !opened.descriptor.status.isLink else { throw HostError(.failed, "\(path) is a symbolic link") }
        let old = try attributes(of: opened)
        do throws(HostError) {
            try writer.apply(to: opened.descriptor.number, isPath: true)
            try flush(opened, path)
        } catch {
            // Not half of it: what was is put back as far as it can be.
            if let undo = try? AttributeWriter(old, names) {
                _ = try? undo.apply(to: opened.descriptor.number, isPath: true)
            }
            throw HostError(error.code, "\(doing): \(error.description)")
        }
    }

    /// The directory gets its name when it is complete, so that a killed run leaves none with other attributes.
    func makeDirectory(at path: Path, _ wanted: Attributes) throws(HostError) {
        let parent = try directory(holding: path)
        let writer = try AttributeWriter(wanted, names)
        let temporary = Leftovers.newName()
        guard mkdirat(parent.number, temporary, 0o700) == 0 else {
            throw parent.refusal(errno, of: path.name)
        }
        do throws(HostError) {
            let number = openat(parent.number, temporary, O_RDONLY | O_DIRECTORY | Root.always)
            guard number >= 0 else { throw parent.refusal(errno, of: path.name) }
            let directory = Descriptor(number)
            guard directory.status.st_uid == geteuid(), directory.status.st_mode & 0o777 & ~0o700 == 0 else {
                throw HostError(.unsafe, "\(path) was changed by somebody else while it was made")
            }
            do throws(HostError) {
                try writer.apply(to: directory.number, isPath: false)
            } catch {
                throw HostError(error.code, "cannot make \(path): \(error.description)")
            }
            let code = directory.synchronize()
            guard code == 0 else { throw HostError(errno: code, "cannot make \(path)") }
            if holdfast_rename_new(parent.number, temporary, path.name) != 0 {
                throw parent.refusal(errno, of: path.name)
            }
        } catch {
            unlinkat(parent.number, temporary, AT_REMOVEDIR)
            throw error
        }
        try parent.synchronize()
    }

    func replaceLink(at path: Path, to target: String, _ wanted: Attributes) throws(HostError) {
        guard !target.isEmpty, !target.utf8.contains(0) else {
            throw HostError(.failed, "\(path): a symbolic link cannot hold this text")
        }
        let parent = try directory(holding: path)
        _ = try parent.requireReplaceable(path.name)
        let writer = try AttributeWriter(wanted, names)
        let temporary = Leftovers.newName()
        guard symlinkat(target, parent.number, temporary) == 0 else {
            throw parent.refusal(errno, of: path.name)
        }
        do throws(HostError) {
            let number = openat(parent.number, temporary, holdfast_o_path | Root.always)
            guard number >= 0 else { throw parent.refusal(errno, of: path.name) }
            let link = Descriptor(number)
            guard link.status.isLink, link.status.st_uid == geteuid() else {
                throw HostError(.unsafe, "\(path) was changed by somebody else while it was made")
            }
            do throws(HostError) {
                try writer.apply(to: link.number, isPath: true)
            } catch {
                throw HostError(error.code, "cannot make \(path): \(error.description)")
            }
            try parent.rename(temporary, to: path.name, inode: link.status.st_ino)
        } catch {
            unlinkat(parent.number, temporary, 0)
            throw error
        }
        try parent.synchronize()
    }

    func remove(_ path: Path) throws(HostError) {
        try requireOutsideKernel(path)
        let parent = try directory(holding: path)
        guard let status = try parent.status(of: path.name) else {
            throw HostError(.failed, "there is no \(path)")
        }
        guard unlinkat(parent.number, path.name, status.isDirectory ? AT_REMOVEDIR : 0) == 0 else {
            throw parent.refusal(errno, of: path.name)
        }
        try parent.synchronize()
    }

    /// One write, as the kernel's files want it.
    func setValue(at path: Path, to text: String) throws(HostError) {
        guard path.isWithin("/proc") || path.isWithin("/sys") else {
            throw HostError(.failed, "\(path) does not belong to the kernel")
        }
        guard root.isMachine else {
            throw HostError(.unsupported, "a value of the kernel cannot be set under a root directory")
        }
        let opened: Opened
        do throws(Unresolved) {
            opened = try root.open(path, O_WRONLY)
        } catch .absent {
            throw HostError(.unsupported, "this kernel has no \(path)")
        } catch {
            throw error.hostError("cannot set \(path)")
        }
        guard !opened.isPath, opened.descriptor.status.isRegular else {
            throw HostError(.failed, "\(path) does not hold a value")
        }
        let line = Array((text + "\n").utf8)
        let written = write(opened.descriptor.number, line, line.count)
        guard written == line.count else {
            throw written < 0
                ? HostError(errno: errno, "cannot set \(path) to '\(EscapedText.of(text))'")
                : HostError(.failed, "the kernel did not take all of the value for \(path)")
        }
    }

    /// Somebody may have given a file of root's a second name in a directory of their own.
    private func requireOwnName(_ path: Path, _ status: stat, _ doing: String) throws(HostError) {
        guard status.isRegular, status.st_nlink > 1 else { return }
        let isTrusted: Bool
        do throws(Unresolved) {
            isTrusted = try root.isTrusted(path)
        } catch {
            throw error.hostError(doing)
        }
        guard isTrusted else {
            throw HostError(
                .unsafe,
                "\(doing): it has other names (hard links) and lies in a directory that others than root "
                    + "may write")
        }
    }

    private func directory(holding path: Path) throws(HostError) -> OpenDirectory {
        try requireOutsideKernel(path)
        guard let parent = path.parent else { throw HostError(.failed, "/ cannot be replaced or removed") }
        return try OpenDirectory(parent, in: root, swept)
    }

    private func requireOutsideKernel(_ path: Path) throws(HostError) {
        if path.isWithin("/proc") || path.isWithin("/sys") {
            throw HostError(.failed, "\(path) belongs to the kernel: nothing can be put there or removed")
        }
    }

    private func attributes(of opened: borrowing Opened) throws(HostError) -> Attributes {
        let status = opened.descriptor.status
        return Attributes(
            mode: FileMode(bits: UInt16(truncatingIfNeeded: status.st_mode)), owner: String(status.st_uid),
            group: String(status.st_gid),
            extended: try ExtendedAttributes(of: opened.descriptor.number, isPath: true).read())
    }

    /// A descriptor opened for its path alone cannot be flushed; the same file is opened again to do so.
    private func flush(_ opened: borrowing Opened, _ path: Path) throws(HostError) {
        let status = opened.descriptor.status
        guard status.isRegular || status.isDirectory else { return }
        let number = open(
            "/proc/self/fd/\(opened.descriptor.number)", O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        if number >= 0 {
            let code = Descriptor(number).synchronize()
            guard code == 0 else { throw HostError(errno: code, "cannot flush it") }
        } else if let parent = path.parent {
            // Not readable by its owner: then all of its file system.
            let directory = try OpenDirectory(parent, in: root, swept)
            guard holdfast_sync_file_system(directory.number) == 0 else {
                throw HostError(errno: errno, "cannot flush it")
            }
        }
    }
}
