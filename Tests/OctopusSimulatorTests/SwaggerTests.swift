import Foundation
import OctopusSimulator
import Testing

/// Answers are as the description of the API of 2020.5 has them: each member, and its type.
@Suite(.enabled(if: Recorded.isThere)) struct SwaggerTests {
    static let paths = [
        "/api", "/api/authentication", "/api/configuration", "/api/configuration/{id}",
        "/api/configuration/{id}/metadata", "/api/configuration/certificates",
        "/api/configuration/certificates/{id}", "/api/certificates/certificate-global",
        "/api/featuresconfiguration", "/api/licenses/licenses-current",
        "/api/licenses/licenses-current-status", "/api/machinepolicies", "/api/machinepolicies/all",
        "/api/machinepolicies/{id}", "/api/machines", "/api/machines/all", "/api/maintenanceconfiguration",
        "/api/octopusservernodes", "/api/octopusservernodes/all", "/api/proxies", "/api/proxies/all",
        "/api/scopeduserroles", "/api/serverconfiguration", "/api/serverconfiguration/settings",
        "/api/serverstatus/health", "/api/smtpconfiguration/isconfigured", "/api/spaces", "/api/spaces/all",
        "/api/spaces/{id}", "/api/teams", "/api/teams/all", "/api/userroles", "/api/userroles/all",
        "/api/users", "/api/users/all", "/api/users/{id}", "/api/users/{id}/permissions",
        "/api/users/{userId}/apikeys", "/api/workerpools", "/api/workerpools/all",
        "/api/workerpools/{id}/workers", "/api/workers", "/api/workers/all",
        "/api/{baseSpaceId}/workers", "/api/{baseSpaceId}/workerpools", "/api/{baseSpaceId}/machinepolicies",
    ]

    static let options: SimulatorOptions = {
        var options = SimulatorOptions(version: SimulatedVersion(2020, 5, 0), scenario: .hardened)
        options.isContainer = false
        options.size.workers = 2
        options.size.machines = 2
        options.canary = "CANARY"
        return options
    }()

    @Test(arguments: paths) func answersAreAsDescribed(path: String) async throws {
        let check = try SwaggerCheck()
        let schema = try #require(check.schema(of: path), "the description has no \(path)")
        let answer = try await withServer(Self.options) { server in
            try await Client(server, key: server.adminKey).get(Self.filled(path))
        }
        #expect(answer.status == 200)
        let problems = check.problems(try answer.json, schema, at: "")
        #expect(problems == [])
    }

    @Test func theCheckFindsWhatIsWrong() throws {
        let check = try SwaggerCheck()
        let schema = try #require(check.schema(of: "/api/proxies/{id}"))
        let wrong: [String: Any] = [
            "Name": 5, "Surprise": true, "Port": "3128", "Password": ["HasValue": 1, "NewValue": NSNull()],
        ]
        let problems = check.problems(wrong, schema, at: "")
        for expected in [
            ".Name is no text", ".Surprise is unknown", ".Port is no integer", ".Host is missing",
            ".Password.HasValue is no boolean",
        ] { #expect(problems.contains(expected)) }
    }

    private static func filled(_ path: String) -> String {
        let path = path.replacing("{baseSpaceId}", with: "Spaces-1").replacing("{userId}", with: "Users-1")
        let ids = [
            "/api/configuration/certificates": "certificate-global", "/api/configuration": "webportal",
            "/api/machinepolicies": "MachinePolicies-1", "/api/spaces": "Spaces-1", "/api/users": "Users-1",
            "/api/workerpools": "WorkerPools-1",
        ]
        for (start, id) in ids where path.hasPrefix(start + "/{id}") {
            return path.replacing("{id}", with: id)
        }
        return path
    }
}
