import Foundation
import FoundationNetworking
import OctopusSimulator
import Testing

/// What goes wrong when it is told to.
@Suite struct FaultTests {
    private func options(_ faults: String...) throws -> SimulatorOptions {
        var options = SimulatorOptions()
        options.faults = try faults.map { try #require(FaultRule($0)) }
        return options
    }

    @Test func anErrorOfTheServerHasABodyAndPasses() async throws {
        try await withServer(try options("500@/api#2")) { server in
            let client = Client(server)
            for _ in 0..<2 {
                let answer = try await client.get("/api")
                #expect(answer.status == 500)
                #expect(try answer.object["FullException"] as? String != nil)
            }
            let status = try await client.get("/api").status
            #expect(status == 200)
        }
    }

    @Test func aPageStandsWhereJSONShould() async throws {
        try await withServer(try options("html")) { server in
            let answer = try await Client(server).get("/api")
            #expect(answer.status == 200)
            #expect(answer["Content-Type"]?.hasPrefix("text/html") == true)
        }
    }

    @Test(arguments: ["drop", "half"]) func theConnectionEnds(fault: String) async throws {
        try await withServer(try options("\(fault)#1")) { server in
            await #expect(throws: URLError.self) { try await Client(server).get("/api") }
            let status = try await Client(server).get("/api").status
            #expect(status == 200)
        }
    }

    @Test func aSlowAnswerIsStillAnAnswer() async throws {
        try await withServer(try options("slow:20@/api")) { server in
            let status = try await Client(server).get("/api").status
            #expect(status == 200)
        }
    }

    @Test func faultsAreForThePathsThatAreNamed() async throws {
        try await withServer(try options("500@/api/users")) { server in
            let client = Client(server, key: server.adminKey)
            let root = try await client.get("/api").status
            let users = try await client.get("/api/users").status
            #expect(root == 200)
            #expect(users == 500)
            server.set(faults: [])
            let again = try await client.get("/api/users").status
            #expect(again == 200)
        }
    }

    @Test func aServerThatStartsSays503() async throws {
        var options = SimulatorOptions()
        options.requestsWhileStarting = 2
        try await withServer(options) { server in
            var statuses: [Int] = []
            for _ in 0..<3 { statuses.append(try await Client(server).get("/api").status) }
            #expect(statuses == [503, 503, 200])
        }
    }

    @Test func tooManyRequestsOfAUserAreRefusedForAWhile() async throws {
        var options = SimulatorOptions()
        options.rateLimit = RateLimit(requests: 3, seconds: 86400)
        try await withServer(options) { server in
            let client = Client(server, key: server.adminKey)
            for _ in 0..<3 {
                let status = try await client.get("/api/users/me").status
                #expect(status == 200)
            }
            let refused = try await client.get("/api/users/me")
            #expect(refused.status == 429)
            let wait = try #require(refused["Retry-After"].flatMap { Int($0) })
            #expect((1...28800).contains(wait))
            let other = try await Client(server, key: server.keys.readOnly).get("/api/users/me").status
            #expect(other == 200)
        }
    }

    @Test(arguments: ["slow", "slow:x", "501", "500#0", "500#x", ""]) func noFault(text: String) {
        #expect(FaultRule(text) == nil)
    }

    @Test func theClockMayBeWrong() async throws {
        var options = SimulatorOptions()
        options.clockSkew = 86400 * 365
        try await withServer(options) { server in
            let date = try #require(try await Client(server).get("/api")["Date"])
            let year = Calendar(identifier: .gregorian).component(.year, from: .now)
            #expect(date.contains(" \(year + 1) "))
        }
    }
}
