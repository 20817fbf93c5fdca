import Convergence
import Foundation
import PolicyText
import Testing

@testable import ResourceKinds

/// The policies that come with Holdfast are read without a complaint.
@Suite struct ShippedPolicyTests {
    private struct Disk: PolicyProvider {
        func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection)
            -> PolicySource
        {
            // A bundled policy is a file of ours: `bundled:linux-host@1`.
            let bundled = name.split(separator: ":").last?.split(separator: "@").first
            let path =
                name.hasPrefix("bundled:")
                ? ShippedPolicyTests.root.appending(path: "policies/\(bundled ?? "").yaml").path : name
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

    fileprivate static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    static let all: [String] = ["policies", "examples"].flatMap { directory in
        (FileManager.default.enumerator(atPath: root.appending(path: directory).path)?.allObjects ?? [])
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") && $0 != "advisories.yaml" }.map {
                "\(directory)/\($0)"
            }
    }.sorted()

    private static func read(_ name: String) throws -> (Policy?, [String]) {
        let path = root.appending(path: name).path
        let source = PolicySource(name: path, bytes: Array(try Data(contentsOf: URL(filePath: path))))
        let facts = Facts(
            name: "host", os: "debian", version: "12", architecture: "amd64", isContainer: false,
            machineID: "",
            isBooted: true)
        let reader = PolicyReader(
            kinds: allKinds, sources: Disk(), facts: facts, today: Day("2026-01-01")!)
        let read = reader.read([source])
        let (policy, diagnostics) = (read.policy, read.diagnostics)
        return (policy, diagnostics.map { "\($0.range?.start.line ?? 0): \($0.message)" })
    }

    @Test(arguments: all) func isRight(_ name: String) throws {
        let (policy, complaints) = try Self.read(name)
        #expect(complaints == [])
        #expect(policy != nil)
        let text = try String(contentsOf: Self.root.appending(path: name), encoding: .utf8)
        let depth = name.split(separator: "/").count - 1
        let up = String(repeating: "../", count: depth)
        #expect(text.hasPrefix("# yaml-language-server: $schema=\(up)share/holdfast.schema.json\n"))
    }

    @Test func theBaselineIsExplainedAndReferenced() throws {
        let policy = try #require(try Self.read("policies/linux-host.yaml").0)
        #expect(policy.controls.count >= 20)
        for control in policy.controls {
            #expect(!control.references.isEmpty, "\(control.id)")
            #expect(!control.title.isEmpty, "\(control.id)")
        }
    }
}
