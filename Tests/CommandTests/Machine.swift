import Foundation
import Testing

/// What this machine lets a test do. A test that needs more is skipped and says why.
enum Machine {
    static let isRoot = geteuid() == 0
    static let needsRoot: Comment = "needs root: it changes owners, users or mounts of its own"
    /// A mount namespace of its own.
    static let canMount: Bool = {
        guard isRoot else { return false }
        return
            (try? Program.run(
                ["/usr/bin/unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], in: "/"
            ).status) == 0
    }()
    static let needsMounts: Comment = "needs a mount namespace of its own"
    static let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
    static let needsScript: Comment = "needs script(1) for a terminal of its own"
}

/// Everything that undo promises to bring back, of each name below a directory.
struct Picture: Equatable {
    struct Entry: Equatable {
        var mode: UInt32
        var owner: UInt32
        var group: UInt32
        var contents: Data?
        var link: String?
        var attribute: Data?
    }

    /// What any write changes.
    struct Touch: Equatable {
        var inode: UInt64
        var changed: Int
        var nanoseconds: Int
    }

    private(set) var entries: [String: Entry] = [:]

    init(of directory: String) {
        for name in Self.names(below: directory) {
            let path = directory + "/" + name
            var status = stat()
            lstat(path, &status)
            let isFile = status.st_mode & S_IFMT == S_IFREG
            let isLink = status.st_mode & S_IFMT == S_IFLNK
            entries[name] = Entry(
                mode: status.st_mode, owner: status.st_uid, group: status.st_gid,
                contents: isFile ? FileManager.default.contents(atPath: path) : nil,
                link: isLink ? try? FileManager.default.destinationOfSymbolicLink(atPath: path) : nil,
                attribute: ExtendedAttribute.value(of: path))
        }
    }

    static func touches(of directory: String) -> [String: Touch] {
        var touches: [String: Touch] = [:]
        for name in names(below: directory) {
            var status = stat()
            lstat(directory + "/" + name, &status)
            touches[name] = Touch(
                inode: UInt64(status.st_ino), changed: status.st_ctim.tv_sec,
                nanoseconds: status.st_ctim.tv_nsec)
        }
        return touches
    }

    private static func names(below directory: String) -> [String] {
        (FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []) + ["."]
    }
}

/// One extended attribute of a file. The C library has the calls; its Swift module does not.
enum ExtendedAttribute {
    private typealias Getter =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int
        ) -> Int
    private typealias Setter =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer, Int, Int32
        ) -> Int32

    private static let name = "trusted.holdfast-test"

    static func value(of path: String) -> Data? {
        guard let call = dlsym(nil, "lgetxattr") else { return nil }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafeBitCast(call, to: Getter.self)(path, name, &bytes, bytes.count)
        return count < 0 ? nil : Data(bytes[..<count])
    }

    static func set(_ value: String, on path: String) -> Bool {
        guard let call = dlsym(nil, "lsetxattr") else { return false }
        return unsafeBitCast(call, to: Setter.self)(path, name, value, value.utf8.count, 0) == 0
    }
}
