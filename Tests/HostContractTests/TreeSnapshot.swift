import CLinux
import Convergence
import Foundation
import Glibc

/// Everything in a tree that an undo must bring back: names, forms, contents, owners, modes, access lists and other
/// extended attributes, and how many names a file has. One line for each path.
struct TreeSnapshot {
    /// Left by the account tools beside their files: locks, and copies of the files before.
    private static let notOurs: Set<String> = [
        "/etc/.pwd.lock", "/etc/passwd-", "/etc/group-", "/etc/shadow-", "/etc/gshadow-",
    ]

    private(set) var lines: [String: String] = [:]

    init(of directory: String) throws {
        let names = FileManager.default.enumerator(atPath: directory)?.allObjects ?? []
        for case let name as String in names {
            let path = "/" + name
            if !Self.notOurs.contains(path) { lines[path] = try Self.line(directory + path) }
        }
        lines["/"] = try Self.line(directory)
    }

    /// What differs; empty when everything is as it was.
    func differences(from before: TreeSnapshot) -> [String] {
        Set(lines.keys).union(before.lines.keys).sorted().compactMap { path in
            let (old, new) = (before.lines[path], lines[path])
            return old == new ? nil : "\(path): \(old ?? "absent") -> \(new ?? "absent")"
        }
    }

    private static func line(_ path: String) throws -> String {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw HostError(.failed, "\(path): \(errno)") }
        let format = status.st_mode & S_IFMT
        var words = [
            String(status.st_mode, radix: 8), "\(status.st_uid):\(status.st_gid)",
            format == S_IFDIR ? "" : "\(status.st_nlink)",
        ]
        switch format {
        case S_IFREG:
            var data = try Data(contentsOf: URL(fileURLWithPath: path))
            if Self.accountFiles.contains(where: { path.hasSuffix($0) }) { data = Self.accounts(data) }
            words.append(
                data.count <= 4096
                    ? String(describing: String(decoding: data, as: UTF8.self)) : "\(data.hashValue)")
        case S_IFLNK: words.append("-> " + (try FileManager.default.destinationOfSymbolicLink(atPath: path)))
        default: break
        }
        let number = open(path, holdfast_o_path | O_NOFOLLOW)
        defer { close(number) }
        words += attributes(number)
        return words.joined(separator: " ")
    }

    private static let accountFiles = Subject.accountFiles.map(\.description)

    /// A user that comes back stands at the end, its password was changed today, and the tools write '!' where the
    /// installer wrote '*' for one that never matches; shadow(5), gshadow(5).
    private static func accounts(_ data: Data) -> Data {
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
            var fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 1, fields[1] == "*" { fields[1] = "!" }
            return fields.count == 9 ? fields.prefix(2).joined(separator: ":") : fields.joined(separator: ":")
        }
        return Data(lines.sorted().joined(separator: "\n").utf8)
    }

    private static func attributes(_ number: Int32) -> [String] {
        var names = [CChar](repeating: 0, count: 4096)
        let length = holdfast_list_attributes(number, true, &names, names.count)
        guard length > 0 else { return [] }
        let all = names[..<length].map { UInt8(bitPattern: $0) }.split(separator: 0)
        return all.map { String(decoding: $0, as: UTF8.self) }.sorted().map { name in
            var value = [UInt8](repeating: 0, count: 4096)
            let size = holdfast_get_attribute(number, true, name, &value, value.count)
            return "\(name)=\(value[..<max(0, size)].map { String($0) }.joined(separator: ","))"
        }
    }
}
