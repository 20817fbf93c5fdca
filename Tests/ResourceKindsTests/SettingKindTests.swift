import Convergence
import PolicyText
import Testing

@testable import ResourceKinds

/// What holds in every format.
@Suite struct SettingKindTests {
    @Test func makesAFileThatIsNotThere() async throws {
        let bench = try await SettingBench(
            "file: /etc/systemd/a.conf\nsection: A\nvalues: { b: 1, c: 2 }", at: "/etc/systemd/a.conf")
        _ = try await bench.apply()
        let node = try await bench.host.node(at: "/etc/systemd/a.conf")
        #expect(node == Node(.file(contents: "[A]\nb=1\nc=2\n"), Attributes(mode: 0o644)))
        #expect(try await bench.assess() == .compliant)
    }

    @Test func needsADirectoryForIt() async throws {
        let bench = try await SettingBench("file: /etc/no/a.ini\nkey: a\nvalue: 1")
        #expect(
            try await bench.assess()
                == .drifted(
                    [Difference("a", wanted: .text("1"), found: .absent)],
                    .manual(how: "there is no directory /etc/no: hold it with a 'directory' control")))
    }

    @Test func hasNothingToTakeAwayWithoutAFile() async throws {
        let bench = try await SettingBench("file: /etc/a.ini\nabsent: [a]", at: "/etc/a.ini")
        #expect(try await bench.assess() == .compliant)
    }

    @Test func asksForWhatFollowsAChange() async throws {
        let bench = try await SettingBench(
            "file: /etc/a.ini\nkey: a\nvalue: 1\nthen: [{ restart: x }, { reload: y.socket }]",
            at: "/etc/a.ini")
        guard case .drifted(_, .steps(_, let then, nil)) = try await bench.assess() else {
            Issue.record("no steps")
            return
        }
        #expect(then == [FollowUp(.restart, "x.service"), FollowUp(.reload, "y.socket")])
    }

    @Test func claimsEveryKeyAndNotTheFile() throws {
        func claims(_ policy: String) throws -> [Claim] { try SettingBench.read(policy).kind.claims }
        let ssh = try claims("file: /etc/ssh/sshd_config\nvalues: { UsePAM: yes, Port: 22 }")
        let again = try claims("file: /etc/ssh/sshd_config\nabsent: [usepam]")
        let other = try claims("file: /etc/ssh/sshd_config\nkey: Banner\nvalue: none")
        #expect(ssh.contains { $0.overlaps(again[0]) })
        #expect(!ssh.contains { $0.overlaps(other[0]) })
        let one = try claims("file: /etc/a.ini\nsection: A\nkey: a\nvalue: 1")
        let two = try claims("file: /etc/a.ini\nsection: B\nkey: a\nvalue: 1")
        #expect(!one[0].overlaps(two[0]))
    }

    @Test func leavesBytesThatAreNotUTF8() async throws {
        let bench = try await SettingBench("file: /etc/a.ini\nkey: a\nvalue: é", at: "/etc/a.ini")
        try await bench.put([0xFF, 0x3D, 0xFE, 10, 0x61, 0x3D, 0xFE, 10], at: "/etc/a.ini")
        let differences = try await bench.apply()
        #expect(differences.map(\.found) == [.text("bytes that are not UTF-8")])
        let after = try await bench.host.contents(of: "/etc/a.ini")?.bytes
        #expect(after == [0xFF, 0x3D, 0xFE, 10, 0x61, 0x3D, 0xC3, 0xA9, 10])
    }

    @Test func cannotTellWhatIsInAFileOfZeroes() async throws {
        let bench = try await SettingBench("file: /etc/a.ini\nkey: a\nvalue: 1", at: "/etc/a.ini")
        try await bench.put([0x61, 0, 0x3D, 0], at: "/etc/a.ini")
        guard case .unknown(let error) = try await bench.assess() else {
            Issue.record("told")
            return
        }
        #expect(error.description == "/etc/a.ini is not a text file: it has zero bytes")
    }

    @Test(
        arguments: [
            ("/etc/default/x", "key: B\nvalue: 1", "C=2\nA=\"x\nB=1\n", 2),
            ("/etc/a.ini", "section: A\nkey: b\nvalue: 1", "[A]\na=1\\\n", 2),
        ] as [(Path, String, String, Int)])
    func doesNotWriteIntoAValueThatNeverEnds(
        _ path: Path, _ control: String, _ before: String, _ line: Int
    ) async throws {
        let bench = try await SettingBench("file: \(path)\n" + control, file: before, at: path)
        guard case .unknown(let error) = try await bench.assess() else {
            Issue.record("told")
            return
        }
        #expect(error.description.hasPrefix("line \(line) of \(path) begins a value that never ends"))
    }

    @Test func doesNotFollowALink() async throws {
        let bench = try await SettingBench("file: /etc/os-release\nkey: A\nvalue: b", at: "/etc/os-release")
        try await bench.host.perform(
            .replaceLink(
                at: "/etc/os-release", to: "../usr/lib/os-release", attributes: Attributes(mode: 0o777)))
        await #expect(throws: HostError.self) { try await bench.assess() }
    }

    @Test(arguments: [
        (
            "file: /etc/x\nkey: a\nvalue: b",
            "'format' is missing, and the path does not tell it: write one of ini, key-value, key-equals-value, ssh"
        ),
        (
            "file: /etc/apt/apt.conf\nkey: a\nvalue: b",
            "apt's own syntax cannot be held key by key: hold a file of your own below /etc/apt/apt.conf.d with a 'file' control"
        ),
        ("file: /etc/a.ini", "write one of 'key', 'values', 'absent'"),
        ("file: /etc/a.ini\nvalues: {}", "write at least one key"),
        (
            "file: /etc/a.ini\nkey: a",
            "'value' is missing: write it, or write 'absent' instead of 'key' for a key that must not be there"
        ),
        (
            "file: /etc/a.ini\nabsent: [a]\nvalue: b",
            "'value' belongs to a 'key': write that, or 'values' for several"
        ),
        (
            "file: /proc/sys/a.ini\nkey: a\nvalue: b",
            "files below /proc and /sys belong to the kernel: hold them with a 'kernel-parameter' control"
        ),
        (
            "file: /etc/a.ini\nformat: toml\nkey: a\nvalue: b",
            "write one of ini, key-value, key-equals-value, ssh"
        ),
    ])
    func teaches(_ policy: String, _ problem: String) throws {
        #expect(try SettingBench.read(policy).problems == [problem])
    }

    @Test func itsExamplesAreRead() throws {
        for example in SettingKind.examples {
            let node = try YAMLNode.parse(Array(example.utf8), source: SourceID(0))
            guard case .mapping(let controls) = node.value,
                case .mapping(let fields) = controls[0].value.value,
                let setting = fields.first(where: { $0.key.text == SettingKind.keyword })
            else {
                Issue.record("not a control: \(example)")
                continue
            }
            var reading = Fields(setting.value)
            let kind = SettingKind(reading: &reading)
            #expect(reading.finish().isEmpty)
            #expect(!kind.claims.isEmpty)
        }
        #expect(!Fields.notes { SettingKind(reading: &$0) }.isEmpty)
    }
}
