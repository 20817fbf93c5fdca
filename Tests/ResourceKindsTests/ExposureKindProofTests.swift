import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

/// What every kind promises, of those that look at how an Octopus Server is exposed: a refused look is never taken for
/// compliance, and a document in a form that nobody expects is no answer.
@Suite struct ExposureKindProofTests {
    private static let on = #"{"IsEnabled":true,"AllowAutoUserCreation":false}"#
    private static let documents: [(OctopusDocument, String)] = [
        (.root, #"{"Version":"2026.4.1"}"#),
        (
            .configuration("webportal"),
            #"""
            {"Security":{"CorsWhitelist":"","ReferrerPolicy":"no-referrer","ContentSecurityPolicyEnabled":true,
             "HttpStrictTransportSecurityEnabled":true,"HttpStrictTransportSecurityMaxAge":2592000,
             "XOptions":{"XFrameOptions":"DENY"}},"Logging":{"TrustedProxies":[]}}
            """#
        ),
        (
            .configuration("authentication"),
            #"""
            {"AutoLoginEnabled":false,"TrustedRedirectUrls":[],"SessionTimeoutInSeconds":1200,"RememberMeEnabled":false,
             "MaximumSessionDurationInSeconds":43200,"UserApiKeysEnabled":false,"ApiKeyMaxExpiryDays":90}
            """#
        ),
        (.server, #"{"ServerUri":"https://octopus.example.com"}"#),
        (.configuration("authentication-od"), on),
        (.configuration("authentication-usernamepassword"), #"{"IsEnabled":true}"#),
        (.configuration("authentication-guest"), #"{"IsEnabled":false}"#),
        (.features, #"{"IsConfigureFeedsWithLocalOrSmbPathsEnabled":false}"#),
        (.proxies, "[]"),
        (
            .rateLimits,
            #"[{"Name":"Unauthenticated requests","IsEnabled":true,"AuditMode":false,"RequestsPerMinute":200}]"#
        ),
        (
            .apiKeys,
            #"""
            [{"Id":"k","UserId":"Users-1","Created":"2026-11-01T00:00:00Z","Expires":"2027-01-01T00:00:00Z",
              "AccessLevel":"ReadOnly","IsLastUsedTimestampKnown":true,"LastUsedTimeStamp":"2026-11-20T00:00:00Z"}]
            """#
        ),
        (.me, #"{"Id":"Users-1","Username":"anna"}"#),
        (.users, #"[{"Id":"Users-1","Username":"anna","IsActive":true}]"#),
        (.teams, #"[{"Id":"t","Name":"Admins","MemberUserIds":["Users-1"],"ExternalSecurityGroups":[]}]"#),
        (.userRoles, #"[{"Id":"r","GrantedSystemPermissions":["AdministerSystem"]}]"#),
        (.scopedUserRoles, #"[{"Id":"s","UserRoleId":"r","TeamId":"t","SpaceId":null}]"#),
        (.certificates, #"[{"Id":"certificate-global","Thumbprint":"\#(thumbprint)"}]"#),
    ]
    private static let thumbprint = String(repeating: "AB", count: 20)
    private static let node =
        #"{"Octopus.WebPortal.ForceSSL":"true","Octopus.WebPortal.ListenPrefixes":"https://a:443","Octopus.Proxy.UseDefaultProxy":"false"}"#

    private static let images: [Subject: Image] = [
        .handshake(with: TLSQuestion(connect: Endpoint(host: "octopus.example.com", port: 10943))):
            .handshake(
                is: Handshake(
                    versions: [.tls12],
                    certificates: [
                        ServedCertificate(
                            subject: "CN=Octopus", issuer: "CN=Octopus", names: [], notBefore: 0,
                            notAfter: 4_000_000_000, thumbprint: thumbprint, sha256: "",
                            signatureAlgorithm: "sha256WithRSAEncryption")
                    ], distrust: "self-signed", from: "10.0.0.5")),
        .reply(to: WebQuestion(.get, "https://octopus.example.com/app")): .reply(
            is: WebReply(
                status: 200, headers: [.init("strict-transport-security", "max-age=31556926")],
                from: "10.0.0.5")),
    ]

    private static func host(_ documents: [(OctopusDocument, String)], node: String = node) throws
        -> DocumentHost
    {
        try OctopusAnswers.host(documents, nodes: ["main": node], images: images)
    }

    private func prove<Kind: ResourceKind>(_ kind: Kind.Type, _ fields: String) async throws {
        let resource = try OctopusBench(kind, fields).resource
        let right = await ConvergenceProof(
            of: resource, on: ForecastHost(over: try Self.host(Self.documents)))
        #expect(right.first == .compliant, "\(fields)")
        #expect(right.failures == [], "\(fields)")
        let claimed = Set(resource.claims.map(\.subject))
        for (document, _) in Self.documents {
            for text in [
                "null", "true", "[null]", #"[{"Id":1}]"#, #""HTML""#, #"{"Security":[],"IsEnabled":{}}"#,
                #"{"Items":[]}"#,
            ] {
                let changed = Self.documents.map { $0.0 == document ? (document, text) : $0 }
                let proof = await ConvergenceProof(
                    of: resource, on: ForecastHost(over: try Self.host(changed)))
                #expect(proof.failures == [], "\(fields) with \(document.name): \(text)")
                #expect(proof.steps.isEmpty)
                // What it holds is in that document: then it cannot be as wanted.
                let isHeld = claimed.contains {
                    if case .field(document.address, _) = $0 { true } else { false }
                }
                if isHeld { #expect(proof.first != .compliant, "\(fields) with \(document.name): \(text)") }
            }
        }
        for text in ["null", "[]", #"{"Octopus.WebPortal.ForceSSL":[]}"#] {
            let host = ForecastHost(over: try Self.host(Self.documents, node: text))
            let proof = await ConvergenceProof(of: resource, on: host)
            #expect(proof.failures == [], "\(fields) with a node: \(text)")
        }
    }

    @Test(arguments: [
        "hsts: 30 days", "content-security-policy: true", "referrer-policy: no-referrer", "cors: none",
        "x-frame-options: deny", "trusted-proxies: none", "public-url: https", "force-https: true",
        "listen-prefixes: only-https",
    ])
    func portals(_ fields: String) async throws { try await prove(OctopusPortalKind.self, fields) }

    @Test(arguments: [
        "auto-login: false", "session-timeout: 1 hour", "session-maximum: 12 hours", "remember-me: false",
        "trusted-redirects: none", "guest: false", "providers: { exactly: [okta, username-password] }",
        "auto-user-creation: false", "api-keys: { user-keys: false, lifetime: 90 days }",
        "api-keys: { expire: true, maximum-age: 90 days, used-within: 30 days, full-access-at-most: 0 }",
        "inactive-users: { none-with-api-keys: true }", "administrators: { exactly: [anna] }",
        "administrators: { at-most: 1 }",
    ])
    func signIns(_ fields: String) async throws { try await prove(OctopusAuthenticationKind.self, fields) }

    @Test(arguments: ["{ server: none }", "{ spaces: none }"]) func proxies(_ fields: String) async throws {
        try await prove(OctopusProxyKind.self, fields)
    }

    @Test func features() async throws { try await prove(OctopusFeaturesKind.self, "smb-feeds: false") }

    @Test func rateLimits() async throws {
        try await prove(OctopusRateLimitsKind.self, "unauthenticated: 200")
    }

    @Test func endpoints() async throws {
        try await prove(TLSEndpointKind.self, "{ port: 10943, pinned: server }")
        try await prove(HTTPEndpointKind.self, "expect: { hsts: 30 days, status: 200 }")
    }
}
