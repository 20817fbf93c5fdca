import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct OctopusRateLimitsKindTests {
    private static func policies(_ enabled: Bool, _ rate: Int, audit: Bool = false) -> String {
        let names = ["Unauthenticated requests", "Authenticated requests", "AI Agent requests"]
        let items = names.map {
            #"{"Name":"\#($0)","IsBuiltIn":true,"IsEnabled":\#(enabled),"AuditMode":\#(audit),"RequestsPerMinute":\#(rate),"BurstLimit":200}"#
        }
        return "[\(items.joined(separator: ","))]"
    }

    private static func assess(
        _ fields: String, _ documents: [(OctopusDocument, String)], refusing: [OctopusDocument] = []
    ) async throws -> Assessment {
        try await OctopusAnswers.assess(
            OctopusRateLimitsKind.self, fields, on: OctopusAnswers.host(documents, refusing: refusing))
    }

    @Test func limitsAreCompared() async throws {
        let fields = "{ unauthenticated: 200, authenticated: 600, agents: 100 }"
        let said = try await Self.assess(fields, [(.rateLimits, Self.policies(true, 200))])
        #expect(said.found == ["agents": "200 a minute"])
        let off = try await Self.assess("{ authenticated: 600 }", [(.rateLimits, Self.policies(false, 200))])
        #expect(off.found == ["authenticated": "off"])
        #expect(off.byHand?.contains("rate-limiting-policy") == true)
        let audit = try await Self.assess(
            "{ authenticated: 600 }", [(.rateLimits, Self.policies(true, 200, audit: true))])
        #expect(audit.found["authenticated"]?.contains("not refused") == true)
    }

    /// As the server sends them, on a page.
    @Test func aPageIsAListToo() async throws {
        let page = #"{"ItemType":"RateLimitingPolicy","Items":\#(Self.policies(true, 200))}"#
        #expect(try await Self.assess("{ authenticated: 200 }", [(.rateLimits, page)]) == .compliant)
    }

    @Test func anOlderServerHasNone() async throws {
        let old = try await Self.assess("{ agents: 1 }", [OctopusAnswers.version("2025.4.1")])
        #expect(old.isNotApplicable && old.reason?.contains("2026.3") == true)
        #expect(try await Self.assess("{ agents: 1 }", [OctopusAnswers.version("2026.4.1")]).isUnknown)
    }

    /// Another form than the documented one is no answer.
    @Test(arguments: [
        "[]", #"[{"Name":"AI Agent requests"}]"#, "{}",
        #"[{"Name":"Authenticated requests","IsEnabled":true,"RequestsPerMinute":1}]"#,
    ])
    func anotherFormIsUnknown(_ document: String) async throws {
        #expect(try await Self.assess("{ agents: 1 }", [(.rateLimits, document)]).isUnknown)
    }

    @Test func aRefusalNamesItsPermission() async throws {
        let said = try await Self.assess("{ agents: 1 }", [], refusing: [.rateLimits])
        #expect(said.isUnknown && said.reason?.contains("ConfigureServer") == true)
    }

    @Test(arguments: [
        ("{}", "at least one limit"), ("{ agents: 0 }", "from 1"), ("{ users: 1 }", "no field 'users'"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let told = try OctopusAnswers.complaints(OctopusRateLimitsKind.self, fields)
        #expect(told.contains { $0.contains(message) }, "\(told)")
    }
}
