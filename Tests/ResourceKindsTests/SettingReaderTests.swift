import Convergence
import Foundation
import Testing

@testable import ResourceKinds

/// What the programs that read these files make of them: our answer must be theirs.
@Suite struct SettingReaderTests {
    @Test func aShellReadsWhatWeWriteAndWeReadWhatAShellReads() throws {
        try Program.check("/bin/sh") { shell in
            let values = [
                "", "a", "a b", "$HOME", "`id`", "\"'", "\\", "a\\b", "é", "#x", "~", "*", "a;b", "x=y", "!",
            ]
            for old in ["", "A=x", "A='x'", "A=\"x\"", "  export A=x # y", "A=1; A=2"] {
                for value in values {
                    var file = SettingFile(Array((old + "\n").utf8), format: ShellFormat())
                    file.hold(.text(value), for: "A", in: nil)
                    let said = try shell.run(["-c", ". \"$0\"; printf %s \"$A\""], reading: file.bytes)
                    #expect(said == value, "\(old) -> \(value)")
                }
            }
            for written in [
                "a\\ b", "'a'\"b\"c", "\"a\\b\\\"c\"", "a#b", "a #b", "'a\\'", "\"a\\\nb\"", "a'#'b",
            ] {
                let file = SettingFile(Array("A=\(written)\n".utf8), format: ShellFormat())
                let said = try shell.run(
                    ["-c", ". \"$0\"; printf %s \"$A\""], reading: Array("A=\(written)\n".utf8))
                #expect(file.found("A", in: nil) == [.text(said)], "\(written)")
            }
        }
    }

    @Test(arguments: [
        "ForwardAgent no\nForwardAgent yes\n", "Host other\nForwardAgent yes\n",
        "Host *\n  ForwardAgent yes\n",
        "Match all\nForwardAgent yes\nForwardAgent no\n", "forwardagent=yes # c\n",
        "ForwardAgent no\nMatch all\nForwardAgent yes\n",
        "Host other\nForwardAgent no\nHost *\nForwardAgent yes\n",
    ])
    func theClientObeysTheLineThatWeSayWins(_ text: String) throws {
        try Program.check("/usr/bin/ssh") { ssh in
            let said = try ssh.run(["-G", "-F", nil, "some.host"], reading: Array(text.utf8))
            let file = SettingFile(Array(text.utf8), format: SSHFormat(isServer: false))
            let found = file.found("ForwardAgent", in: nil).first?.shown ?? "no"
            #expect(said.split(separator: "\n").contains("forwardagent \(found)"))
            var edited = file
            edited.hold(.text("yes"), for: "ForwardAgent", in: nil)
            let after = try ssh.run(["-G", "-F", nil, "some.host"], reading: edited.bytes)
            #expect(after.split(separator: "\n").contains("forwardagent yes"))
        }
    }

    @Test(arguments: [
        "PermitRootLogin no\nPermitRootLogin yes\n", "Match User other\nPermitRootLogin no\n",
        "PermitRootLogin no\nMatch all\nPermitRootLogin yes\n", "permitrootlogin=\"no\" # c\n",
        "Match all\nPermitRootLogin no\nPermitRootLogin yes\n",
    ])
    func theServerObeysTheLineThatWeSayWins(_ text: String) throws {
        try Program.check("/usr/sbin/sshd") { sshd in
            guard try !sshd.run(["-T", "-f", "/dev/null"], reading: []).isEmpty else {
                print("skipped: sshd has no host keys or no privilege separation directory here")
                return
            }
            let arguments = ["-T", "-C", "user=root,host=h,addr=192.0.2.1", "-f", nil]
            let file = SettingFile(Array(text.utf8), format: SSHFormat())
            let found = file.found("PermitRootLogin", in: nil).first?.shown ?? "without-password"
            let said = try sshd.run(arguments, reading: Array(text.utf8))
            #expect(said.split(separator: "\n").contains("permitrootlogin \(found)"))
            var edited = file
            edited.hold(.text("forced-commands-only"), for: "PermitRootLogin", in: nil)
            let after = try sshd.run(arguments, reading: edited.bytes)
            #expect(after.split(separator: "\n").contains("permitrootlogin forced-commands-only"))
        }
    }

    @Test func theKernelGetsTheLineThatWeSayWins() throws {
        try Program.check("/usr/sbin/sysctl") { sysctl in
            let text =
                "; kernel.hostname = 9\nkernel.hostname = 1\n-kernel/hostname=2\n# kernel.hostname = 3\n"
            let said = try sysctl.run(["--dry-run", "-p", nil], reading: Array(text.utf8))
            let lines = said.split(separator: "\n").map {
                $0.replacing(" ", with: "").replacing("/", with: ".")
            }
            let file = SettingFile(Array(text.utf8), format: KeyEqualsValueFormat(isKernel: true))
            #expect(lines == ["kernel.hostname=1", "kernel.hostname=2"])
            #expect(file.all("kernel.hostname", in: nil) == [.text("1"), .text("2")])
            #expect(file.found("kernel/hostname", in: nil) == [.text("2")])
        }
    }
}

/// A program of this machine that reads a settings file; `nil` among its arguments stands for the file, and `$0`
/// of a shell is it.
struct Program {
    let path: String

    /// Runs the check where the program is installed, and says so where it is not.
    static func check(_ path: String, _ body: (Program) throws -> Void) throws {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            print("skipped: \(path) is not installed here")
            return
        }
        try body(Program(path: path))
    }

    func run(_ arguments: [String?], reading bytes: [UInt8]) throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "settings")
        try Data(bytes).write(to: file)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments.map { $0 ?? file.path } + (arguments.contains(nil) ? [] : [file.path])
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}
