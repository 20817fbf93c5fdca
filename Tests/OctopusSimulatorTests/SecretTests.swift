import Foundation
import OctopusSimulator
import Testing

/// A canary is wherever a real server keeps a secret, so that who shows secrets is found out.
@Suite struct SecretTests {
    private static let places = [
        "/api/users/Users-1/apikeys", "/api/serverconfiguration/settings", "/api/licenses/licenses-current",
        "/api/smtpconfiguration", "/api/proxies", "/api/configuration/authentication-aad/values",
        "/api/configuration/authentication-od/values",
    ]

    @Test(arguments: SimulatedVersion.known, Scenario.allCases)
    func aCanaryIsEverywhere(version: SimulatedVersion, scenario: Scenario) async throws {
        var options = SimulatorOptions(version: version, scenario: scenario)
        options.canary = "CANARY-4711"
        try await withServer(options) { server in
            let client = Client(server, key: server.adminKey)
            for place in Self.places {
                let text = try await client.get(place).text
                #expect(text.contains("CANARY-4711"), "\(place)")
            }
            let page = try await client.get("/app")
            #expect(page["Set-Cookie"]?.contains("CANARY-4711") == true)
            server.set(faults: [FaultRule(.serverError)])
            let error = try await client.get("/api").text
            #expect(error.contains("CANARY-4711"))
            for format in ["XML", "json", "json-hierarchical"] {
                let printed = ServerProgram(server.nodeState).run([
                    "show-configuration", "--format=\(format)",
                ])
                #expect(printed.output.contains("Password=CANARY-4711"))
            }
        }
    }

    @Test func withoutOneNoAnswerHoldsAKey() async throws {
        try await withServer { server in
            let client = Client(server, key: server.adminKey)
            for place in Self.places + ["/api", "/api/users", "/api/users/me"] {
                let text = try await client.get(place).text
                for (name, key) in server.keys.named { #expect(!text.contains(key), "\(place): \(name)") }
            }
        }
    }

    @Test func keysLookLikeKeysAndDifferBySeed() async throws {
        var options = SimulatorOptions()
        options.seed = "another"
        let (one, other) = try await (
            withServer { $0.keys }, withServer(options) { $0.keys }
        )
        for (_, key) in one.named { #expect(key.wholeMatch(of: /API-[A-Z\d]+/) != nil) }
        #expect(Set(one.named.map(\.key) + other.named.map(\.key)).count == 12)
    }
}
