import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct OctopusPortalKindTests {
    private static let section = OctopusDocument.configuration("webportal")
    /// The body that the vendor's own integration tests send, with `Logging`.
    private static let values = #"""
        {"Id":"webportal","Security":{"CorsWhitelist":null,"ReferrerPolicy":"no-referrer",
         "ContentSecurityPolicyEnabled":true,"HttpStrictTransportSecurityEnabled":true,
         "HttpStrictTransportSecurityMaxAge":2592000,"XOptions":{"XFrameOptionAllowFrom":null,"XFrameOptions":"None"}},
         "Logging":{"TrustedProxies":["10.20.8.5"]}}
        """#

    private static func assess(
        _ fields: String, _ documents: [(OctopusDocument, String)] = [(section, values)],
        refusing: [OctopusDocument] = [], nodes: [String: String] = [:],
        octopus: OctopusConnection = .example
    ) async throws -> Assessment {
        try await OctopusAnswers.assess(
            OctopusPortalKind.self, fields,
            on: OctopusAnswers.host(documents, refusing: refusing, nodes: nodes), octopus: octopus)
    }

    @Test func whatIsAsWantedIsAsWanted() async throws {
        let said = try await Self.assess(
            "{ hsts: 30 days, content-security-policy: true, referrer-policy: [same-origin, no-referrer], cors: none, "
                + "x-frame-options: none, trusted-proxies: [10.20.8.5] }")
        #expect(said == .compliant)
    }

    @Test func everyHeaderIsComparedOnItsOwn() async throws {
        let said = try await Self.assess(
            "{ hsts: 31 days, content-security-policy: false, referrer-policy: same-origin, "
                + "cors: [https://a.example.com], x-frame-options: DENY, trusted-proxies: none }")
        #expect(
            said.found == [
                "hsts": "30 days", "content-security-policy": "true", "referrer-policy": "no-referrer",
                "cors": "none", "x-frame-options": "None", "trusted-proxies": "10.20.8.5",
            ])
        for flag in [
            "--hstsEnabled=true --hstsMaxAge=2678400", "--webContentSecurityPolicyEnabled=false",
            "--webReferrerPolicy=same-origin", "--webCorsWhitelist=https://a.example.com",
            "--xFrameOptions=DENY",
            "--trustedProxies=",
        ] {
            #expect(said.byHand?.contains(flag) == true, "\(flag)")
        }
    }

    @Test func hstsMayBeLeftToTheProxy() async throws {
        #expect(try await Self.assess("{ hsts: off }").found == ["hsts": "on"])
        let off = Self.values.replacing("SecurityEnabled\":true", with: "SecurityEnabled\":false")
        #expect(try await Self.assess("{ hsts: off }", [(Self.section, off)]) == .compliant)
        #expect(try await Self.assess("{ hsts: 1 hour }", [(Self.section, off)]).found == ["hsts": "off"])
    }

    /// A field that the document does not have is one that this version does not have.
    @Test func anAbsentFieldIsNoValue() async throws {
        let old = #"{"Id":"webportal","Security":{"CorsWhitelist":null}}"#
        let before = try await Self.assess(
            "{ trusted-proxies: none }", [(Self.section, old), OctopusAnswers.version("2019.4.5")])
        #expect(before.isNotApplicable && before.reason?.contains("2023.1") == true)
        let after = try await Self.assess(
            "{ trusted-proxies: none }", [(Self.section, old), OctopusAnswers.version("2024.1.1")])
        #expect(after.isUnknown)
        let policy = try await Self.assess("{ content-security-policy: true }", [(Self.section, old)])
        #expect(policy.isUnknown && policy.reason?.contains("not supported by this version") == true)
    }

    @Test func aRefusalIsUnknownWithItsPermission() async throws {
        let said = try await Self.assess("{ cors: none }", [], refusing: [Self.section])
        #expect(said.isUnknown && said.reason?.contains("ConfigureServer") == true)
    }

    /// What is wrong is told although something else could not be told.
    @Test func oneBlindSpotDoesNotHideADifference() async throws {
        let said = try await Self.assess("{ hsts: off, public-url: https }", refusing: [.server])
        #expect(said.aspects == ["hsts"])
        #expect(said.byHand?.contains("could not be told") == true)
    }

    @Test(arguments: [
        ("https", "https://octopus.example.com", true), ("https", "http://octopus.example.com", false),
        ("https", "", false), ("\"https://octopus.example.com\"", "https://octopus.example.com/", true),
        ("\"https://octopus.example.com\"", "https://other.example.com", false),
    ])
    func itsOwnAddressIsCompared(_ wanted: String, _ uri: String, _ isRight: Bool) async throws {
        let said = try await Self.assess(
            "{ public-url: \(wanted) }", [(.server, #"{"Id":"serverconfiguration","ServerUri":"\#(uri)"}"#)])
        #expect((said == .compliant) == isRight)
    }

    // MARK: - Nodes

    private static let node = #"""
        {"Octopus.WebPortal.ForceSSL":"true",
         "Octopus.WebPortal.ListenPrefixes":"http://octopus.example.com:80,https://octopus.example.com:443"}
        """#

    @Test func everyNodeIsAsked() async throws {
        var octopus = OctopusConnection.example
        octopus.nodes = [.init(name: "a", reach: .local), .init(name: "b", reach: .local)]
        let other =
            #"{"Octopus.WebPortal.ForceSSL":"false","Octopus.WebPortal.ListenPrefixes":"http://b:80"}"#
        let said = try await Self.assess(
            "{ force-https: true, listen-prefixes: with-https }", [], nodes: ["a": Self.node, "b": other],
            octopus: octopus)
        #expect(
            said.found == ["force-https": "false, by node b", "listen-prefixes": "http://b:80, by node b"])
        #expect(
            try await Self.assess(
                "{ listen-prefixes: only-https }", [], nodes: ["a": Self.node, "b": Self.node],
                octopus: octopus
            ).found["listen-prefixes"]?.contains("by node a") == true)
    }

    @Test func aNodeThatIsNotReachedIsUnknown() async throws {
        let said = try await Self.assess("{ force-https: true }", [], nodes: ["main": "{}"])
        #expect(said.isUnknown && said.reason?.contains("node main") == true)
    }

    @Test func withoutNodesTheServersOwnListIsReadAndNamed() async throws {
        var octopus = OctopusConnection.example
        octopus.nodes = []
        let list =
            #"[{"ConfigurationSet":"x","ConfigurationValues":[{"Key":"Octopus.WebPortal.ForceSsl","Value":"False"}]}]"#
        let said = try await Self.assess(
            "{ force-https: true }", [(.serverSettings, list)], octopus: octopus)
        #expect(said.found == ["force-https": "false, by the server's list of settings"])
        let untold = try await Self.assess(
            "{ force-https: true }", [(.serverSettings, "[]")], octopus: octopus)
        #expect(untold.isUnknown && untold.reason?.contains("octopus: nodes:") == true)
    }

    @Test(arguments: [
        ("{}", "write at least one field"), ("{ hsts: on }", "a number and a unit"),
        ("{ listen-prefixes: https }", "with-https"), ("{ public-url: octopus }", "the whole URL"),
        ("{ force-https: yes }", "true or false"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let told = try OctopusAnswers.complaints(OctopusPortalKind.self, fields)
        #expect(told.contains { $0.contains(message) }, "\(told)")
    }
}
