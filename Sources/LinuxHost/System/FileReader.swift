internal import Convergence
internal import Glibc

/// Reads an open file to its end.
enum FileReader {
    /// What a look reads at most.
    static let mostOfALook = 16 << 20
    /// What Holdfast reads for itself, such as the package database, at most.
    static let mostOfADatabase = 256 << 20

    /// One buffer of the size told and one byte more, so that a file that did not grow is read in one call.
    /// Files of the kernel tell no size and are read to their end.
    static func bytes(
        of file: borrowing Descriptor, size: Int, atMost most: Int = mostOfALook, as path: Path
    ) throws(HostError) -> [UInt8] {
        guard size <= most else { throw tooLarge(path, most) }
        if size > 0 {
            let bytes = try read(file.number, capacity: size + 1, isWholeInOne: true, path)
            if bytes.count == size { return bytes }
            return try rest(of: file, after: bytes, most, path)
        }
        return try rest(of: file, after: [], most, path)
    }

    /// Reads on until nothing comes any more: the file has changed its size, or never told one.
    private static func rest(
        of file: borrowing Descriptor, after start: [UInt8], _ most: Int, _ path: Path
    ) throws(HostError) -> [UInt8] {
        var bytes = start
        while true {
            let part = try read(file.number, capacity: 65_536, isWholeInOne: false, path)
            if part.isEmpty { return bytes }
            bytes += part
            guard bytes.count <= most else { throw tooLarge(path, most) }
        }
    }

    private static func read(
        _ number: Int32, capacity: Int, isWholeInOne: Bool, _ path: Path
    ) throws(HostError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            while count < capacity {
                let result = Glibc.read(number, buffer.baseAddress! + count, capacity - count)
                if result > 0 {
                    count += result
                    // A regular file gives less than asked for only at its end.
                    if isWholeInOne { return }
                } else if result == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else { throw HostError(errno: failure, "cannot read \(path)") }
        return bytes
    }

    private static func tooLarge(_ path: Path, _ most: Int) -> HostError {
        HostError(.tooLarge, "\(path) is larger than the \(most >> 20) MiB that are read of a file")
    }
}

extension Root {
    /// The contents of a file of this root, for Holdfast's own use and through symbolic links that may be
    /// followed; `nil` when there is none.
    func contents(of path: Path) throws(HostError) -> [UInt8]? {
        let file: Descriptor
        do throws(Unresolved) {
            file = try openFollowing(path)
        } catch .absent {
            return nil
        } catch {
            throw error.hostError("cannot read \(path)")
        }
        let status = file.status
        guard status.isRegular else { throw HostError(.failed, "\(path) is not a regular file") }
        return try FileReader.bytes(
            of: file, size: Int(status.st_size), atMost: FileReader.mostOfADatabase, as: path)
    }
}
