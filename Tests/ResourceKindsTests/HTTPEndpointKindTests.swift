import Convergence
import HostTesting
import Testing

@testable import ResourceKinds

@Suite struct HTTPEndpointKindTests {
    private static let portal = WebQuestion(.get, "https://octopus.example.com/app")
    private static let clear = WebQuestion(.get, "http://octopus.example.com/app")
    private static let beside = WebQuestion(.get, "http://octopus.example.com:8080/app")

    private static func reply(_ status: Int = 200, _ headers: [(String, String)] = []) -> WebReply {
        WebReply(status: status, headers: headers.map { WebReply.Header($0.0, $0.1) }, from: "10.0.0.5")
    }

    private static func assess(
        _ fields: String, _ replies: [WebQuestion: WebReply]
    ) async throws -> Assessment {
        let images = Dictionary(
            uniqueKeysWithValues: replies.map { (Subject.reply(to: $0.key), Image.reply(is: $0.value)) })
        return try await OctopusAnswers.assess(
            HTTPEndpointKind.self, fields, on: OctopusAnswers.host([], images: images))
    }

    @Test func headersAreComparedByPattern() async throws {
        let sent = Self.reply(
            200, [("x-frame-options", "deny"), ("referrer-policy", "no-referrer"), ("server", "nginx")])
        let fields =
            "{ expect: { headers: { X-Frame-Options: DENY, Referrer-Policy: \"*-referrer\", Server: absent, "
            + "Content-Security-Policy: \"*\" } } }"
        let said = try await Self.assess(fields, [Self.portal: sent])
        #expect(said.found == ["server": "nginx", "content-security-policy": "absent"])
        #expect(said.byHand?.contains("--webContentSecurityPolicyEnabled=true") == true)
    }

    @Test(arguments: [
        ("max-age=2592000", true), ("max-age=2591999", false),
        ("includeSubDomains; MAX-AGE = \"31556926\"", true),
        ("max-age=0", false), ("includeSubDomains", false), ("max-age=31556926, max-age=0", true),
        ("max-age=soon", false),
    ])
    func hstsCountsByItsAge(_ header: String, _ isEnough: Bool) async throws {
        let said = try await Self.assess(
            "{ expect: { hsts: 30 days } }",
            [Self.portal: Self.reply(200, [("strict-transport-security", header)])])
        #expect((said == .compliant) == isEnough)
    }

