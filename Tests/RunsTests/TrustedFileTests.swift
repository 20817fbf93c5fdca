import Foundation
import Glibc
import Testing

@testable import Convergence
@testable import Runs

@Suite struct TrustedFileTests {
    @Test func theBytesAreTheFiles() throws {
        let scratch = try Scratch()
        let path = try scratch.file("policy.yaml", "holdfast: 1\n")
        #expect(try TrustedFile.read(path) == Array("holdfast: 1\n".utf8))
        #expect(try TrustedFile.read(try scratch.file("empty", "")).isEmpty)
    }

    @Test(arguments: [TrustedFile.Trust.checked, .anything])
    func whatIsNoFileIsRefusedByName(trust: TrustedFile.Trust) throws {
        let scratch = try Scratch()
        try scratch.directory("directory")
        try #require(mkfifo(scratch("pipe"), 0o600) == 0)
        try #require(symlink("nowhere", scratch("dangling")) == 0)
        let messages = [
            "missing": "there is no file", "directory": "is a directory", "pipe": "is not a regular file",
            "dangling": "there is no file", "directory/missing": "there is no file",
        ]
        for (name, message) in messages {
            let error = try refusal { try TrustedFile.read(scratch(name), trust: trust) }
            #expect(error.description.contains(message), "\(name)")
            #expect(error.description.contains(scratch(name)))
        }
        let device = try refusal { try TrustedFile.read("/dev/zero", trust: trust) }
        #expect(device.description == "/dev/zero is not a regular file")
    }

    @Test func noMoreIsReadThanTheLimit() throws {
        let scratch = try Scratch()
        let path = try scratch.file("big", String(repeating: "x", count: 1000))
        #expect(try TrustedFile.read(path, limit: 1000).count == 1000)
        let error = try refusal { try TrustedFile.read(path, limit: 999) }
        #expect(error.code == .tooLarge)
        // Its size is said to be 0, as all sizes there are.
        #expect(try !TrustedFile.read("/proc/self/status", trust: .anything).isEmpty)
        #expect(
            try refusal { try TrustedFile.read("/proc/self/maps", limit: 10, trust: .anything) }.code
                == .tooLarge)
    }

    @Test func anEndlessDeviceIsReadToTheLimitAlone() throws {
        let zero = Descriptor(owning: open("/dev/zero", O_RDONLY | O_CLOEXEC))
        #expect(try zero.read(limit: 100_000) == nil)
    }

    @Test(.enabled(if: isRoot, "only root is asked to distrust"))
    func rootRefusesWhatOthersCouldWrite() throws {
        let scratch = try Scratch()
        for mode: mode_t in [0o666, 0o664, 0o646, 0o622] {
            let path = try scratch.file("policy.yaml", mode: mode)
            let error = try refusal { try TrustedFile.read(path) }
            #expect(error.code == .unsafe)
            #expect(error.description.contains("run 'chmod go-w \(path)', or pass --trust-policy"))
            #expect(try TrustedFile.read(path, trust: .anything) == Array("text".utf8))
        }
        for mode: mode_t in [0o644, 0o600, 0o444, 0o400, 0o000, 0o755] {
            #expect(try TrustedFile.read(try scratch.file("policy.yaml", mode: mode)).count == 4)
        }
    }

    @Test(.enabled(if: isRoot, "only root is asked to distrust"))
    func rootRefusesWhatBelongsToOthers() throws {
        let scratch = try Scratch()
        try scratch.directory("inner")
        let path = try scratch.file("inner/policy.yaml")
        try #require(chown(path, 1000, 1000) == 0)
        let file = try refusal { try TrustedFile.read(path) }
        #expect(file.description.contains("\(path) belongs to user 1000, not to root"))
        #expect(file.description.contains("run 'chown -h root \(path)', or pass --trust-policy"))
        try #require(chown(path, 0, 0) == 0 && chown(scratch("inner"), 1000, 0) == 0)
        let parent = try refusal { try TrustedFile.read(path) }
        #expect(parent.description.contains("\(scratch("inner")) belongs to user 1000"))
        try #require(chown(scratch("inner"), 0, 0) == 0 && chmod(scratch("inner"), 0o775) == 0)
        #expect(
            try refusal { try TrustedFile.read(path) }.description.contains("chmod go-w \(scratch("inner"))"))
    }

    @Test(.enabled(if: isRoot, "only root is asked to distrust"))
    func rootRefusesAFileWhereEverybodyMayPutOne() throws {
        let scratch = try Scratch()
        try scratch.directory("tmp", mode: 0o1777)
        let path = try scratch.file("tmp/policy.yaml")
        let error = try refusal { try TrustedFile.read(path) }
        #expect(error.code == .unsafe)
        #expect(error.description.contains("a directory where everybody may put files"))
        try scratch.directory("tmp/mine", mode: 0o700)
        #expect(try TrustedFile.read(try scratch.file("tmp/mine/policy.yaml")).count == 4)
    }

    @Test(.enabled(if: isRoot, "only root is asked to distrust"))
    func rootRefusesAFileThatAListLetsOthersWrite() throws {
        let scratch = try Scratch()
        let path = try scratch.file("policy.yaml")
        guard let status = try? run("/usr/bin/setfacl", "-m", "u:1000:rw", path), status == 0 else {
            print("skipped: no setfacl here, or a file system without access control lists")
            return
        }
        let error = try refusal { try TrustedFile.read(path) }
        #expect(error.code == .unsafe)
        #expect(try run("/usr/bin/setfacl", "-m", "m::r", path) == 0)
        #expect(try TrustedFile.read(path).count == 4)
    }

    @Test(.enabled(if: isRoot, "only root is asked to distrust"))
    func rootFollowsALinkOnlyToWhatItTrusts() throws {
        let scratch = try Scratch()
        try scratch.directory("home")
        try scratch.file("home/policy.yaml")
        try #require(symlink("home/policy.yaml", scratch("link")) == 0)
        #expect(try TrustedFile.read(scratch("link")).count == 4)
        try #require(chown(scratch("home"), 1000, 1000) == 0)
        #expect(try refusal { try TrustedFile.read(scratch("link")) }.code == .unsafe)
    }

    @Test(.enabled(if: isRoot, "only root is asked to distrust"))
    func rootRefusesAFileWithASecondName() throws {
        let scratch = try Scratch()
        let path = try scratch.file("policy.yaml")
        try #require(link(path, scratch("other")) == 0)
        #expect(try refusal { try TrustedFile.read(path) }.description.contains("has 2 names (hard links)"))
    }

    @Test func digestsAreThoseOfSha256sum() {
        #expect(sha256Hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            sha256Hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }
}
