import Convergence
import Foundation
import Glibc
import HostTesting
import LinuxHost
import PolicyText
import ResourceKinds
import Testing

/// What is made by one name of a directory is there by the other: in the plan as on the host.
@Suite(.enabled(if: isRoot, needsRoot)) struct AliasProofTests {
    private func policy(_ controls: String) throws -> Policy {
        let text = "holdfast: 1\npolicy: p\ncontrols:\n  all:\n" + controls
        let reading = PolicyReader(
            kinds: allKinds, sources: NothingBeside(), facts: .debianImage, today: Day(ofSeconds: 0)
        ).read([PolicySource(name: "p.yaml", bytes: Array(text.utf8))])
        #expect(reading.diagnostics.map(\.message.description) == [])
        return try #require(reading.policy)
    }

    private func proof(of controls: String) async throws -> PolicyProof {
        let root = try PrivateRoot()
        root.makeDirectories(to: "/usr/lib")
        symlink("usr/lib", root.real("/lib"))
        let before = try TreeSnapshot(of: root.directory)
        let proof = await PolicyProof(
            of: try policy(controls), facts: try await root.host.facts(), on: root.host)
        #expect(proof.failures == [])
        #expect(proof.cannotBeUndone == [])
        #expect(try TreeSnapshot(of: root.directory).differences(from: before) == [])
        return proof
    }

    @Test func aFileRestsOnADirectoryThatIsMadeByAnotherName() async throws {
        let proof = try await proof(
            of: """
                    file:
                      file: { path: /usr/lib/new/conf, content: "x\\n", mode: 0644 }
                    directory:
                      directory: { path: /lib/new, mode: 0755 }
                    beside:
                      file: { path: /lib/new/other, content: "y\\n", mode: 0644 }

                """)
        #expect(proof.planned.map(\.id).first == "directory")
        #expect(proof.planned.first { $0.id == "file" }?.after == ["directory"])
        #expect(proof.results.allSatisfy { $0.outcome == .fixed })
    }
}
