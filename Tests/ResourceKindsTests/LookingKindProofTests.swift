import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

/// What every kind promises, of those that only look at an Octopus Server: a refused look is never taken for compliance,
/// and nothing they see makes them crash or change anything.
@Suite struct LookingKindProofTests {
    private static let documents: [(OctopusDocument, String)] = [
        (.root, #"{"Version":"2026.3.1"}"#),
        (
            .serverStatus,
            #"{"MaximumAvailableVersion":"2026.3.1","MaximumAvailableVersionCoveredByLicense":"2026.3.1"}"#
        ),
        (.nodes, #"{"Nodes":[{"Name":"main"}]}"#), (.features, #"{"IsBuiltInWorkerEnabled":false}"#),
        (.upgrade, #"{"AllowChecking":true,"NotificationMode":"AlwaysShow"}"#),
        (.telemetry, #"{"Enabled":false}"#),
        (.spaces, #"[{"Id":"Spaces-1","Name":"Default"}]"#),
        (.workerPools, #"[{"Id":"WorkerPools-1","Name":"Default","SpaceId":"Spaces-1","IsDefault":true}]"#),
        (
            .workers,
            #"""
            [{"Name":"w","SpaceId":"Spaces-1","WorkerPoolIds":["WorkerPools-1"],"HealthStatus":"Healthy",
              "Endpoint":{"CommunicationStyle":"TentaclePassive","Uri":"https://w:10933/","TentacleVersionDetails":{"Version":"8.3"}}}]
            """#
        ),
        (.machines, "[]"),
    ]

    private static func host(_ documents: [(OctopusDocument, String)]) throws -> DocumentHost {
        let node = #"{"Octopus.Home":"C:\\O","Octopus.BuiltInWorker.CustomAccountUserName":"svc"}"#
        var host = try DocumentHost(documents, nodes: ["main": node])
        host.documents[AdvisoryDocument.address] = .object([
            "as-of": .string("2026-11-20"), "advisories": .array([]),
        ])
        return host
    }

    private func prove<Kind: ResourceKind>(
        _ kind: Kind.Type, _ fields: String, with documents: [(OctopusDocument, String)] = documents
    ) async throws {
        let resource = try OctopusBench(kind, fields).resource
        let right = await ConvergenceProof(
            of: resource, on: ForecastHost(over: try Self.host(documents)))
        #expect(right.first == .compliant, "\(fields)")
        #expect(right.failures == [], "\(fields)")
        // Each document in forms that nobody expects.
        for (document, _) in documents {
            for text in [
                "null", "true", "[]", "{}", "[null]", #"[{"Id":1}]"#, #""HTML""#,
                #"{"Nodes":{},"Version":[]}"#,
            ] {
                let changed = documents.map { $0.0 == document ? (document, text) : $0 }
                let host = ForecastHost(over: try Self.host(changed))
                let proof = await ConvergenceProof(of: resource, on: host)
                #expect(proof.failures == [], "\(fields) with \(document.name): \(text)")
                #expect(proof.steps.isEmpty)
            }
        }
    }

    @Test(arguments: [
        "at-least: 2026.1", "supported: true", "licence-covers: true", "same-on-all-nodes: true",
        "advisories: {}",
        "{ product: tentacle, at-least: 8.1 }",
    ])
    func versions(_ fields: String) async throws { try await prove(MinimumVersionKind.self, fields) }

    @Test(arguments: [
        "check: true", "notification: always", "telemetry: false", "{ check: true, telemetry: false }",
    ])
    func updates(_ fields: String) async throws { try await prove(OctopusUpdatesKind.self, fields) }

    @Test(arguments: [
        "{}", "{ space: Default, pool: Default, at-least: 8.1, styles: [listening], not-on: [x] }",
    ])
    func workers(_ fields: String) async throws { try await prove(ExternalWorkersKind.self, fields) }

    @Test func theBuiltInWorker() async throws {
        try await prove(BuiltInWorkerKind.self, "off: true")
        // Where it is off, no account is looked at.
        let on = (OctopusDocument.features, #"{"IsBuiltInWorkerEnabled":true}"#)
        try await prove(
            BuiltInWorkerKind.self, "runs-as: svc", with: Self.documents.filter { $0.0 != .features } + [on])
    }

    @Test func statements() async throws {
        try await prove(AttestationKind.self, "{ statement: s, by: b, until: 2099-01-01 }")
    }
}
