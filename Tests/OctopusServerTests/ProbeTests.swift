import Convergence
import Foundation
import NIOSSL
import Testing

@testable import Probes

/// What handshakes and answers show to who looks from outside.
@Suite struct ProbeTests {
    private let timeout = Duration.seconds(20)

    private func handshake(
        _ issued: TestAuthority.Issued, name: String = "localhost", authorities: Path? = nil,
        _ change: (inout TLSConfiguration) -> Void = { _ in }
    ) async throws -> Handshake? {
        var configuration = try issued.configuration()
        change(&configuration)
        return try await ScriptedServer.with(tls: configuration, Script { _ in .json("{}") }) { server in
            try await NetworkProbe(authorities: authorities, timeout: timeout).handshake(
                TLSQuestion(connect: Endpoint(host: "127.0.0.1", port: server.port), name: name))
        }
    }

    @Test func theVersionsAndTheCertificateAreSeen() async throws {
        let authority = try TestAuthority()
        let issued = try authority.issue(names: TestAuthority.loopback)
        let seen = try await authority.withFile { path in
            try await handshake(issued, authorities: Path(path)!) {
                $0.minimumTLSVersion = .tlsv11
                $0.maximumTLSVersion = .tlsv12
                $0.cipherSuites = "ALL"
            }
        }
        let found = try #require(seen)
        #expect(found.versions == [.tls11, .tls12])
        #expect(found.distrust == "")
        #expect(found.from == "127.0.0.1")
        let leaf = try #require(found.certificates.first)
        #expect(leaf.thumbprint == issued.sha1)
        #expect(leaf.sha256 == issued.sha256)
        #expect(leaf.names == ["localhost", "127.0.0.1"])
        #expect(leaf.subject == "CN=octopus test")
        #expect(leaf.issuer == "CN=Holdfast Test Authority")
        #expect(leaf.signatureAlgorithm == "ecdsa-with-SHA256")
        #expect(leaf.notAfter - leaf.notBefore == 90000)
    }

    @Test func anEndpointThatAsksForOurCertificateStillShowsItsOwn() async throws {
        let issued = try TestAuthority().issue(names: TestAuthority.loopback, selfSigned: true)
        let found = try await handshake(issued) {
            $0.certificateVerification = .noHostnameVerification
            $0.trustRoots = .certificates([])
        }
        #expect(found?.certificates.first?.thumbprint == issued.sha1)
        #expect(found?.versions.contains(.tls13) == true)
        #expect(found?.distrust.contains("signed by itself") == true)
    }

    @Test func distrustSaysWhy() async throws {
        let authority = try TestAuthority()
        let good = try authority.issue(names: TestAuthority.loopback)
        let old = try authority.issue(names: TestAuthority.loopback, from: Date() - 7200, to: Date() - 3600)
        let early = try authority.issue(names: TestAuthority.loopback, from: Date() + 3600)
        let system = try await handshake(good)
        #expect(system?.distrust.contains("no authority known to this system") == true)
        try await authority.withFile { file in
            let path = Path(file)!
            #expect(try await handshake(old, authorities: path)?.distrust == "the certificate has expired")
            #expect(
                try await handshake(early, authorities: path)?.distrust == "the certificate is not valid yet")
            let wrong = try await handshake(good, name: "octopus.example", authorities: path)
            #expect(wrong?.distrust == "the certificate does not carry the name octopus.example")
            #expect(try await handshake(good, name: "127.0.0.1", authorities: path)?.distrust == "")
        }
    }

    @Test func aChainOfManyCertificatesIsNotTried() async throws {
        let issued = try TestAuthority().issue(names: TestAuthority.loopback)
        let trust = try ChainTrust(authorities: nil, name: "localhost")
        let reason = await trust.reasonAgainst(Array(repeating: issued.der, count: 11))
        #expect(reason == "the chain has 11 certificates, more than the 10 that are tried")
        let short = await trust.reasonAgainst(Array(repeating: issued.der, count: 10))
        #expect(short.contains("no authority"))
    }

    @Test func nobodyListeningIsNothing() async throws {
        let closed = try ClosedPort()
        let endpoint = Endpoint(host: "127.0.0.1", port: closed.port)
        let probe = NetworkProbe(timeout: timeout)
        #expect(try await probe.handshake(TLSQuestion(connect: endpoint)) == nil)
        #expect(try await probe.reply(to: WebQuestion(.get, "https://\(endpoint)/")) == nil)
        withExtendedLifetime(closed) {}
    }

    @Test func clearHTTPSpeaksNoTLS() async throws {
        try await ScriptedServer.with(Script { _ in .json("{}") }) { server in
            let probe = NetworkProbe(timeout: timeout)
            let found = try await probe.handshake(
                TLSQuestion(connect: Endpoint(host: "127.0.0.1", port: server.port)))
            #expect(found?.versions == [])
            let error = await HostError.thrown {
                try await probe.reply(to: WebQuestion(.get, "https://127.0.0.1:\(server.port)/"))
            }
            #expect(error?.code == .failed)
        }
    }

    @Test func anAnswerIsSeenAsItIsSentAndCookiesWithoutTheirValues() async throws {
        let issued = try TestAuthority().issue(names: TestAuthority.loopback)
        for tls in [nil, try issued.configuration()] {
            try await ScriptedServer.with(
                tls: tls,
                Script { _ in
                    .answer(
                        302,
                        [
                            ("Location", "https://elsewhere.example/"),
                            ("Strict-Transport-Security", "max-age=1"),
                            ("Set-Cookie", "session=canary; Secure; HttpOnly"), ("Set-Cookie", "canary"),
                        ], "")
                }
            ) { server in
                let url = "\(tls == nil ? "http" : "https")://localhost:\(server.port)/a/?b=c#d"
                let reply = try #require(
                    try await NetworkProbe(timeout: timeout).reply(to: WebQuestion(.head, url)))
                #expect(reply.status == 302)
                #expect(reply["location"] == "https://elsewhere.example/")
                #expect(reply["strict-transport-security"] == "max-age=1")
                #expect(reply["set-cookie"] == "session=; Secure; HttpOnly, =")
                #expect(server.requests.map { "\($0.method) \($0.uri)" } == ["HEAD /a/?b=c"])
            }
        }
    }

    @Test func silenceHasAnEnd() async throws {
        try await ScriptedServer.with(Script { _ in .silence }) { server in
            let probe = NetworkProbe(timeout: .milliseconds(300))
            let error = await HostError.thrown {
                try await probe.reply(to: WebQuestion(.get, "http://127.0.0.1:\(server.port)/"))
            }
            #expect(error?.code == .timedOut)
        }
    }

    @Test(arguments: [
        ("*.example.com", "a.example.com", true), ("*.example.com", "a.b.example.com", false),
        ("*.example.com", "example.com", false), ("a.example.com", "A.example.com.", true), ("*", "a", false),
    ])
    func aStarStandsForOneLabel(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect(NameMatch(name).matches(pattern) == matches)
    }
}
