import Convergence
import Foundation
import Glibc
import Testing

@testable import LinuxHost

/// A root directory of a test's own, with a handful of accounts and nothing else; gone when the test ends.
final class TestRoot: Sendable {
    let directory: String
    let host: LinuxHost

    init(secrets: [SecretReference] = []) throws {
        var template = Array("/var/tmp/holdfast-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HostError(errno: errno, "no directory for the test") }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(directory, 0o755)
        host = try LinuxHost(root: directory, secrets: secrets)
        makeDirectory("etc")
        write(
            "etc/passwd",
            """
            root:x:0:0:root:/root:/bin/bash
            web:x:1001:1001:Web,,,:/srv/web:/usr/sbin/nologin
            ann:x:1002:1002::/home/ann:/bin/sh

            """)
        write("etc/group", "root:x:0:\nweb:x:1001:ann\nann:x:1002:\nstaff:x:50:ann,ghost\n")
        write("etc/shadow", "root:*:1::::::\nweb:!:1::::::\nann:$6$abcd$efgh:1::::::\n", mode: 0o640)
        write("etc/gshadow", "root:*::\nweb:!::ann\nann:!::\nstaff:!::ann,ghost\n", mode: 0o640)
    }

    deinit {
        _ = try? shell("chattr", "-R", "-i", directory)
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The path as this machine names it.
    func real(_ path: String) -> String { directory + "/" + path }

    func makeDirectory(_ path: String, mode: mode_t = 0o755, owner: uid_t = 0) {
        mkdir(real(path), mode)
        chown(real(path), owner, owner)
        chmod(real(path), mode)
    }

    func write(_ path: String, _ text: String, mode: mode_t = 0o644, owner: uid_t = 0) {
        let file = fopen(real(path), "w")!
        fputs(text, file)
        fclose(file)
        chown(real(path), owner, owner)
        chmod(real(path), mode)
    }

    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: real(path)).map { String(decoding: $0, as: UTF8.self) }
    }

    func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: real(path)).sorted()
    }

    func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(real(path), &status) == 0
    }

    /// The permissions; `nil` when nothing is there.
    func mode(of path: String) -> mode_t? { exists(path) ? status(path).st_mode & 0o7777 : nil }

    func status(_ path: String) -> stat {
        var status = stat()
        lstat(real(path), &status)
        return status
    }
}

/// Runs a program found on the search path, and returns what it prints.
@discardableResult
func shell(_ program: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw HostError(.failed, "\(program) ended with \(process.terminationStatus)")
    }
    return String(decoding: output, as: UTF8.self)
}

/// Tests that give files to others, mount and set flags need root.
let isRoot = geteuid() == 0
let needsRoot: Comment = "this test needs root"

extension HostError {
    /// What `body` throws.
    static func thrown(by body: () async throws(HostError) -> Void) async -> HostError? {
        do throws(HostError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }
}
