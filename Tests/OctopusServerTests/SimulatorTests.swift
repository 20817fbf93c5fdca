import Convergence
import Octopus
import OctopusSimulator
import Testing

@testable import OctopusServer

/// The client against the simulated server: every document of every era.
@Suite struct SimulatorTests {
    private func with<Result>(
        _ options: SimulatorOptions, _ body: (OctopusSimulator) async throws -> Result
    ) async throws -> Result {
        let simulator = try await OctopusSimulator.start(options)
        do {
            let result = try await body(simulator)
            await simulator.stop()
            return result
        } catch {
            await simulator.stop()
            throw error
        }
    }

    private var unpaced: RequestLimits {
        var limits = RequestLimits()
        (limits.perMinute, limits.burst) = (1_000_000, 1_000_000)
        return limits
    }

    @Test(arguments: [SimulatedVersion.v2019, .v2023, .v2026], ["", "/octopus"])
    func everyDocumentIsReadByGETAloneAndWithoutASecret(_ version: SimulatedVersion, _ directory: String)
        async throws
    {
        var options = SimulatorOptions(version: version)
        options.canary = "CANARY-in-the-answer"
        options.virtualDirectory = directory
        options.size.users = 3
        options.size.workers = 40
        options.size.spaces = 2
        try await with(options) { simulator in
            let client = try client(simulator.url, key: simulator.adminKey, limits: unpaced)
            let sections = ["webportal", "authentication", "authentication-guest"].map {
                OctopusDocument.configuration($0)
            }
            var found: Set<String> = []
            for document in OctopusDocument.all + sections {
                guard let json = try await client.document(document.name) else { continue }
                found.insert(document.name)
                let text = String(describing: json)
                #expect(!text.contains("CANARY"), "\(document.name)")
                #expect(!text.contains(simulator.adminKey), "\(document.name)")
            }
            #expect(
                found.isSuperset(of: [
                    "api", "features", "me", "users", "api-keys", "workers", "configuration/webportal",
                ]))
            #expect(try await client.document("workers")?.list("")?.count ?? 0 >= 40)
            #expect(simulator.requests.allSatisfy { ["GET", "HEAD"].contains($0.method) })
            #expect(simulator.requests.count == client.sent.count)
        }
    }

    @Test func manyWorkersAndUsersNeedABoundedNumberOfRequests() async throws {
        var options = SimulatorOptions(version: .v2023)
        options.size.users = 1000
        options.size.workers = 500
        try await with(options) { simulator in
            let client = try client(simulator.url, key: simulator.adminKey, limits: unpaced)
            for document in OctopusDocument.all { _ = try await client.document(document.name) }
            #expect(try await client.document("users")?.list("")?.count ?? 0 >= 1000)
            #expect(client.sent.count < 1100, "\(client.sent.count)")
        }
    }

    @Test func keysThatMayLessAreToldSo() async throws {
        try await with(SimulatorOptions(version: .v2026)) { simulator in
            for (key, words) in [
                (simulator.keys.scoped, "ConfigureServer"), (simulator.keys.powerless, "ConfigureServer"),
                (simulator.keys.expired, "does not accept"), (simulator.keys.disabled, "does not accept"),
            ] {
                let client = try client(simulator.url, key: key, limits: unpaced)
                let error = await HostError.thrown { try await client.document("features") }
                #expect(error?.code == .denied)
                #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
                #expect(error?.description.contains(key) == false)
            }
            let reading = try client(simulator.url, key: simulator.keys.readOnly, limits: unpaced)
            #expect(try await reading.document("features") != nil)
            let keyless = try client(simulator.url, key: nil)
            #expect(try await keyless.document("api") != nil)
            #expect(try await keyless.document("sign-in") != nil)
        }
    }

    @Test(arguments: [Fault.serverError, .dropped, .html, .half])
    func faultsAreUnknownAndNeverAnAnswer(_ fault: Fault) async throws {
        var options = SimulatorOptions()
        options.faults = [FaultRule(fault, path: "/api/featuresconfiguration")]
        try await with(options) { simulator in
            let client = try client(simulator.url, key: simulator.adminKey, limits: unpaced)
            let error = await HostError.thrown { try await client.document("features") }
            #expect(error?.code == .failed)
            #expect(try await client.document("upgrade") != nil)
        }
    }

    @Test func aServerThatStartsIsWaitedFor() async throws {
        var options = SimulatorOptions()
        options.requestsWhileStarting = 2
        try await with(options) { simulator in
            let waits = Waits()
            let client = try client(simulator.url, key: simulator.adminKey, limits: unpaced, waits: waits)
            #expect(try await client.document("features") != nil)
            #expect(waits.all.count == 2)
        }
    }

    @Test func ipv6AndHTTPSWork() async throws {
        var options = SimulatorOptions()
        options.usesIPv6 = true
        try await with(options) { simulator in
            let client = try client(simulator.url, key: simulator.adminKey)
            #expect(try await client.document("features") != nil)
        }
        options = SimulatorOptions()
        options.https = .init()
        try await with(options) { simulator in
            let url = try #require(simulator.httpsURL)
            let pinned = try client(
                url, key: simulator.adminKey, trust: .pinned(thumbprint: simulator.portalThumbprint))
            #expect(try await pinned.document("features") != nil)
            let system = try client(url, key: simulator.adminKey)
            let error = await HostError.thrown { try await system.document("features") }
            #expect(error?.description.contains(simulator.portalThumbprint) == true)
        }
    }
}
