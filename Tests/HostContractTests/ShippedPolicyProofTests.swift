import Convergence
import Foundation
import HostTesting
import LinuxHost
import ResourceKinds
import Testing

/// Every policy that comes with Holdfast, on a copy of a real Debian tree: planned, applied, applied again, and taken
/// back to the last byte.
@Suite(.enabled(if: isRoot, needsRoot), .serialized) struct ShippedPolicyProofTests {
    fileprivate static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let policies: [String] = ["policies", "examples"].flatMap { directory in
        (FileManager.default.enumerator(atPath: repository.appending(path: directory).path)?.allObjects ?? [])
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") && $0 != "advisories.yaml" }.map {
                "\(directory)/\($0)"
            }
    }.sorted()

    @Test(arguments: policies) func aShippedPolicyIsHeldAndTakenBack(_ name: String) async throws {
        let outer = try PrivateRoot()
        let directory = outer.directory + "/debian"
        try run(Self.repository.appending(path: "Tests/Fixtures/debian-root.sh").path, directory)
        let facts = try await LinuxHost(root: directory).facts()
        let policy = try Self.policy(name, facts)
        let host = try LinuxHost(root: directory, secrets: policy.controls.flatMap(\.resource.secrets))
        let before = try TreeSnapshot(of: directory)
        let proof = await PolicyProof(of: policy, facts: facts, on: host)
        #expect(proof.failures == [])
        #expect(!proof.results.isEmpty)
        for result in proof.results where result.outcome == .failed || result.outcome == .unverified {
            Issue.record("\(result.id): \(result.outcome.rawValue), \(result.reason ?? "no reason")")
        }
        #expect(proof.cannotBeUndone == [])
        let left = try TreeSnapshot(of: directory).differences(from: before)
        #expect(left == [])
    }

    private static func policy(_ name: String, _ facts: Facts) throws -> Policy {
        let path = repository.appending(path: name).path
        let source = PolicySource(name: path, bytes: Array(try Data(contentsOf: URL(filePath: path))))
        let reader = PolicyReader(
            kinds: allKinds, sources: Disk(), facts: facts, today: Day(ofSeconds: 1_767_225_600))
        let reading = reader.read([source])
        #expect(reading.diagnostics.map(\.message.description) == [])
        return try #require(reading.policy)
    }

    private func run(_ script: String, _ argument: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: script)
        process.arguments = [argument]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}

private struct Disk: PolicyProvider {
    func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection) -> PolicySource {
        // A bundled policy is a file of ours: `bundled:linux-host@1`.
        let bundled = name.split(separator: ":").last?.split(separator: "@").first
        let path =
            name.hasPrefix("bundled:")
            ? ShippedPolicyProofTests.repository.appending(path: "policies/\(bundled ?? "").yaml").path : name
        return PolicySource(name: path, bytes: try file(named: path, beside: source))
    }

    func file(named name: String, beside source: PolicySource) throws(Diagnostic.Rejection) -> [UInt8] {
        let directory = URL(filePath: source.name).deletingLastPathComponent()
        guard let data = try? Data(contentsOf: URL(filePath: name, relativeTo: directory)) else {
            throw Diagnostic.Rejection("there is no file")
        }
        return Array(data)
    }
}
