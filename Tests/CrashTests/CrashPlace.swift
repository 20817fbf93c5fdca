import Foundation
import ProgramTesting
import Testing

/// A small tree, a policy that changes six things in it, and a state directory; gone with its owner.
final class CrashPlace {
    let directory: String
    private var root: String { directory + "/root" }
    private var state: String { directory + "/state" }

    private static let policy = """
        holdfast: 1
        policy: crash
        title: Six things in one directory
        controls:
          host-system:
            changed: { severity: low, title: t, file: { path: /etc/changed, content: "new\\n", mode: 0644 } }
            directory: { severity: low, title: t, directory: { path: /etc/d, mode: 0750 } }
            below: { severity: low, title: t, file: { path: /etc/d/below, content: "new below\\n" } }
            made: { severity: low, title: t, file: { path: /etc/made, content: "new made\\n" } }
            link: { severity: low, title: t, file: { path: /etc/link, link: made } }
            setting:
              severity: low
              title: t
              setting: { file: /etc/setting, format: key-equals-value, key: k, value: new }
        """

    init() throws {
        directory =
            FileManager.default.temporaryDirectory.appending(path: "holdfast-crash-\(UUID().uuidString)").path
        for name in ["root/etc", "state"] {
            try FileManager.default.createDirectory(
                atPath: directory + "/" + name, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
        }
        chmod(state, 0o700)
        try make("root/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
        try make("root/etc/group", "root:x:0:\n")
        try make("root/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        try make("root/etc/changed", "old\n", mode: 0o600)
        try make("root/etc/setting", "k = old\n")
        try make("policy.yaml", Self.policy)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func make(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
        let path = directory + "/" + name
        try Data(text.utf8).write(to: URL(filePath: path))
        chmod(path, mode)
    }

    private var inside: [String] { ["--root", root, "--state-dir", state] }
    private func words(_ command: [String]) -> [String] { [Shell.holdfast] + command + inside }

    func apply(under strace: [String] = []) throws -> Shell.Answer {
        try Shell.run(strace + words(["apply", directory + "/policy.yaml", "--yes"]))
    }
    func check() throws -> Shell.Answer { try Shell.run(words(["check", directory + "/policy.yaml"])) }
    func undo(_ run: String) throws -> Shell.Answer { try Shell.run(words(["undo", run, "--yes"])) }

    /// The applies that are recorded, newest first.
    func runs() throws -> [String] {
        let answer = try Shell.run([Shell.holdfast, "history", "--state-dir", state])
        return answer.output.split(separator: "\n").dropFirst().compactMap {
            let columns = $0.split(separator: " ").map(String.init)
            return columns.contains("undo") ? nil : columns.first
        }
    }

    /// One line for each node: its mode, its name, and what it holds.
    func picture() throws -> [String] {
        var lines: [String] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: root + "/etc").sorted() {
            let path = root + "/etc/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            var holds = ""
            if status.st_mode & S_IFMT == S_IFLNK {
                holds = try FileManager.default.destinationOfSymbolicLink(atPath: path)
            } else if status.st_mode & S_IFMT == S_IFREG {
                holds = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            }
            lines.append("\(String(status.st_mode, radix: 8)) \(name) \(holds.debugDescription)")
        }
        return lines
    }

    static let before = [
        "100600 changed \"old\\n\"", "100644 group \"root:x:0:\\n\"",
        "100644 os-release \"ID=debian\\nVERSION_ID=\\\"12\\\"\\n\"",
        "100644 passwd \"root:x:0:0:root:/root:/bin/bash\\n\"", "100644 setting \"k = old\\n\"",
    ]
    static let after = [
        "100644 changed \"new\\n\"", "40750 d \"\"", "100644 d/below \"new below\\n\"",
        "100644 group \"root:x:0:\\n\"", "120777 link \"made\"", "100644 made \"new made\\n\"",
        "100644 os-release \"ID=debian\\nVERSION_ID=\\\"12\\\"\\n\"",
        "100644 passwd \"root:x:0:0:root:/root:/bin/bash\\n\"", "100644 setting \"k = new\\n\"",
    ]
    /// Names that stand before their time, beside the files they are to replace.
    static func isTemporary(_ line: String) -> Bool { line.contains(".holdfast") }
}
