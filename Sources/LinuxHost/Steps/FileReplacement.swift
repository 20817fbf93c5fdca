internal import CLinux
internal import Convergence
internal import Glibc

/// A file about to take its place: written whole beside it under another name, with everything it shall have,
/// and then renamed. There is no other way: a file that cannot be replaced so is not changed.
struct FileReplacement: Sendable {
    let path: Path
    let contents: Content
    let attributes: Attributes
    /// The values of the holes.
    let values: [SecretReference: SecretBytes]

    /// A temporary file that has all that is wanted.
    struct Prepared {
        var temporary: String
        var inode: ino_t
    }

    /// Writes the temporary file; `isFlushed` when it must also be durable. Leaves nothing behind on an error.
    func prepare(
        in directory: OpenDirectory, _ names: AccountNames, isFlushed: Bool
    ) throws(HostError) -> Prepared {
        let old = try directory.requireReplaceable(path.name)
        let writer = try AttributeWriter(attributes, names)
        let (temporary, number) = try create(in: directory)
        let file = Descriptor(number)
        do throws(HostError) {
            try write(to: file)
            if old != nil { try keepLabel(of: path.name, in: directory, on: file) }
            let status: stat
            do throws(HostError) {
                status = try writer.apply(to: file.number, isPath: false)
            } catch {
                throw HostError(error.code, "cannot write \(path): \(error.description)")
            }
            guard Int(status.st_size) == size else {
                throw HostError(.failed, "cannot write \(path): the file system did not keep all of it")
            }
            let code = isFlushed ? file.synchronize() : 0
            guard code == 0 else { throw failure(code) }
            return Prepared(temporary: temporary, inode: status.st_ino)
        } catch {
            unlinkat(directory.number, temporary, 0)
            throw error
        }
    }

    func commit(_ prepared: Prepared, in directory: OpenDirectory) throws(HostError) {
        do throws(HostError) {
            try directory.rename(prepared.temporary, to: path.name, inode: prepared.inode)
        } catch {
            unlinkat(directory.number, prepared.temporary, 0)
            throw error
        }
    }

    private var size: Int {
        contents.holes.reduce(contents.bytes.count) { $0 + (values[$1.secret]?.count ?? 0) }
    }

    private func failure(_ code: Int32) -> HostError { HostError(errno: code, "cannot write \(path)") }

    private func create(in directory: OpenDirectory) throws(HostError) -> (String, Int32) {
        while true {
            let name = Leftovers.newName()
            let number = openat(directory.number, name, O_WRONLY | O_CREAT | O_EXCL | Root.always, 0o600)
            if number >= 0 { return (name, number) }
            guard errno == EEXIST else { throw directory.refusal(errno, of: path.name) }
        }
    }

    private func write(to file: borrowing Descriptor) throws(HostError) {
        let number = file.number
        var start = 0
        func put(_ range: Range<Int>) throws(HostError) {
            let code = contents.bytes.withUnsafeBytes {
                Self.writeAll(UnsafeRawBufferPointer(rebasing: $0[range]), to: number)
            }
            guard code == 0 else { throw failure(code) }
        }
        for hole in contents.holes {
            try put(start..<hole.offset)
            start = hole.offset
            guard let value = values[hole.secret] else {
                throw HostError(.failed, "cannot write \(path): the secret \(hole.secret) is not known")
            }
            let code = Self.writeAll(value.bytes, to: number)
            guard code == 0 else { throw failure(code) }
        }
        try put(start..<contents.bytes.count)
    }

    /// 0, or the errno.
    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to number: Int32) -> Int32 {
        var done = 0
        while done < bytes.count {
            let result = Glibc.write(number, bytes.baseAddress! + done, bytes.count - done)
            if result > 0 {
                done += result
            } else if result == 0 {
                return EIO
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }

    /// SELinux decides by the label: the new file has the old one's.
    private func keepLabel(
        of name: String, in directory: OpenDirectory, on file: borrowing Descriptor
    ) throws(HostError) {
        let attribute = "security.selinux"
        var label = [UInt8](repeating: 0, count: 512)
        let length = label.withUnsafeMutableBytes {
            holdfast_get_attribute_at(directory.number, name, attribute, $0.baseAddress, $0.count)
        }
        guard length > 0 else { return }
        guard holdfast_set_attribute(file.number, false, attribute, label, length) == 0 else {
            throw failure(errno)
        }
    }
}
