import Foundation
import Testing

/// A directory of one test: a machine's tree, a state directory, and policies beside them.
final class Place {
    let directory: String
    var root: String { directory + "/root" }
    var state: String { directory + "/state" }

    /// Only its owner may enter it, unless the test is about somebody else.
    init(mode: Int = 0o700) throws {
        let template = FileManager.default.temporaryDirectory.appending(path: "holdfast-commands-XXXXXX").path
        var bytes = Array(template.utf8CString)
        try #require(mkdtemp(&bytes) != nil)
        directory = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(directory, mode_t(mode))
        try make("root/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
        try make("root/etc/group", "root:x:0:\n")
        try make("root/etc/hostname", "octopus1\n")
        try make("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        try make("root/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        try make("root/etc/issue", "Debian GNU/Linux 12\n")
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Writes a file below the directory, with the directories on the way; returns its whole path.
    @discardableResult
    func make(_ name: String, _ text: String, mode: Int = 0o644) throws -> String {
        let path = directory + "/" + name
        let parent = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        chmod(path, mode_t(mode))
        return path
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: directory + "/" + name)), as: UTF8.self)
    }

    func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat(directory + "/" + name, &status) == 0
    }

    /// The options that keep a run inside this directory.
    var inside: [String] { ["--root", root, "--state-dir", state] }

    /// `holdfast` with these words, in the directory.
    @discardableResult
    func holdfast(
        _ words: String..., environment: [String: String] = [:], input: String = ""
    ) throws -> Program.Answer {
        try Program.run([Program.path] + words, in: directory, environment: environment, input: input)
    }

    /// The same on the tree and with the state directory of this place.
    @discardableResult
    func here(
        _ words: String..., environment: [String: String] = [:], input: String = ""
    ) throws -> Program.Answer {
        try Program.run(
            [Program.path] + words + inside, in: directory, environment: environment, input: input)
    }

    /// A shell's command line, in which `$holdfast` is the program and `$inside` its options.
    @discardableResult
    func shell(_ script: String) throws -> Program.Answer {
        try Program.run(
            ["/bin/bash", "-c", script], in: directory,
            environment: ["holdfast": Program.path, "inside": inside.joined(separator: " "), "root": root])
    }

    /// On a terminal of its own, with these lines typed. What it says comes as output.
    func onTerminal(_ words: [String], typing input: String) throws -> Program.Answer {
        let command = ([Program.path] + words + inside).map { "'\($0)'" }.joined(separator: " ")
        return try Program.run(
            ["/usr/bin/script", "-qec", command, "/dev/null"], in: directory, input: input)
    }

    /// The runs that are recorded, newest first.
    func runs() throws -> [String] {
        try holdfast("history", "--state-dir", state).lines.dropFirst().compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
    }
}

extension Place {
    /// A policy with one file whose contents it names, and one that is not there yet.
    @discardableResult
    func policy(_ name: String = "policy.yaml", issue: String = "Authorised use only.\\n") throws -> String {
        try make(
            name,
            """
            holdfast: 1
            policy: web
            title: Web hosts
            controls:
              host-system:
                banner:
                  severity: low
                  title: Who logs in is told that the host is watched
                  why: Nobody can say that they did not know.
                  references: [{ standard: own-policy, id: B1 }]
                  tags: [essential]
                  file: { path: /etc/issue, content: "\(issue)", mode: 0644, owner: root, group: root }
              access:
                limits:
                  severity: high
                  title: Core files are not written
                  file: { path: /etc/security/limits.d/core.conf, content: "* hard core 0\\n", mode: 0600 }
                  after: [limits-directory]
                limits-directory:
                  title: There is a place for limits
                  directory: { path: /etc/security/limits.d, mode: 0755 }
                security-directory:
                  title: There is a place for settings of security
                  directory: { path: /etc/security, mode: 0755 }

            """)
        return name
    }

    /// A policy of many files, so that an apply takes a while.
    func longPolicy(files: Int) throws -> String {
        var text = "holdfast: 1\npolicy: long\ntitle: Many files\ncontrols:\n  host-system:\n"
        for number in 1...files {
            text += "    f\(number):\n      title: File \(number)\n"
            text +=
                "      file: { path: /etc/many-\(number), content: \"number \(number)\\n\", mode: 0644 }\n"
        }
        return try make("long.yaml", text)
    }
}
