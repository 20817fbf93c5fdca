import Foundation
import OctopusSimulator
import Testing

/// The portal as its users meet it: headers, redirects, certificates.
@Suite struct PortalTests {
    @Test func headersFollowTheSettings() async throws {
        try await withServer { server in
            let client = Client(server)
            let before = try await client.get("/app", headers: ["Origin": "https://evil.example.com"])
            #expect(before["X-Frame-Options"] == "DENY")
            #expect(before["Referrer-Policy"] == "no-referrer")
            #expect(before["Content-Security-Policy"] != nil)
            #expect(before["Access-Control-Allow-Origin"] == nil)
            let document = "configuration/webportal/values"
            server.set(document, "Security.ContentSecurityPolicyEnabled", false)
            server.set(document, "Security.XOptions.XFrameOptions", "None")
            server.set(document, "Security.CorsWhitelist", "*")
            let after = try await client.get("/app", headers: ["Origin": "https://evil.example.com"])
            #expect(after["X-Frame-Options"] == nil)
            #expect(after["Content-Security-Policy"] == nil)
            #expect(after["Access-Control-Allow-Origin"] == "*")
        }
    }

    @Test func aHeadHasTheHeadersAndNoBody() async throws {
        try await withServer { server in
            let head = try await Client(server).get("/app", method: "HEAD")
            #expect(head.status == 200)
            #expect(head["Content-Length"].flatMap { Int($0) } ?? 0 > 0)
            #expect(head.body.isEmpty)
            #expect(server.requests.map(\.description) == ["HEAD /app"])
        }
    }

    @Test func forcedHTTPSLeadsThere() async throws {
        var options = SimulatorOptions()
        options.https = .init()
        options.https?.isForced = true
        try await withServer(options) { server in
            let answer = try await Client(server).get("/app")
            #expect(answer.status == 302)
            #expect(answer["Location"] == "https://127.0.0.1:\(try #require(server.httpsPort))/app")
            #expect(answer["Strict-Transport-Security"] == nil)
        }
    }

    @Test func itListensOnTheOtherLoopbackAddressToo() async throws {
        var options = SimulatorOptions()
        options.usesIPv6 = true
        options.https = .init()
        guard let server = try? await OctopusSimulator.start(options) else {
            print("skipped: this machine has no ::1")
            return
        }
        let seen = try await Handshaking.thumbprint(host: "::1", port: try #require(server.httpsPort))
        await server.stop()
        #expect(server.url.hasPrefix("http://[::1]:"))
        #expect(seen == server.portalThumbprint)
    }

    @Test func aPortIsFreeAgainAfterTheEnd() async throws {
        let first = try await OctopusSimulator.start()
        let status = try await Client(first).get("/api").status
        #expect(status == 200)
        await first.stop()
        var options = SimulatorOptions()
        options.port = first.port
        let again = try await withServer(options) { server in try await Client(server).get("/api").status }
        #expect(again == 200)
    }

    @Test(arguments: CertificateKind.allCases) func everyCertificateIsServed(kind: CertificateKind)
        async throws
    {
        var options = SimulatorOptions()
        options.https = .init()
        options.https?.certificate = kind
        try await withServer(options) { server in
            let port = try #require(server.httpsPort)
            let seen = try await Handshaking.thumbprint(port: port)
            #expect(seen == server.portalThumbprint)
            let trusts = await Handshaking.isTrusted(port: port, authority: server.certificateAuthorityPEM)
            #expect(trusts == (kind == .trusted))
        }
    }

    @Test func versionsOfTLSAreAsAsked() async throws {
        var options = SimulatorOptions()
        options.https = .init()
        options.https?.oldest = .tls11
        options.https?.newest = .tls12
        try await withServer(options) { server in
            let port = try #require(server.httpsPort)
            for (version, isSpoken) in [
                (SimulatedTLS.tls10, false), (.tls11, true), (.tls12, true), (.tls13, false),
            ] {
                let speaks = await Handshaking.speaks(version, port: port)
                #expect(speaks == isSpoken, "\(version)")
            }
        }
    }

    @Test func nodesServeTheCertificateThatTheAPITells() async throws {
        var options = SimulatorOptions()
        options.hasTentaclePorts = true
        options.size.nodes = 3
        options.size.offlineNodes = 1
        try await withServer(options) { server in
            #expect(server.tentaclePorts.count == 2)
            for port in server.tentaclePorts {
                let seen = try await Handshaking.thumbprint(port: port)
                #expect(seen == server.tentacleThumbprint)
            }
            let told = try await Client(server, key: server.adminKey)
                .get("/api/configuration/certificates/certificate-global").object
            #expect(told["Thumbprint"] as? String == server.tentacleThumbprint)
            let nodes = try await Client(server, key: server.adminKey).get("/api/octopusservernodes/summary")
                .object
            let offline = (nodes["Nodes"] as? [[String: Any]])?.map { $0["IsOffline"] as? Bool }
            #expect(offline == [false, false, true])
        }
    }
}
