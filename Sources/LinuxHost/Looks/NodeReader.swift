internal import CLinux
internal import Convergence
internal import Glibc

/// Looks at paths: one open, and then nothing but the open file is asked.
struct NodeReader {
    let root: Root
    let names: AccountNames
    let secrets: KnownSecrets

    func node(at path: Path) throws(HostError) -> Image {
        let opened: Opened
        do throws(Unresolved) {
            opened = try open(path)
        } catch .absent {
            return .absent
        } catch {
            throw error.hostError("cannot look at \(path)")
        }
        let status = opened.descriptor.status
        let attributes = try attributes(of: opened, path)
        switch status.format {
        case S_IFREG:
            let bytes = try FileReader.bytes(of: opened.descriptor, size: Int(status.st_size), as: path)
            return .node(
                is: Node(
                    .file(contents: secrets.withheld(from: bytes)), attributes, links: Int(status.st_nlink)))
        case S_IFDIR: return .node(is: Node(.directory, attributes))
        case S_IFLNK: return .node(is: Node(.link(to: try target(of: opened.descriptor, path)), attributes))
        default: return .node(is: Node(.other, attributes))
        }
    }

    /// What is there and whose it is. A file is not opened to be read: that would need the permission, and its size
    /// would matter.
    func attributes(of path: Path) throws(HostError) -> Image {
        let opened: Opened
        do throws(Unresolved) {
            opened = try root.open(path, holdfast_o_path)
        } catch .absent {
            return .absent
        } catch {
            throw error.hostError("cannot look at \(path)")
        }
        let attributes = try attributes(of: opened, path)
        switch opened.descriptor.status.format {
        case S_IFREG: return .node(is: Node(.unreadFile, attributes))
        case S_IFDIR: return .node(is: Node(.directory, attributes))
        case S_IFLNK: return .node(is: Node(.link(to: try target(of: opened.descriptor, path)), attributes))
        default: return .node(is: Node(.other, attributes))
        }
    }

    private func attributes(of opened: borrowing Opened, _ path: Path) throws(HostError) -> Attributes {
        let status = opened.descriptor.status
        var attributes = Attributes(
            mode: FileMode(bits: UInt16(truncatingIfNeeded: status.st_mode)),
            owner: names.user(status.st_uid), group: names.group(status.st_gid))
        do throws(HostError) {
            attributes.extended = try ExtendedAttributes(
                of: opened.descriptor.number, isPath: opened.isPath
            ).read()
        } catch {
            throw HostError(error.code, "\(path): \(error.description)")
        }
        return attributes
    }

    func names(in path: Path) throws(HostError) -> Image {
        let directory: Descriptor
        do throws(Unresolved) {
            directory = try root.openDirectory(path)
        } catch .absent {
            return .absent
        } catch {
            throw error.hostError("cannot list \(path)")
        }
        return .names(are: Names(try DirectoryListing.names(in: directory, as: path)))
    }

    private func open(_ path: Path) throws(Unresolved) -> Opened {
        // To open a device can do something, such as start a watchdog.
        if path.isWithin("/dev") {
            let named = try root.open(path, holdfast_o_path)
            guard named.descriptor.status.isRegular else { return named }
        }
        do throws(Unresolved) {
            return try root.open(path, O_RDONLY)
        } catch .system(EACCES) {
            // What has no contents needs no permission to read them.
            let named = try root.open(path, holdfast_o_path)
            guard named.descriptor.status.isRegular else { return named }
            throw .system(EACCES)
        }
    }

    private func target(of link: borrowing Descriptor, _ path: Path) throws(HostError) -> String {
        do throws(Unresolved) {
            return try Walk.target(of: link)
        } catch .system(EILSEQ) {
            throw HostError(.unsupported, "\(path) is a symbolic link whose text is not UTF-8")
        } catch {
            throw error.hostError("cannot read the link \(path)")
        }
    }
}

/// The names in a directory.
enum DirectoryListing {
    /// A name that is not UTF-8 has `\xNN` for its bytes.
    static func names(in directory: consuming Descriptor, as path: Path) throws(HostError) -> [String] {
        let number = directory.take()
        guard let stream = fdopendir(number) else {
            let code = errno
            close(number)
            throw HostError(errno: code, "cannot list \(path)")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
            let length = strlen(start.assumingMemoryBound(to: CChar.self))
            let name = EscapedText.name(UnsafeRawBufferPointer(start: start, count: length))
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw HostError(errno: errno, "cannot list \(path)") }
        return names
    }
}
