import Convergence
import Testing

@testable import OctopusServer

/// What goes wrong between a client and a server, said with the way out and without a secret.
@Suite struct FaultTests {
    private static let links =
        #"{"Version":"2023.4.1","Links":{"FeaturesConfiguration":"/api/featuresconfiguration"}}"#

    private func error(
        _ reply: ScriptedServer.Reply, waits: Waits = Waits(),
        limits: RequestLimits = .quick
    ) async throws -> (HostError?, [ScriptedServer.Request]) {
        try await ScriptedServer.with(Script { $0.path == "/api" ? .json(Self.links) : reply }) { server in
            let client = try client("http://127.0.0.1:\(server.port)", limits: limits, waits: waits)
            let error = await HostError.thrown { try await client.document("features") }
            #expect(error?.description.contains("CANARY") == false)
            return (error, server.requests)
        }
    }

    @Test(arguments: [
        (401, HostError.Code.denied, "expired, was revoked"), (403, .denied, "permission ConfigureServer"),
        (403, .denied, "holdfast explain access"), (418, .busy, "drained or offline"),
        (500, .failed, "its own log says why"), (502, .failed, "does not reach it"),
        (400, .failed, "status 400"),
        (407, .denied, "proxy"), (204, .failed, "status 204"),
    ])
    func statusesAreUnderstood(_ status: Int, _ code: HostError.Code, _ words: String) async throws {
        let body = status == 204 ? "" : #"{"ErrorMessage":"CANARY"}"#
        let (error, requests) = try await error(.answer(status, [("content-type", "application/json")], body))
        #expect(error?.code == code)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(requests.count == 2)
    }

    @Test func aKeyThatIsNotAcceptedDoesNotHideWhatEverybodyMayRead() async throws {
        try await ScriptedServer.with(Script { $0.key == nil ? .json(Self.links) : .answer(401, [], "") }) {
            server in
            let client = try client("http://127.0.0.1:\(server.port)")
            #expect(try await client.document("api")?["/Version"] != nil)
            #expect(await HostError.thrown { try await client.document("features") }?.code == .denied)
        }
    }

    @Test(arguments: [
        "<!doctype html><title>CANARY</title>", "  \n<html>CANARY</html>",
    ])
    func aWebPageIsNotTakenForAnAnswer(_ page: String) async throws {
        let (error, _) = try await error(.answer(200, [("content-type", "text/html; charset=utf-8")], page))
        #expect(error?.description.contains("a web page instead of JSON") == true)
    }

