import Foundation
import OctopusSimulator
import Testing

/// Fields and links come and go with versions.
@Suite struct VersionTests {
    private func members(_ path: String, _ version: SimulatedVersion) async throws -> Set<String> {
        try await withServer(SimulatorOptions(version: version)) { server in
            Set(try await Client(server, key: server.adminKey).get(path).object.keys)
        }
    }

    @Test(arguments: [
        ("authentication", "SessionTimeoutInSeconds", false, true, true),
        ("authentication", "UserApiKeysEnabled", false, true, true),
        ("authentication", "ApiKeyMaxExpiryDays", false, false, true),
        ("webportal", "Logging", false, true, true),
    ])
    func sections(section: String, field: String, in2019: Bool, in2023: Bool, in2026: Bool) async throws {
        let path = "/api/configuration/\(section)/values"
        let there = try await [
            members(path, .v2019).contains(field), members(path, .v2023).contains(field),
            members(path, .v2026).contains(field),
        ]
        #expect(there == [in2019, in2023, in2026])
    }

    @Test(arguments: [
        ("LetsEncryptConfiguration", true, false, false), ("TelemetryConfiguration", false, true, true),
        ("RateLimitingPolicies", false, false, true), ("ServerHealthStatus", false, true, true),
    ])
    func links(link: String, in2019: Bool, in2023: Bool, in2026: Bool) async throws {
        var there: [Bool] = []
        for version in SimulatedVersion.known {
            let links = try await withServer(SimulatorOptions(version: version)) { server in
                try await Client(server).get("/api").object["Links"] as? [String: String]
            }
            there.append(links?[link] != nil)
        }
        #expect(there == [in2019, in2023, in2026])
    }

    @Test(arguments: SimulatedVersion.known, Scenario.allCases)
    func everyLinkOfAKnownDocumentLeadsThere(version: SimulatedVersion, scenario: Scenario) async throws {
        let names = [
            "Authentication", "CertificateConfiguration", "Configuration", "CurrentLicenseStatus",
            "CurrentUser",
            "FeaturesConfiguration", "LetsEncryptConfiguration", "MachinePolicies", "Machines",
            "MaintenanceConfiguration", "OctopusServerClusterSummary", "OctopusServerNodes", "Proxies",
            "RateLimitingPolicies", "ScopedUserRoles", "Self", "ServerConfiguration",
            "ServerConfigurationSettings", "ServerHealthStatus", "ServerStatus", "SmtpConfiguration",
            "Spaces",
            "Teams", "TelemetryConfiguration", "UpgradeConfiguration", "UserRoles", "Users", "Web",
            "WorkerPools", "Workers",
        ]
        try await withServer(SimulatorOptions(version: version, scenario: scenario)) { server in
            let client = Client(server, key: server.adminKey)
            let links = try #require(try await client.get("/api").object["Links"] as? [String: String])
            for name in names {
                guard let target = links[name]?.prefix(while: { $0 != "{" }) else { continue }
                let status = try await client.get(String(target)).status
                #expect(status == 200, "\(name): \(target)")
            }
        }
    }

    @Test func newKeysTellWhatTheyMayAndWhenTheyWereUsed() async throws {
        try await withServer { server in
            let page = try await Client(server, key: server.adminKey).get("/api/users/Users-21/apikeys")
                .object
            let items = try #require(page["Items"] as? [[String: Any]])
            #expect(items.map { $0["AccessLevel"] as? String } == ["ReadOnly", "FullAccess"])
            for item in items {
                #expect(
                    Set(item.keys) == [
                        "AccessLevel", "ActorType", "ApiKey", "Created", "Expires", "Id",
                        "IsLastUsedTimestampKnown", "LastUsedTimeStamp", "Links", "Purpose", "UserId",
                    ])
            }
        }
    }

    @Test func nodesTellTheirVersionsAndOneMayBeOlder() async throws {
        var options = SimulatorOptions()
        options.size.nodes = 2
        options.changes = [try #require(FieldChange("octopusservernodes/summary:Nodes.1.Version=2026.3.9"))]
        try await withServer(options) { server in
            let client = Client(server, key: server.adminKey)
            let nodes =
                try await client.get("/api/octopusservernodes/summary").object["Nodes"] as? [[String: Any]]
            #expect(nodes?.map { $0["Version"] as? String } == ["2026.4.7021", "2026.3.9"])
            let ping = try await Client(server).get("/api/octopusservernodes/ping").object
            #expect(ping["Version"] as? String == "2026.4.7021")
        }
    }

    @Test func rateLimitsComeInOnePageWithoutLinks() async throws {
        try await withServer { server in
            let page = try await Client(server, key: server.adminKey).get("/api/ratelimitingpolicies").object
            #expect(
                Set(page.keys) == [
                    "ItemType", "Items", "ItemsPerPage", "LastPageNumber", "NumberOfPages", "TotalResults",
                ])
            let items = try #require(page["Items"] as? [[String: Any]])
            #expect(
                items.map { $0["ScopeType"] as? String } == [
                    "Unauthenticated", "AuthenticatedHuman", "AuthenticatedAgent",
                ])
        }
    }

    @Test func theSignInPageAgreesWithTheSettings() async throws {
        try await withServer(SimulatorOptions(scenario: .hardened)) { server in
            server.set("configuration/authentication/values", "ApiKeyMaxExpiryDays", 42)
            server.set("configuration/authentication-guest/values", "IsEnabled", true)
            let page = try await Client(server).get("/api/authentication").object
            #expect(page["ApiKeyMaxExpiryDays"] as? Int == 42)
            let providers = try #require(page["AuthenticationProviders"] as? [[String: Any]])
            #expect(providers.map { $0["Name"] as? String } == ["Guest", "Octopus", "LDAP"])
        }
    }

    @Test func aVersionMayBeNewerThanAllThatIsKnown() async throws {
        let version = try #require(SimulatedVersion("2031.2.1"))
        let fields = try await members("/api/configuration/authentication/values", version)
        #expect(fields.contains("ApiKeyMaxExpiryDays"))
    }

    @Test(arguments: [
        ("2019.4", "2019.4.5"), ("2026.4", "2026.4.7021"), ("2024.1.12087", "2024.1.12087"),
    ])
    func texts(text: String, version: String) { #expect(SimulatedVersion(text)?.description == version) }

    @Test(arguments: ["", "2026", "2026.x", "2026.4.1.2", "2026.4."]) func noVersion(text: String) {
        #expect(SimulatedVersion(text) == nil)
    }

    @Test func aFieldMayBeChangedOrTakenAway() async throws {
        var options = SimulatorOptions()
        options.changes = [
            try #require(FieldChange("featuresconfiguration:IsBuiltInWorkerEnabled=false")),
            try #require(FieldChange("featuresconfiguration:IsKubernetesEnabled=")),
            try #require(FieldChange("users/Users-23:IsActive=false")),
            try #require(FieldChange("node:Octopus.WebPortal.ListenPrefixes=http://+:80/")),
        ]
        try await withServer(options) { server in
            let client = Client(server, key: server.adminKey)
            let features = try await client.get("/api/featuresconfiguration").object
            #expect(features["IsBuiltInWorkerEnabled"] as? Bool == false)
            #expect(features["IsKubernetesEnabled"] == nil)
            let user = try await client.get("/api/users/Users-23").object
            #expect(user["IsActive"] as? Bool == false)
            let mirror = try await client.get("/api/serverconfiguration/settings").text
            #expect(mirror.contains("http://+:80/"))
            #expect(
                ServerProgram(server.nodeState).run(["show-configuration"]).output.contains("http://+:80/"))
        }
    }
}
