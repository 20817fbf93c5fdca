import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct MinimumVersionKindTests {
    private func root(_ version: String) -> (OctopusDocument, String) {
        (.root, #"{"Application":"Octopus Deploy","Version":"\#(version)","Links":{}}"#)
    }

    private func assess(_ fields: String, _ host: DocumentHost) async throws -> Assessment {
        try await OctopusBench(MinimumVersionKind.self, fields).assess(host)
    }

    @Test func aServerIsAtLeastSoNew() async throws {
        for (version, isRight) in [
            ("2026.2.1", true), ("2026.2.0-rc.1", false), ("2025.4.99999", false), ("2026.10.1", true),
            ("4.1.10", false),
        ] {
            let assessment = try await assess("at-least: 2026.2", DocumentHost([root(version)]))
            #expect((assessment == .compliant) == isRight, "\(version)")
            if !isRight { #expect(assessment.found("at-least") == .text(version)) }
        }
        #expect(try await assess("at-least: 2026.2", DocumentHost([(.root, "{}")])).unknown != nil)
        #expect(try await assess("at-least: 2026.2", DocumentHost()).unknown != nil)
        #expect(try await assess("at-least: 2026.2", DocumentHost([], denying: [.root])).unknown != nil)
    }

    @Test func supportIsCertainOnlyOutsideOfTheDaysNobodyKnows() async throws {
        func supported(_ version: String, on day: String) async throws -> Assessment {
            try await assess("supported: true", DocumentHost([root(version)], on: day))
        }
        #expect(try await supported("2026.2.1", on: "2026-09-30") == .compliant)
        #expect(try await supported("2026.2.1", on: "2026-10-01").unknown?.contains("2027-04-01") == true)
        #expect(try await supported("2026.2.1", on: "2027-03-31").unknown != nil)
        #expect(try await supported("2026.2.1", on: "2027-04-01").aspects == ["supported"])
        #expect(try await supported("2019.7.12", on: "2026-11-24").aspects == ["supported"])
        #expect(try await supported("3.17.14", on: "2026-11-24").aspects == ["supported"])
        #expect(try await supported("2026.9.1", on: "2026-11-24").unknown != nil)
    }

    @Test func theLicenceCoversTheNewestVersion() async throws {
        func licence(_ status: String) async throws -> Assessment {
            try await assess(
                "licence-covers: true", DocumentHost([root("2026.1.1"), (.serverStatus, status)]))
        }
        #expect(
            try await licence(
                #"{"MaximumAvailableVersion":"2026.4.1","MaximumAvailableVersionCoveredByLicense":"2026.4.1"}"#
            )
                == .compliant)
        let old = try await licence(
            #"{"MaximumAvailableVersion":"2026.10.1","MaximumAvailableVersionCoveredByLicense":"2026.9.1"}"#)
        #expect(old.found("licence-covers") == .text("2026.9.1"))
        #expect(try await licence(#"{"MaximumAvailableVersion":null}"#).unknown?.contains("newest") == true)
        let denied = try await assess(
            "licence-covers: true", DocumentHost([root("2026.1.1")], denying: [.serverStatus]))
        #expect(denied.unknown?.contains("AdministerSystem") == true)
    }

    @Test func nodesAreTheSameWhereThatIsTold() async throws {
        func nodes(_ list: String) async throws -> Assessment {
            try await assess(
                "same-on-all-nodes: true",
                DocumentHost([root("2026.1.5"), (.nodes, #"{"Nodes":[\#(list)]}"#)]))
        }
        #expect(try await nodes(#"{"Name":"a"}"#) == .compliant)
        #expect(try await nodes(#"{"Name":"a"},{"Name":"b"}"#).unknown?.contains("a, b") == true)
        #expect(
            try await nodes(#"{"Name":"a","Version":"2026.1.5"},{"Name":"b","Version":"2026.1.5"}"#)
                == .compliant)
        #expect(
            try await nodes(#"{"Name":"a","Version":"2026.1.5"},{"Name":"b","Version":"2026.1.4"}"#)
                .found("same-on-all-nodes") == .list(["b: 2026.1.4"]))
        #expect(try await nodes("").unknown != nil)
    }

    @Test func tentaclesAreKnownThroughTheServer() async throws {
        func machine(_ name: String, _ version: String) -> String {
            #"{"Name":"\#(name)","Endpoint":{"CommunicationStyle":"TentaclePassive","TentacleVersionDetails":{"Version":\#(version)}}}"#
        }
        func tentacles(_ machines: String, _ workers: String = "[]") async throws -> Assessment {
            try await assess(
                "{ product: tentacle, at-least: 8.1.0 }",
                DocumentHost([(.machines, machines), (.workers, workers)]))
        }
        let ssh = #"{"Name":"s","Endpoint":{"CommunicationStyle":"Ssh"}}"#
        #expect(try await tentacles("[\(machine("m", "\"8.1.0\"")),\(ssh)]") == .compliant)
        #expect(
            try await tentacles("[\(machine("m", "\"8.0.9\""))]", "[\(machine("w", "\"6.1\""))]").found(
                "at-least")
                == .list(["m: 8.0.9", "w: 6.1"]))
        #expect(try await tentacles("[\(machine("m", "null"))]").unknown?.contains("not yet seen") == true)
        let denied = try await assess(
            "{ product: tentacle, at-least: 8.1.0 }", DocumentHost([(.workers, "[]")], denying: [.machines]))
        #expect(denied.unknown?.contains("MachineView") == true)
    }

    @Test func rulesOfServersAreNotThoseOfTentacles() throws {
        func complaints(_ fields: String) throws -> Int {
            try ControlText<MinimumVersionKind>(fields: fields).diagnostics.count
        }
        #expect(try complaints("{}") == 1)
        #expect(try complaints("product: tentacle") == 1)
        #expect(try complaints("{ product: tentacle, at-least: 8.1, supported: true, advisories: {} }") == 2)
        #expect(try complaints("{ product: tentacle, at-least: 8.1 }") == 0)
        #expect(try complaints("advisories: {}") == 0)
    }

    @Test func recordedServersAreRead() async throws {
        for (path, version) in [
            ("serverspec/api/2018.7.9.json", "2018.7.9"), ("serverspec/api/2019.4.5.json", "2019.4.5"),
            ("clients/api.GET.json", "2019.7.12"),
        ] {
            guard let text = Recorded.text(path) else { return }
            #expect(
                try await assess("at-least: 2026.1", DocumentHost([(.root, text)])).found("at-least")
                    == .text(version))
        }
        guard let machines = Recorded.text("serverspec/api/machines/all.json"),
            let workers = Recorded.text("serverspec/api/workers/all.json")
        else { return }
        let host = try DocumentHost([(.machines, machines), (.workers, workers)])
        #expect(try await assess("{ product: tentacle, at-least: 4.0.1 }", host) == .compliant)
        #expect(try await assess("{ product: tentacle, at-least: 4.0.2 }", host).aspects == ["at-least"])
    }
}