    @Test func halfABodyIsNotTakenForAnAnswer() async throws {
        let (cut, _) = try await error(.json(#"{"Name":"CANARY"#))
        #expect(cut?.description.contains("breaks off") == true)
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n"
        let (short, requests) = try await error(.raw(head + #"{"Name":"CANARY"}"#))
        #expect(short?.description.contains("in the middle") == true, "\(short?.description ?? "")")
        // Once more, for a dropped connection may be bad luck.
        #expect(requests.count == 3)
        let (wrong, _) = try await error(.json(#"{"Name":CANARY}"#))
        #expect(wrong?.description.contains("is not JSON") == true)
    }

    @Test func aDroppedConnectionIsTriedOnceMore() async throws {
        let (error, requests) = try await error(.hangUp)
        #expect(error?.code == .failed)
        #expect(error?.description.contains("ended the connection") == true, "\(error?.description ?? "")")
        #expect(requests.count == 3)
    }

    @Test func silenceHasAnEnd() async throws {
        var limits = RequestLimits.quick
        (limits.connecting, limits.answering) = (.milliseconds(500), .milliseconds(500))
        let (error, _) = try await error(.silence, limits: limits)
        #expect(error?.code == .timedOut)
    }

    @Test func whatIsNoHTTPIsSaidToBeNone() async throws {
        let (error, _) = try await error(.raw("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"))
        #expect(error?.code == .failed)
        #expect(error?.description.contains("https://") == true, "\(error?.description ?? "")")
    }

    @Test func anAnswerIsBounded() async throws {
        var limits = RequestLimits.quick
        limits.mostBytes = 1000
        let (error, _) = try await error(
            .json("[\"" + String(repeating: "x", count: 2000) + "\"]"), limits: limits)
        #expect(error?.code == .tooLarge)
    }

    @Test func aServerThatStartsIsWaitedForAndNotForEver() async throws {
        let waits = Waits()
        let (error, _) = try await error(.answer(503, [], ""), waits: waits)
        #expect(error?.code == .busy)
        #expect(error?.description.contains("starting") == true)
        #expect(waits.all.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(waits.all.reduce(.zero, +) <= RequestLimits().patience)
    }

    @Test func retryAfterIsObeyedWithinBounds() async throws {
        let waits = Waits()
        let (error, requests) = try await error(.answer(429, [("retry-after", "25")], ""), waits: waits)
        #expect(error?.code == .busy)
        #expect(error?.description.contains("429") == true)
        #expect(waits.all.filter { $0 == .seconds(25) }.count == 2)
        #expect(requests.count == 4)
        let (late, once) = try await self.error(.answer(429, [("retry-after", "86400")], ""), waits: waits)
        #expect(late?.code == .busy)
        #expect(once.count == 2)
    }

    @Test(arguments: ["0", "Thu, 01 Jan 1970 00:00:00 GMT"])
    func patienceRunsOutAlsoWhereNoWaitIsAskedFor(_ header: String) async throws {
        let waits = Waits()
        let limits = RequestLimits.quick
        let (error, requests) = try await error(
            .answer(503, [("retry-after", header)], ""), waits: waits, limits: limits)
        #expect(error?.code == .busy)
        #expect(requests.count < 20)
        #expect(waits.all.allSatisfy { $0 >= .seconds(1) })
    }

    @Test func aServerThatRelentsIsAnswered() async throws {
        let count = Counter()
        try await ScriptedServer.with(
            Script { request in
                if count.next() <= 3 { return .answer(503, [("retry-after", "1")], "") }
                return .json(request.path == "/api" ? Self.links : "{}")
            }
        ) { server in
            let waits = Waits()
            let client = try client("http://127.0.0.1:\(server.port)", waits: waits)
            #expect(try await client.document("features") == .object([:]))
            #expect(waits.all == [.seconds(1), .seconds(2), .seconds(4)])
            #expect(
                client.sent.lines == [
                    .init(verb: "GET", status: 200, count: 2), .init(verb: "GET", status: 503, count: 3),
                ])
        }
    }

    @Test func newServersAreAskedNoFasterThanTheyLike() async throws {
        let users = (0..<30).map { #"{"Id":"Users-\#($0)"}"# }.joined(separator: ",")
        for (version, isPaced) in [
            ("2026.3.1", true), ("2026.4.100-rc.1", true), ("2026.2.9", false), ("2019.4.5", false),
        ] {
            let links = #"{"Version":"\#(version)","Links":{"Users":"/api/users{/id}{?skip,take}"}}"#
            try await ScriptedServer.with(
                Script { request in
                    request.path == "/api"
                        ? .json(links) : .json(request.path == "/api/users" ? "[\(users)]" : "[]")
                }
            ) { server in
                var limits = RequestLimits.quick
                // So slow that nothing is regained while the test runs.
                (limits.perMinute, limits.burst) = (1, 20)
                let waits = Waits()
                let client = try client("http://127.0.0.1:\(server.port)", limits: limits, waits: waits)
                #expect(try await client.document("api-keys") == .array([]))
                #expect(waits.all.isEmpty != isPaced, "\(version)")
                #expect(!isPaced || waits.all.count == 12)
            }
        }
    }

    @Test func redirectsCarryTheKeyToNoOtherHost() async throws {
        try await ScriptedServer.with(Script { _ in .json("{}") }) { other in
            for location in [
                "http://localhost:\(other.port)/x", "//localhost:\(other.port)/x", "https://evil.example/x",
                "http://127.0.0.1:\(other.port)/x",
            ] {
                let (error, _) = try await error(.answer(302, [("location", location)], ""))
                #expect(error?.code == .failed)
                #expect(error?.description.contains("redirects") == true)
            }
            #expect(other.requests.isEmpty)
        }
    }

    @Test func redirectsOnTheSamePortAreFollowedAndEnd() async throws {
        let (error, requests) = try await error(
            .answer(301, [("location", "/api/featuresconfiguration")], ""))
        #expect(error?.description.contains("again and again") == true)
        #expect(requests.count == 7)
        let (nowhere, _) = try await self.error(.answer(302, [], ""))
        #expect(nowhere?.description.contains("without saying where") == true)
    }

    @Test(arguments: ["{}", "[]", #"{"Version":"1"}"#, #"{"Links":{}}"#])
    func anotherServerIsNotTakenForAnOctopus(_ text: String) async throws {
        try await ScriptedServer.with(Script { _ in .json(text) }) { server in
            let client = try client("http://127.0.0.1:\(server.port)")
            let error = await HostError.thrown { try await client.document("api") }
            #expect(error?.description.contains("not as an Octopus Server") == true)
        }
    }

    @Test func aURLWithItsAPIInItIsUnderstood() async throws {
        try await ScriptedServer.with(Script { $0.path == "/api" ? .json(Self.links) : .answer(404, [], "") })
        {
            server in
            let client = try client("http://127.0.0.1:\(server.port)/api")
            #expect(try await client.document("api")?["/Version"] != nil)
            let below = try OctopusServerTests.client("http://127.0.0.1:\(server.port)/octopus/api")
            let error = await HostError.thrown { try await below.document("api") }
            #expect(error?.description.contains("without /api") == true)
        }
    }

    @Test func nobodyListeningAndNoAddressAreTold() async throws {
        let closed = try ClosedPort()
        let refused = try client("http://127.0.0.1:\(closed.port)")
        let error = await HostError.thrown { try await refused.document("api") }
        withExtendedLifetime(closed) {}
        #expect(error?.description.contains("nothing listens") == true, "\(error?.description ?? "")")
        #expect(refused.sent.lines.map(\.status) == [nil])
        let nameless = try client("https://octopus.invalid")
        let unknown = await HostError.thrown { try await nameless.document("api") }
        #expect(
            unknown?.description.contains("no address for the name") == true, "\(unknown?.description ?? "")")
    }

    @Test func theProxyOfTheEnvironmentIsAskedForTheServerAndNeverShownTheKey() async throws {
        for (status, words) in [(407, "wants a login"), (503, "does not connect to")] {
            try await ScriptedServer.with(Script { _ in .answer(status, [], "") }) { proxy in
                let client = try client(
                    "https://octopus.invalid",
                    environment: ["HTTPS_PROXY": "http://me:canary@127.0.0.1:\(proxy.port)"])
                let error = await HostError.thrown { try await client.document("features") }
                #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
                #expect(error?.description.contains("canary") == false)
                #expect(
                    proxy.requests.allSatisfy { $0.method == "CONNECT" && $0.uri == "octopus.invalid:443" })
                #expect(!proxy.requests.isEmpty && proxy.requests.allSatisfy { $0.key == nil })
                #expect(client.sent.proxy == "127.0.0.1:\(proxy.port)")
            }
        }
    }
}
