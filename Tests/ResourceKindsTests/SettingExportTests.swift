import Convergence
import HostTesting
import PolicyText
import Testing

@testable import ResourceKinds

/// What is exported reads back as what is there.
@Suite struct SettingExportTests {
    private func host(_ path: Path, _ text: String) -> PreparedHost {
        PreparedHost([
            .node(at: path): .node(is: Node(.file(contents: Content(text)), Attributes(mode: 0o600)))
        ])
    }

    @Test(arguments: [
        ("/etc/ssh/sshd_config", "permitrootlogin no\nPermitRootLogin yes\n", "PermitRootLogin", "no"),
        ("/etc/ssh/sshd_config", "Banner \"/etc/a b\" # why\n", "Banner", "/etc/a b"),
        ("/etc/ssh/sshd_config", "Port 22\nPort 2222\n", "Port", "2222"),
        ("/etc/login.defs", "UMASK\t027\n", "UMASK", "027"),
        ("/etc/sysctl.d/a.conf", "net.ipv4.ip_forward = 0\n", "net.ipv4.ip_forward", "0"),
        ("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"audit=1 ${x}\"\nA='${x} b'\n", "A", "${x} b"),
        ("/etc/systemd/journald.conf", "[Journal]\nStorage=none\n", "Journal.Storage", "none"),
        ("/etc/a.ini", "[a.b]\nc.d=#1: x\n", "a.b.c.d", "#1: x"),
        ("/etc/a.ini", "DNS=1\nDNS=2\n", "DNS", "- '2'"),
        ("/etc/a.ini", "key=\n", "key", "value: ''"),
    ])
    func whatIsExportedHolds(_ path: Path, _ text: String, _ key: String, _ shown: String) async throws {
        let host = host(path, text)
        let fields = try #require(try await SettingKind.describe("\(path):\(key)", on: host))
        let item = PolicyWriting.Item(
            section: "s", id: "c", title: "t", keyword: "setting", fields: fields)
        let written = try PolicyWriting(name: "p", title: "p", items: [item]).node.emit()
        let reader = PolicyReader(
            kinds: allKinds, sources: Alone(), facts: .debian, today: Day(ofSeconds: 0))
        let reading = reader.read([PolicySource(name: "p.yaml", bytes: written)])
        #expect(reading.diagnostics.map(\.message.description) == [])
        let policy = try #require(reading.policy)
        #expect(await assess(policy.controls[0].resource, on: host) == .compliant)
        #expect(String(decoding: written, as: UTF8.self).contains(shown.replacing("${", with: "$${")))
    }

    @Test func whatIsNotInTheFileIsNotThere() async throws {
        let host = host("/etc/a.ini", "[a]\nb=1\n")
        for name in ["/etc/a.ini:b", "/etc/a.ini:a.c", "/etc/none.ini:a"] {
            #expect(try await SettingKind.describe(name, on: host) == nil, "\(name)")
        }
    }

    @Test(arguments: [
        ("/etc/a.ini", "is not a file and a key"), ("/etc/a.ini:", "is not a file and a key"),
        ("a.ini:b", "is not a file and a key"), ("/etc/a.conf:b", "cannot be told from its path"),
        ("/etc/default/grub:A", "only the program that reads it can tell"),
    ])
    func whatCannotBeExportedIsExplained(_ name: String, _ message: String) async throws {
        let host = host("/etc/default/grub", "A=$B\n")
        let error = await #expect(throws: HostError.self) { try await SettingKind.describe(name, on: host) }
        #expect(error?.description.contains(message) == true)
    }
}

private struct Alone: PolicyProvider {
    func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection) -> PolicySource {
        throw Diagnostic.Rejection("there is no policy here")
    }

    func file(named name: String, beside source: PolicySource) throws(Diagnostic.Rejection) -> [UInt8] {
        throw Diagnostic.Rejection("there is no file here")
    }
}
