import Convergence
import Foundation
import NIOSSL
import Testing
import X509

@testable import OctopusServer

/// Whose word is taken for a server's certificate, and what is said of the others.
@Suite struct TrustTests {
    private static let links = #"{"Version":"2023.4.1","Links":{}}"#

    private func ask(
        _ issued: TestAuthority.Issued, host: String = "localhost", trust: OctopusConnection.Trust = .system
    ) async throws -> (HostError?, Int) {
        try await ScriptedServer.with(
            host: "127.0.0.1", tls: issued.configuration(), Script { _ in .json(Self.links) }
        ) {
            server in
            let client = try client("https://\(host):\(server.port)", trust: trust)
            let error = await HostError.thrown { try await client.document("api") }
            return (error, server.requests.count)
        }
    }

    @Test func anUnknownAuthorityIsToldWithTheThumbprintAndTheWayOut() async throws {
        let issued = try TestAuthority().issue(names: TestAuthority.loopback)
        let (error, requests) = try await ask(issued)
        #expect(error?.code == .denied)
        for word in [issued.sha1, issued.sha256, "no authority known", "octopus.trust: { pinned:"] {
            #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
        }
        #expect(requests == 0)
    }

    @Test func anAuthorityOrOneCertificateIsTrusted() async throws {
        let authority = try TestAuthority()
        let issued = try authority.issue(names: TestAuthority.loopback)
        try await authority.withFile { path in
            let (error, requests) = try await ask(issued, trust: .authority(at: Path(path)!))
            #expect(error == nil)
            #expect(requests == 1)
        }
        for thumbprint in [issued.sha1, issued.sha256] {
            let (error, _) = try await ask(issued, trust: .pinned(thumbprint: thumbprint))
            #expect(error == nil)
        }
    }

    @Test func anotherCertificateThanThePinnedOneGetsNoRequest() async throws {
        let issued = try TestAuthority().issue(names: TestAuthority.loopback)
        let (error, requests) = try await ask(
            issued, trust: .pinned(thumbprint: String(repeating: "A", count: 40)))
        #expect(error?.code == .denied)
        #expect(error?.description.contains(issued.sha256) == true)
        #expect(requests == 0)
    }

    @Test func expiredAndMisnamedCertificatesAreToldApart() async throws {
        let authority = try TestAuthority()
        let old = try authority.issue(
            names: TestAuthority.loopback, from: Date() - 7200, to: Date() - 3600)
        let other = try authority.issue(names: [.dnsName("other.example")])
        try await authority.withFile { path in
            let trust = OctopusConnection.Trust.authority(at: Path(path)!)
            #expect(try await ask(old, trust: trust).0?.description.contains("it has expired") == true)
            let error = try await ask(other, trust: trust).0
            #expect(
                error?.description.contains("does not carry the name localhost") == true,
                "\(String(describing: error))")
        }
    }

    @Test func aFileThatHoldsNoAuthorityIsNamed() {
        let error = #expect(throws: HostError.self) {
            try client("https://localhost", trust: .authority(at: "/dev/null/none.pem"))
        }
        #expect(error?.description.contains("octopus.trust.ca") == true)
    }

    @Test func clearHTTPIsNotTakenForTLS() async throws {
        try await ScriptedServer.with(Script { _ in .json(Self.links) }) { server in
            let client = try client("https://localhost:\(server.port)")
            let error = await HostError.thrown { try await client.document("api") }
            #expect(error?.description.contains("speaks no TLS") == true, "\(String(describing: error))")
        }
    }

    @Test func tlsIsNotTakenForClearHTTP() async throws {
        let issued = try TestAuthority().issue(names: TestAuthority.loopback)
        try await ScriptedServer.with(tls: issued.configuration(), Script { _ in .json(Self.links) }) {
            server in
            let client = try client("http://localhost:\(server.port)")
            let error = await HostError.thrown { try await client.document("api") }
            #expect(error?.code == .failed)
            #expect(error?.description.contains("https://") == true, "\(String(describing: error))")
        }
    }
}
