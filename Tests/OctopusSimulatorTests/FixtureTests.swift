import Convergence
import Foundation
import OctopusSimulator
import Testing

/// Answers have the members that recorded answers of real servers have.
@Suite(.enabled(if: Recorded.isThere)) struct FixtureTests {
    static let server2019: SimulatorOptions = {
        var options = SimulatorOptions(version: .v2019, scenario: .hardened)
        options.size.workers = 2
        options.size.machines = 2
        options.size.users = 2
        return options
    }()

    @Test(arguments: [
        ("2019.4.5", "/api"), ("smtpconfiguration", "/api/smtpconfiguration"),
        ("smtpconfiguration/isconfigured", "/api/smtpconfiguration/isconfigured"),
        ("upgradeconfiguration", "/api/upgradeconfiguration"),
        ("upgradeconfiguration2", "/api/upgradeconfiguration"),
        ("users/Users-61/apikeys", "/api/users/Users-21/apikeys"),
    ])
    func objects(fixture: String, path: String) async throws {
        let recorded = try Recorded.json("fixtures/serverspec/api/\(fixture).json")
        let answer = try await Self.answer(path)
        #expect(members(of: answer) == members(of: recorded), "\(path)")
    }

    @Test(arguments: [
        "users/all", "workerpools/all", "workers/all", "machines/all", "spaces/all",
        "Spaces-1/workerpools/all",
        "Spaces-1/workers/all", "Spaces-1/machines/all",
    ])
    func lists(path: String) async throws {
        let recorded = try #require(try Recorded.json("fixtures/serverspec/api/\(path).json") as? [Any])
        let shapes = Set(recorded.map(members))
        let answer = try #require(try await Self.answer("/api/\(path)") as? [Any])
        #expect(!answer.isEmpty)
        for item in answer { #expect(shapes.contains(members(of: item)), "\(path): \(members(of: item))") }
    }

    @Test func itemsOfAPageOfKeys() async throws {
        let recorded = try #require(
            try Recorded.json("fixtures/serverspec/api/users/Users-61/apikeys.json") as? [String: Any])
        let items = try #require(recorded["Items"] as? [Any])
        let answer = try #require(try await Self.answer("/api/users/Users-21/apikeys") as? [String: Any])
        let ours = try #require(answer["Items"] as? [Any])
        #expect(Set(ours.map(members)) == Set(items.map(members)))
    }

    @Test func theRootOf2019Point7() async throws {
        let recorded = try Recorded.json("fixtures/clients/api.GET.json")
        var options = SimulatorOptions(version: SimulatedVersion(2019, 7, 12))
        options.changes = ["googleapps", "directoryservices"].map {
            FieldChange("configuration/authentication-\($0)/values", "IsEnabled", true)
        }
        let answer = try await withServer(options) { try await Client($0).get("/api").json }
        #expect(members(of: answer).replacing("HasLongTermSupport ", with: "") == members(of: recorded))
    }

    @Test func theConfigurationOfANodeOf2019() throws {
        let recorded = try Recorded.json("fixtures/cli/show-configuration.json-hierarchical.2019.json")
        let program = ServerProgram(NodeState(SimulatorOptions(version: .v2019)))
        let printed = program.run(["show-configuration", "--format=json-hierarchical"])
        let ours = try JSONSerialization.jsonObject(with: Data(printed.output.utf8))
        #expect(members(of: ours) == members(of: recorded))
        #expect(Self.differentTypes(ours, recorded, at: "").isEmpty)
    }

    /// Where one has a text and the other a number; `null` goes with everything.
    private static func differentTypes(_ ours: Any, _ theirs: Any, at place: String) -> [String] {
        if let ours = ours as? [String: Any], let theirs = theirs as? [String: Any] {
            return ours.keys.sorted().flatMap { key in
                theirs[key].map { differentTypes(ours[key] ?? NSNull(), $0, at: "\(place).\(key)") } ?? []
            }
        }
        if ours is NSNull || theirs is NSNull { return [] }
        return (ours is String) == (theirs is String) ? [] : [place]
    }

    private static func answer(_ path: String) async throws -> Any {
        try await withServer(server2019) { server in
            try await Client(server, key: server.adminKey).get(path).json
        }
    }
}
