import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct TLSEndpointKindTests {
    private static let now = OctopusAnswers.now
    private static let portal = TLSQuestion(connect: Endpoint(host: "octopus.example.com", port: 443))
    private static let thumbprint = String(repeating: "AB", count: 20)

    private static func certificate(
        names: [String] = ["octopus.example.com"], days: Int = 60,
        signature: String = "sha256WithRSAEncryption",
        subject: String = "CN=octopus.example.com", issuer: String = "CN=Some CA", from: Int = -10
    ) -> ServedCertificate {
        ServedCertificate(
            subject: subject, issuer: issuer, names: names, notBefore: now + from * 86_400,
            notAfter: now + days * 86_400, thumbprint: thumbprint, sha256: String(repeating: "CD", count: 32),
            signatureAlgorithm: signature)
    }

    private static func assess(
        _ fields: String, _ handshake: Handshake?, at question: TLSQuestion = portal,
        _ documents: [(OctopusDocument, String)] = [], refusing: [OctopusDocument] = []
    ) async throws -> Assessment {
        let host = try OctopusAnswers.host(
            documents, refusing: refusing,
            images: [.handshake(with: question): handshake.map { .handshake(is: $0) } ?? .absent])
        return try await OctopusAnswers.assess(TLSEndpointKind.self, fields, on: host)
    }

    private static func handshake(
        _ versions: [TLSVersion] = [.tls12, .tls13], _ certificates: [ServedCertificate] = [certificate()],
        distrust: String = ""
    ) -> Handshake {
        Handshake(versions: versions, certificates: certificates, distrust: distrust, from: "10.0.0.5")
    }

    @Test func aGoodPortalIsAsWanted() async throws {
        #expect(try await Self.assess("{ expires-after: 21 days }", Self.handshake()) == .compliant)
        #expect(try await Self.assess("{}", Self.handshake()) == .compliant)
    }

    @Test func oldVersionsDifferAndItIsSaidFromWhere() async throws {
        let found = try await Self.assess("{ at-least: 1.2 }", Self.handshake([.tls10, .tls11, .tls12]))
        #expect(found.found == ["versions": "1.0, 1.1, 1.2, seen from 10.0.0.5"])
        #expect(found.byHand?.contains("ssl_protocols TLSv1.2 TLSv1.3") == true)
        #expect(try await Self.assess("{ at-least: 1.3 }", Self.handshake([.tls12])).aspects == ["versions"])
    }

    @Test func theEndOfACertificateIsCountedFromTheClock() async throws {
        let soon = Self.handshake([.tls12], [Self.certificate(days: 20)])
        #expect(
            try await Self.assess("{ expires-after: 21 days }", soon).found["expires-after"]?.hasPrefix(
                "in 20 days") == true)
        #expect(try await Self.assess("{ expires-after: 20 days }", soon) == .compliant)
        let over = Self.handshake([.tls12], [Self.certificate(days: -3)])
        #expect(
            try await Self.assess("{}", over).found["expires-after"]?.hasPrefix("expired 3 days ago") == true)
        let early = Self.handshake([.tls12], [Self.certificate(from: 1)])
        #expect(try await Self.assess("{}", early).aspects == ["valid-from"])
    }

    /// The chain ends with its first certificate; a root that is served along does not count.
    @Test func anIntermediateThatEndsFirstCounts() async throws {
        let intermediate = Self.certificate(days: 5, subject: "CN=Some CA", issuer: "CN=Root")
        let root = Self.certificate(
            days: -5, signature: "sha1WithRSAEncryption", subject: "CN=Root", issuer: "CN=Root")
        let found = try await Self.assess(
            "{ expires-after: 21 days }", Self.handshake([.tls12], [Self.certificate(), intermediate, root]))
        #expect(found.aspects == ["expires-after"])
        #expect(found.found["expires-after"]?.contains("intermediate CN=Some CA") == true)
    }

    @Test func aStrangersNameAndAnUntrustedChainDiffer() async throws {
        let found = try await Self.assess(
            "{}",
            Self.handshake([.tls12], [Self.certificate(names: ["www.example.com"])], distrust: "self-signed"))
        #expect(found.aspects == ["trusted", "name"])
        #expect(
            try await Self.assess("{ trusted: false }", Self.handshake(distrust: "self-signed")) == .compliant
        )
    }

    @Test(arguments: [
        ("a.example.com", "*.example.com", true), ("A.Example.com.", "a.example.COM", true),
        ("b.a.example.com", "*.example.com", false), ("example.com", "*.example.com", false),
        ("a.example.com", "a*.example.com", false), ("a.com", "*.com", false),
        ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1", "*.0.0.1", false),
        ("2001:db8::1", "2001:db8:0:0:0:0:0:1", true),
        ("a.example.com", "", false),
    ])
    func namesAreComparedAsBrowsersDo(_ name: String, _ pattern: String, _ matches: Bool) {
        #expect(CertificateNames.carry(name, among: [pattern]) == matches)
    }

    @Test(arguments: ["sha1WithRSAEncryption", "ecdsa-with-SHA1", "sha-1WithRSA", "md5WithRSAEncryption"])
    func aWeakSignatureDiffers(_ algorithm: String) async throws {
        let weak = Self.handshake([.tls12], [Self.certificate(signature: algorithm)])
        #expect(try await Self.assess("{}", weak).aspects == ["signature"])
        #expect(try await Self.assess("{ no-sha1: false }", weak) == .compliant)
    }

    // MARK: - Pins

    private static let comms = TLSQuestion(connect: Endpoint(host: "octopus.example.com", port: 10943))
    private static let own = #"[{"Id":"certificate-global","Thumbprint":"\#(thumbprint.lowercased())"}]"#

    @Test func thePinIsTheServersOwnWord() async throws {
        let untrusted = Self.handshake([.tls12], [Self.certificate(names: [])], distrust: "self-signed")
        let fields = "{ port: 10943, pinned: server }"
        #expect(
            try await Self.assess(fields, untrusted, at: Self.comms, [(.certificates, Self.own)])
                == .compliant)
        let other = try await Self.assess(
            fields, untrusted, at: Self.comms, [(.certificates, #"[{"Thumbprint":"00"}]"#)])
        #expect(other.aspects == ["pinned"])
        #expect(other.byHand?.contains("a proxy that opens TLS") == true)
    }

    @Test func withoutThatWordItIsUnknownAndThePermissionIsNamed() async throws {
        let fields = "{ port: 10943, pinned: server }"
        let refused = try await Self.assess(
            fields, Self.handshake(), at: Self.comms, refusing: [.certificates])
        #expect(refused.isUnknown && refused.reason?.contains("ConfigureServer") == true)
        let missing = try await Self.assess(fields, Self.handshake(), at: Self.comms)
        #expect(missing.isUnknown && missing.reason?.contains("show-thumbprint") == true)
    }

    @Test func aTentacleIsTheOneThatIsRegisteredThere() async throws {
        let question = TLSQuestion(connect: Endpoint(host: "worker1", port: 10933))
        let workers =
            #"[{"Name":"w","Endpoint":{"Uri":"https://worker1:10933/","Thumbprint":"\#(Self.thumbprint)"}}]"#
        let fields = "{ connect: \"worker1:10933\", pinned: tentacle }"
        let documents: [(OctopusDocument, String)] = [(.workers, workers), (.machines, "[]")]
        #expect(try await Self.assess(fields, Self.handshake(), at: question, documents) == .compliant)
        let stranger = try await Self.assess(
            fields, Self.handshake(), at: question, [(.workers, "[]"), (.machines, "[]")])
        #expect(stranger.isUnknown && stranger.reason?.contains("no machine at worker1:10933") == true)
    }

    @Test func aWrittenThumbprintNeedsNoServer() async throws {
        let host = try OctopusAnswers.host(
            [], images: [.handshake(with: Self.comms): .handshake(is: Self.handshake())])
        let said = try await OctopusAnswers.assess(
            TLSEndpointKind.self,
            "{ connect: \"octopus.example.com:10943\", pinned: \"\(Self.thumbprint)\" }", on: host,
            octopus: nil)
        #expect(said == .compliant)
    }

    // MARK: - Where nothing is

    @Test func nothingAtThePortalDiffersAndElsewhereIsUnknown() async throws {
        let portal = try await Self.assess("{}", nil)
        #expect(portal.aspects == ["listens"])
        #expect(portal.byHand?.contains("nothing listens at octopus.example.com:443") == true)
        #expect(try await Self.assess("{ port: 10943 }", nil, at: Self.comms).isUnknown)
    }

    @Test func whatSpeaksNoTLSDiffers() async throws {
        let plain = Handshake(versions: [], certificates: [], distrust: "", from: "10.0.0.5")
        #expect(try await Self.assess("{}", plain).found == ["tls": "no TLS, seen from 10.0.0.5"])
    }

    @Test(arguments: [
        ("{ at-least: 1.0, trusted: false }", "nothing is held"), ("{ at-least: 1.4 }", "a version of TLS"),
        ("{ pinned: yes }", "write server, tentacle"),
        ("{ pinned: server, trusted: true }", "for its thumbprint"),
        ("{ connect: octopus }", "a host and a port"), ("{ port: 1, connect: \"a:1\" }", "only one of"),
        ("{ expires-after: 3 weeks }", "21 days"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let told = try OctopusAnswers.complaints(TLSEndpointKind.self, fields)
        #expect(told.contains { $0.contains(message) }, "\(told)")
    }

    @Test func twoControlsMayShareAnEndpoint() throws {
        let versions = try ControlText<TLSEndpointKind>(fields: "{ trusted: false }").resource.claims
        let certificate = try ControlText<TLSEndpointKind>(
            fields: "{ at-least: 1.0, expires-after: 1 day }"
        ).resource.claims
        #expect(!versions.contains { claim in certificate.contains { $0.overlaps(claim) } })
        #expect(versions.contains { $0.overlaps(Claim(.handshake(with: Self.portal), part: "versions")) })
    }

    /// A version of which nothing was told may be spoken.
    @Test func aVersionWithoutAnAnswerIsUnknown() async throws {
        var handshake = Self.handshake()
        handshake.untold = [.tls10]
        let said = try await Self.assess("{ at-least: 1.2, trusted: false }", handshake)
        #expect(said.isUnknown && said.reason?.contains("1.0") == true, "\(said)")
        handshake.untold = [.tls13]
        #expect(try await Self.assess("{ at-least: 1.2, trusted: false }", handshake) == .compliant)
    }
}
