internal import Convergence
internal import Glibc

/// Reads an open file to its end.
enum FileReader {
    /// What a look reads at most.
    static let mostOfALook = 16 << 20
    /// What Holdfast reads for itself, such as the package database, at most.
    static let mostOfADatabase = 256 << 20

    /// One buffer of the size told and one byte more, so that a file that did not grow is read in two calls.
    /// Files of the kernel tell no size and are read to their end.
    static func bytes(
        of file: borrowing Descriptor, size: Int, atMost most: Int = mostOfALook, as path: Path
    ) throws(HostError) -> [UInt8] {
        guard size <= most else { throw tooLarge(path, most) }
        var failure: Int32 = 0
        let number = file.number
        var bytes = try read(number, capacity: size == 0 ? 4096 : size + 1, &failure, path)
        var capacity = size == 0 ? 4096 : size + 1
        while bytes.count == capacity {
            guard bytes.count <= most else { throw tooLarge(path, most) }
            let more = min(max(capacity, 65_536), most + 1)
            let rest = try read(number, capacity: more, &failure, path)
            bytes += rest
            capacity += more
        }
        return bytes
    }

    private static func read(
        _ number: Int32, capacity: Int, _ failure: inout Int32, _ path: Path
    ) throws(HostError) -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            while count < capacity {
                let result = Glibc.read(number, buffer.baseAddress! + count, capacity - count)
                if result > 0 {
                    count += result
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