    @Test func hstsIsMissedAndIsNothingOverHTTP() async throws {
        let said = try await Self.assess("{ expect: { hsts: 1 hour } }", [Self.portal: Self.reply()])
        #expect(said.found == ["hsts": "no Strict-Transport-Security"])
        let octopus = OctopusConnection(publicURL: try #require(WebAddress("http://octopus.example.com")))
        let host = try OctopusAnswers.host(
            [],
            images: [
                .reply(to: Self.clear): .reply(
                    is: Self.reply(200, [("strict-transport-security", "max-age=99999999")]))
            ])
        let clear = try await OctopusAnswers.assess(
            HTTPEndpointKind.self, "{ expect: { hsts: 1 hour } }", on: host, octopus: octopus)
        #expect(clear.aspects == ["hsts"])
    }

    @Test(arguments: [
        (301, "https://octopus.example.com/app", true), (308, "HTTPS://octopus.example.com", true),
        (302, "http://elsewhere.example.com", false), (302, "/app", false), (200, "https://x", false),
        (404, "", false), (304, "https://octopus.example.com/app", false),
        (301, "https://evil.example/", false),
        (301, "https://", false),
    ])
    func aRedirectLeadsToHTTPS(_ status: Int, _ location: String, _ isRight: Bool) async throws {
        let said = try await Self.assess(
            "{ expect: { redirect-to-https: true } }",
            [Self.clear: Self.reply(status, location.isEmpty ? [] : [("location", location)])])
        #expect((said == .compliant) == isRight)
        if !isRight { #expect(said.byHand?.contains("--webForceSSL=true") == true) }
    }

    /// Where people come in clear, what they reach must send them on.
    @Test func aPortalInClearIsAskedItself() async throws {
        let octopus = OctopusConnection(
            publicURL: try #require(WebAddress("http://octopus.example.com:8081")))
        let asked = WebQuestion(.get, "http://octopus.example.com:8081/app")
        let host = try OctopusAnswers.host([], images: [.reply(to: asked): .reply(is: Self.reply())])
        let said = try await OctopusAnswers.assess(
            HTTPEndpointKind.self, "{ expect: { redirect-to-https: true } }", on: host, octopus: octopus)
        #expect(said.aspects == ["redirect-to-https"])
    }

    @Test func nothingInClearIsRight() async throws {
        #expect(try await Self.assess("{ expect: { redirect-to-https: true } }", [:]) == .compliant)
        #expect(try await Self.assess("{ expect: { clear-http: none } }", [:]) == .compliant)
    }

    /// A port that drops what is sent to it is closed, where the same host answers on another.
    @Test func aSilentPortIsClosedOnlyWhereItsHostAnswers() async throws {
        let silent = HostError(.timedOut, "it does not answer in time")
        for (asked, fields) in [
            (Self.beside, "{ expect: { clear-http: none } }"),
            (Self.clear, "{ expect: { redirect-to-https: true } }"),
        ] {
            let up = try OctopusAnswers.host([], images: [.reply(to: Self.portal): .reply(is: Self.reply())])
            let closed = RefusingHost(up, refusing: [.reply(to: asked)], with: silent)
            #expect(
                try await OctopusAnswers.assess(HTTPEndpointKind.self, fields, on: closed) == .compliant)
            let down = RefusingHost(
                try OctopusAnswers.host([]), refusing: [.reply(to: asked)], with: silent)
            #expect(try await OctopusAnswers.assess(HTTPEndpointKind.self, fields, on: down).isUnknown)
            let denied = RefusingHost(up, refusing: [.reply(to: asked)])
            await #expect(throws: HostError.self) {
                try await OctopusAnswers.assess(HTTPEndpointKind.self, fields, on: denied)
            }
        }
    }

    @Test func whatAnswersBesideTheProxyDiffers() async throws {
        let said = try await Self.assess("{ expect: { clear-http: none } }", [Self.beside: Self.reply()])
        #expect(said.found == ["clear-http": "200, seen from 10.0.0.5"])
        #expect(said.byHand?.contains("--publish 127.0.0.1:8080:8080") == true)
        let sent = Self.reply(301, [("location", "https://octopus.example.com/")])
        #expect(try await Self.assess("{ expect: { clear-http: none } }", [Self.beside: sent]) == .compliant)
    }

    @Test func statusAndSilenceDiffer() async throws {
        let fields = "{ url: \"https://store.example.com/x\", expect: { status: 200 } }"
        let asked = WebQuestion(.get, "https://store.example.com/x")
        #expect(
            try await Self.assess(fields, [asked: Self.reply(503)]).found == [
                "status": "503, seen from 10.0.0.5"
            ])
        #expect(try await Self.assess(fields, [:]).aspects == ["answers"])
    }

    @Test(arguments: [
        ("{ expect: {} }", "write at least one of"), ("{}", "'expect' is missing"),
        ("{ url: \"http://a.example.com\", expect: { hsts: 1 day } }", "over https alone"),
        ("{ clear-port: 80, expect: { status: 200 } }", "belongs to 'redirect-to-https'"),
        ("{ expect: { redirect-to-https: true, clear-http: none } }", "write two controls"),
        ("{ expect: { headers: { A: x, a: y } } }", "each header once"),
        ("{ expect: { clear-http: some } }", "write one of none"),
        ("{ expect: { status: 99 } }", "from 100 to 599"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let told = try OctopusAnswers.complaints(HTTPEndpointKind.self, fields)
        #expect(told.contains { $0.contains(message) }, "\(told)")
    }

    @Test func twoControlsMayShareAPageAndNotAHeader() throws {
        func claims(_ fields: String) throws -> [Claim] {
            try ControlText<HTTPEndpointKind>(fields: fields).resource.claims
        }
        let frames = try claims("{ expect: { headers: { X-Frame-Options: DENY } } }")
        let types = try claims("{ expect: { headers: { X-Content-Type-Options: nosniff } } }")
        let again = try claims("{ expect: { headers: { x-frame-options: SAMEORIGIN } } }")
        #expect(!frames[0].overlaps(types[0]))
        #expect(frames[0].overlaps(again[0]))
    }
}
