internal import CLinux
internal import Convergence
internal import Glibc

/// The directory in which a step works, held open: whoever swaps it for a link meanwhile changes nothing.
final class OpenDirectory: Sendable {
    let path: Path
    let device: dev_t
    private let descriptor: Descriptor
    var number: Int32 { descriptor.number }

    /// Opens it, and once in a run clears away what a killed run left in it.
    init(_ path: Path, in root: Root, _ swept: SweptDirectories) throws(HostError) {
        do throws(Unresolved) {
            descriptor = try root.openDirectory(path)
        } catch .absent {
            throw HostError(.failed, "there is no directory \(path)")
        } catch {
            throw error.hostError("cannot open \(path)")
        }
        self.path = path
        let status = descriptor.status
        device = status.st_dev
        if swept.insert(status) { try Leftovers.remove(in: number, as: path) }
    }

    /// Makes the names in it durable.
    func synchronize() throws(HostError) {
        guard fsync(number) == 0 else {
            throw HostError(
                errno: errno, "the change is made, but may not survive a power cut: cannot flush \(path)")
        }
    }

    /// Lets the disk begin to write out what its file system holds in memory. An error is told to every open file on its
    /// own, so that the flush that counts, through another one, is told as well; syncfs(2).
    func beginFlush() {
        let other = openat(number, ".", O_RDONLY | O_DIRECTORY | Root.always)
        guard other >= 0 else { return }
        let descriptor = Descriptor(other)
        _ = holdfast_sync_file_system(descriptor.number)
    }

    /// What has this name, not followed; `nil` where nothing has.
    func status(of name: String) throws(HostError) -> stat? {
        var status = stat()
        if fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        if errno == ENOENT { return nil }
        throw HostError(errno: errno, "cannot look at \(path.appending(name))")
    }

    /// Refuses what a file or link must not take the place of.
    func requireReplaceable(_ name: String) throws(HostError) -> stat? {
        guard let old = try status(of: name) else { return nil }
        let target = path.appending(name)
        switch old.format {
        case S_IFDIR: throw HostError(.failed, "\(target) is a directory")
        case S_IFLNK: break
        case S_IFREG where old.st_nlink > 1:
            throw HostError(
                .failed,
                "\(target) has \(old.st_nlink) names (hard links): replacing it would part it from the others"
            )
        case S_IFREG: break
        default: throw HostError(.failed, "\(target) is a device, a socket or a pipe")
        }
        return old
    }

    /// Puts `temporary` in the place of `name`, in one move.
    func rename(_ temporary: String, to name: String, inode: ino_t) throws(HostError) {
        guard renameat(number, temporary, number, name) == 0 else { throw refusal(errno, of: name) }
        // Who may write this directory may have moved something else there.
        guard try status(of: name)?.st_ino == inode else {
            throw HostError(
                .unsafe, "\(path.appending(name)) was changed by somebody else while it was written")
        }
    }

    /// Why a name cannot be changed.
    func refusal(_ code: Int32, of name: String) -> HostError {
        let target = path.appending(name)
        guard code == EPERM else { return HostError(errno: code, "cannot change \(target)") }
        for (entry, called) in [(name, "\(target)"), (".", "the directory \(path)")] {
            let opened = openat(number, entry, O_RDONLY | Root.always)
            guard opened >= 0 else { continue }
            guard let flags = Descriptor(opened).flags else { continue }
            if flags & holdfast_flag_immutable != 0 {
                return HostError(
                    .denied, "cannot change \(target): \(called) is immutable; 'chattr -i' it first")
            }
            if flags & holdfast_flag_append_only != 0 {
                return HostError(
                    .denied, "cannot change \(target): \(called) is append-only; 'chattr -a' it first")
            }
        }
        return HostError(errno: code, "cannot change \(target)")
    }
}

/// Names that a file, link or directory has before it is put in its place.
enum Leftovers {
    private static let prefix = ".holdfast-"
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let randomLetters = 8

    static func newName() -> String {
        // One number is one system call; eight letters of 36 take 42 of its bits.
        var random = UInt64.random(in: .min ... .max)
        var name = prefix
        for _ in 0..<randomLetters {
            name.unicodeScalars.append(Unicode.Scalar(letters[Int(random % UInt64(letters.count))]))
            random /= UInt64(letters.count)
        }
        return name
    }

    static func isOurs(_ name: String) -> Bool {
        name.utf8.starts(with: prefix.utf8) && name.utf8.count == prefix.utf8.count + randomLetters
            && name.utf8.dropFirst(prefix.utf8.count).allSatisfy { letters.contains($0) }
    }

    /// Removes all that have our kind of name and only that one. Who owns them says nothing: a file gets its owner
    /// before it gets its place.
    static func remove(in directory: Int32, as path: Path) throws(HostError) {
        let number = openat(directory, ".", O_RDONLY | O_DIRECTORY | Root.always)
        // A directory that may be written but not listed hides them; nothing depends on their going.
        guard number >= 0 else { return }
        for name in try DirectoryListing.names(in: Descriptor(number), as: path) where isOurs(name) {
            var status = stat()
            guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
                status.isDirectory || status.st_nlink == 1
            else { continue }
            unlinkat(directory, name, status.isDirectory ? AT_REMOVEDIR : 0)
        }
    }
}
