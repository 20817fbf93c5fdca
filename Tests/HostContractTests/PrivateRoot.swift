import CLinux
import Convergence
import Foundation
import Glibc
import HostTesting
import LinuxHost
import Testing

/// A root directory of a test's own, gone when the test ends.
final class PrivateRoot: Sendable {
    let directory: String
    let host: LinuxHost

    /// Empty, or with the accounts of the contract.
    init(_ scene: Scene = Scene("empty", []), secrets: [SecretReference] = []) throws {
        var template = Array("/var/tmp/holdfast-contract-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw HostError(.failed, "no directory for the test: \(errno)")
        }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(directory, 0o755)
        host = try LinuxHost(root: directory, secrets: secrets)
        make(Scene.Item("/etc", .directory))
        for (path, text, mode) in Self.accountFiles {
            make(Scene.Item(path, .file(text), Attributes(mode: mode)))
        }
        for item in scene.items { make(item) }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static let accountFiles: [(Path, String, FileMode)] = [
        (
            "/etc/passwd",
            """
            root:x:0:0:root:/root:/bin/bash
            web:x:1001:1001:Web:/srv/web:/usr/sbin/nologin
            ann:x:1002:1002::/home/ann:/bin/sh

            """, 0o644
        ),
        ("/etc/group", "root:x:0:\nweb:x:1001:ann\nann:x:1002:\nstaff:x:50:ann\n", 0o644),
        ("/etc/shadow", "root:*:1::::::\nweb:!:1::::::\nann:$6$abcd$efgh:1::::::\n", 0o640),
        ("/etc/gshadow", "root:*::\nweb:!::ann\nann:!::\nstaff:!::ann\n", 0o640),
    ]

    private static let ids: [String: UInt32] = ["root": 0, "web": 1001, "ann": 1002, "staff": 50]

    /// The path as this machine names it.
    func real(_ path: Path) -> String { directory + path.description }

    func makeDirectories(to path: Path) {
        for directory in path.lineage.reversed() where access(real(directory), F_OK) != 0 {
            make(Scene.Item(directory, .directory))
        }
    }

    func append(_ text: String, to path: Path) {
        let file = fopen(real(path), "a")!
        fputs(text, file)
        fclose(file)
    }

    /// What somebody may have done to a path since it was right.
    func damage(_ path: Path, _ what: String?) {
        var status = stat()
        guard lstat(real(path), &status) == 0, status.st_mode & S_IFMT != S_IFLNK else { return }
        switch what {
        case "mode": chmod(real(path), 0o666)
        case "owner": lchown(real(path), 1002, 50)
        case "access list":
            let mode = FileMode(bits: UInt16(status.st_mode & 0o7777))
            let attribute = ExtendedAttribute.accessList(user: 1002, may: 7, mode: mode)
            let number = open(real(path), O_RDONLY | O_NOFOLLOW)
            let value = attribute.value
            #expect(holdfast_set_attribute(number, false, attribute.name, value, value.count) == 0)
            close(number)
        default: break
        }
    }

    func make(_ item: Scene.Item) {
        let path = real(item.path)
        var isLink = false
        switch item.form {
        case .file(let text): #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        case .directory: #expect(mkdir(path, 0o755) == 0)
        case .link(let target):
            #expect(symlink(target, path) == 0)
            isLink = true
        case .pipe: #expect(mkfifo(path, 0o644) == 0)
        case .secondName(let first):
            #expect(link(real(first), path) == 0)
            return
        }
        dress(path, isLink: isLink, item.attributes)
    }

    private func dress(_ path: String, isLink: Bool, _ attributes: Attributes) {
        let (owner, group) = (Self.id(attributes.owner), Self.id(attributes.group))
        #expect(lchown(path, owner, group) == 0)
        if !attributes.extended.isEmpty {
            let number = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            for attribute in attributes.extended {
                let (name, value) = (attribute.name, attribute.value)
                #expect(holdfast_set_attribute(number, false, name, value, value.count) == 0)
            }
            close(number)
        }
        if !isLink { #expect(chmod(path, mode_t(attributes.mode.bits)) == 0) }
    }

    private static func id(_ name: String) -> UInt32 { ids[name] ?? UInt32(name) ?? 0 }
}

/// These tests give files to others.
let isRoot = geteuid() == 0
let needsRoot: Comment = "this test needs root"
