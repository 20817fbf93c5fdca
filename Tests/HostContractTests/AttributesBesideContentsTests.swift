import Convergence
import HostTesting
import LinuxHost
import ResourceKinds
import Testing

/// Who may use a file is held beside what is in it: by its settings, and by the tools of the account database.
@Suite(.enabled(if: isRoot, needsRoot)) struct AttributesBesideContentsTests {
    private static let text = """
        holdfast: 1
        policy: beside
        title: Attributes beside contents
        controls:
          host:
            server: { setting: { file: /etc/ssh/sshd_config, key: PermitRootLogin, value: no } }
            server-file: { file: { path: /etc/ssh/sshd_config, mode: 0600, owner: root, group: root } }
            server-again: { setting: { file: /etc/ssh/sshd_config, key: X11Forwarding, value: no } }
            user: { account: { user: deploy, system: true, locked: true } }
            hashes: { file: { path: /etc/shadow, mode: 0600, owner: root, group: staff } }
            made: { setting: { file: /etc/made.ini, key: a, value: 1 } }
            made-file: { file: { path: /etc/made.ini, mode: 0640, group: web } }

        """

    private func policy() throws -> Policy {
        let reader = PolicyReader(
            kinds: allKinds, sources: NothingBeside(), facts: .debianImage, today: Day(ofSeconds: 0))
        let reading = reader.read([PolicySource(name: "beside.yaml", bytes: Array(Self.text.utf8))])
        #expect(reading.diagnostics.map(\.message.description) == [])
        return try #require(reading.policy)
    }

    @Test func allIsForetoldDoneAndTakenBack() async throws {
        let root = try PrivateRoot()
        root.makeDirectories(to: "/etc/ssh")
        root.make(Scene.Item("/etc/ssh/sshd_config", .file("PermitRootLogin yes\nX11Forwarding yes\n")))
        let before = try TreeSnapshot(of: root.directory)
        let proof = await PolicyProof(of: try policy(), facts: try await root.host.facts(), on: root.host)
        #expect(proof.failures == [])
        #expect(proof.results.map(\.outcome) == Array(repeating: .fixed, count: 7))
        #expect(proof.planned.first { $0.id == "hashes" }?.outcome == .drifted, "accounts leave it alone")
        #expect(proof.isForeseen)
        #expect(proof.cannotBeUndone == [])
        #expect(try TreeSnapshot(of: root.directory).differences(from: before) == [])
    }
}
