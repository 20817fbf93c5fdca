import Convergence
import HostTesting
import ResourceKinds
import Testing

import class Foundation.FileManager
import class Foundation.Pipe
import class Foundation.Process
import struct Foundation.URL

@Suite struct DebianVersionTests {
    @Test(arguments: [
        ("1.0~rc1", "1.0"), ("1.0~~", "1.0~"), ("1.0~", "1.0"), ("1.0", "1.0a"), ("1.0a", "1.0+"),
        ("9", "10"),
        ("9.9", "1:0"), ("1.0-1", "1.0-1+deb12u1"), ("1.0-1~bpo11+1", "1.0-1"), ("1.0", "1.0-1"),
        ("1.2.3", "1.2.13"), ("2a", "2.0"), ("1.0-9", "1.0-10"), ("0:1", "1:0"),
        ("1.99999999999999999999998", "1.99999999999999999999999"),
    ])
    func olderSortsBeforeNewer(_ older: String, _ newer: String) throws {
        let (older, newer) = (try #require(DebianVersion(older)), try #require(DebianVersion(newer)))
        #expect(older < newer)
        #expect(!(newer < older))
    }

    @Test(arguments: [("1.0", "1.00"), ("0:1.0", "1.0"), ("1.0-0", "1.0"), ("1.a0", "1.a00")])
    func spellingsOfOneVersionAreEqual(_ left: String, _ right: String) throws {
        #expect(try #require(DebianVersion(left)) == #require(DebianVersion(right)))
    }

    @Test(arguments: ["", "a", "1:", ":1", "x:1", "-1", "1-", "1 2", "1_2", "ä1", "99999999999:1", "1-1:2"])
    func whatIsNoVersionIsRefused(_ text: String) {
        #expect(DebianVersion(text) == nil)
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/dpkg"), "there is no dpkg here"))
    func agreesWithDpkgOnThousandsOfPairs() throws {
        var random = SplitMix(20_260_131)
        let pairs = (0..<2500).map { _ in (random.version(), random.version()) }
        // One shell for all of them: starting 2500 would take long. The texts hold no character a shell
        // reads.
        let script = pairs.map { left, right in
            "dpkg --compare-versions '\(left)' lt '\(right)' && echo l || "
                + "{ dpkg --compare-versions '\(left)' eq '\(right)' && echo e || echo g; }"
        }.joined(separator: "\n")
        let file = FileManager.default.temporaryDirectory.appending(
            path: "holdfast-\(UInt64.random(in: 0...UInt64.max))")
        try script.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let answers = try output(of: "/bin/sh", [file.path]).split(separator: "\n")
        #expect(answers.count == pairs.count)
        for ((left, right), answer) in zip(pairs, answers) {
            let (a, b) = (try #require(DebianVersion(left)), try #require(DebianVersion(right)))
            let ours = a < b ? "l" : a == b ? "e" : "g"
            #expect(ours == answer, "\(left) and \(right)")
        }
    }

    private func output(of program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? .init()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}

extension SplitMix {
    /// Short, of few characters: so that many pairs share a beginning.
    fileprivate mutating func version() -> String {
        let epoch = Int.random(in: 0..<4, using: &self) == 0 ? "\(Int.random(in: 0..<3, using: &self)):" : ""
        let upstream = "\(Int.random(in: 0..<3, using: &self))" + letters("019aZ.+~", atMost: 5)
        guard Bool.random(using: &self) else { return epoch + upstream }
        return epoch + upstream + "-" + "\(Int.random(in: 0..<2, using: &self))"
            + letters("01b.+~", atMost: 4)
    }

    private mutating func letters(_ known: String, atMost count: Int) -> String {
        String((0..<Int.random(in: 0...count, using: &self)).map { _ in known.randomElement(using: &self)! })
    }
}
