import Convergence
import HostTesting
import Testing

@testable import ResourceKinds

/// What holds for any file: random lines from what each format finds hard, with a seed so that a failure comes again.
@Suite struct SettingPropertyTests {
    struct Dialect: Sendable, CustomTestStringConvertible {
        var path: Path
        var section: String?
        var keys: [String]
        var values: [String]
        var pieces: [String]
        var testDescription: String { path.description }
    }

    private static let dialects: [Dialect] = [
        Dialect(
            path: "/etc/ssh/sshd_config", section: nil, keys: ["Port", "Banner", "UsePAM"],
            values: ["22", "a b", "\"a b\" c"],
            pieces: [
                "Port 22", "port=2222", "#Port 22", "Banner \"x", "UsePAM yes # c", "# Banner prose here",
                "Match all",
                "Match User a", "Match all # c", "", "  Banner\ta  b", "UsePAM",
            ]),
        Dialect(
            path: "/etc/a.ini", section: "A", keys: ["a", "b"], values: ["1", "", "x = y"],
            pieces: [
                "[A]", "[B]", "a=1", "a = ", "#a=2", "; b = 3", "b=1 \\", "junk", "", "[A", "=x", "a=x = y",
                "\\",
            ]),
        Dialect(
            path: "/etc/login.defs", section: nil, keys: ["A", "B"], values: ["1", "x y"],
            pieces: ["A 1", "#A\t2", "# A is", "B", "B \"x y\"", "\"", "  A\t\t3 # c", "", "A \""]),
        Dialect(
            path: "/etc/sysctl.d/a.conf", section: nil, keys: ["n.a", "n/b"], values: ["1", "a = b", ""],
            pieces: ["n.a=1", "-n/a = 2", "#n.b = 3", ";n.a=1", "n.b", "n/b=4", "", "="]),
        Dialect(
            path: "/etc/default/x", section: nil, keys: ["A", "B"], values: ["1", "a b", "$x'\"\\", ""],
            pieces: [
                "A=1", "export B='x'", "#A=2", "# A=\"3 4\"", "A=\"x", "y\"", "B=$A", "if x; then", "",
                "A=a b", "B='",
                "A=\\",
            ]),
    ]

    @Test(arguments: dialects, [1, 2, 3, 4])
    func aHeldKeyReadsAsWantedAndNothingElseMoves(_ dialect: Dialect, seed: Int) throws {
        var random = SplitMix(seed)
        let name = try #require(SettingFormatName.guess(dialect.path))
        let format = name.format(of: dialect.path)
        var proven = 0
        for _ in 0..<500 {
            let before = Self.text(dialect, &random)
            let key = dialect.keys.randomElement(using: &random)!
            let value = dialect.values.randomElement(using: &random)!
            guard format.problem(value: value) == nil else { continue }
            var file = SettingFile(Array(before.utf8), format: format)
            #expect(file.bytes == Array(before.utf8))
            guard file.unfinishedLine == nil else { continue }
            proven += 1
            file.hold(.text(value), for: key, in: dialect.section)
            let after = file.bytes
            let told: Comment = "\(before.debugDescription): \(key) = \(value)"
            #expect(file.holds(.text(value), for: key, in: dialect.section), told)
            var again = SettingFile(after, format: format)
            #expect(again.holds(.text(value), for: key, in: dialect.section), told)
            again.hold(.text(value), for: key, in: dialect.section)
            #expect(again.bytes == after, told)
            for other in dialect.keys where other != key {
                let untouched = SettingFile(Array(before.utf8), format: format)
                #expect(
                    again.all(other, in: dialect.section) == untouched.all(other, in: dialect.section), told)
            }
            again.remove(key, in: dialect.section)
            #expect(again.all(key, in: dialect.section).isEmpty, told)
        }
        #expect(proven > 100)
    }

    private static func text(_ dialect: Dialect, _ random: inout SplitMix) -> String {
        let ending = Bool.random(using: &random) ? "\n" : "\r\n"
        let lines = (0..<Int.random(in: 0...8, using: &random)).map { _ in
            dialect.pieces.randomElement(using: &random)!
        }
        let text = lines.joined(separator: ending)
        return Bool.random(using: &random) ? text : text + ending
    }
}
