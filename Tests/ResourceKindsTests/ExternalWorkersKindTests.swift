import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct ExternalWorkersKindTests {
    private let pools = (
        OctopusDocument.workerPools,
        #"""
        [{"Id":"WorkerPools-1","Name":"Default","SpaceId":"Spaces-1","IsDefault":true},
         {"Id":"WorkerPools-2","Name":"Linux","SpaceId":"Spaces-1","IsDefault":false},
         {"Id":"WorkerPools-3","Name":"Default","SpaceId":"Spaces-2","IsDefault":true}]
        """#
    )
    private let spaces = (
        OctopusDocument.spaces, #"[{"Id":"Spaces-1","Name":"Default"},{"Id":"Spaces-2","Name":"Production"}]"#
    )

    private func worker(
        _ name: String, pool: Int = 1, space: Int = 1, style: String = "TentaclePassive", uri: String? = nil,
        health: String = "Healthy", disabled: Bool = false, version: String? = "8.1.0"
    ) -> String {
        let endpoint =
            style == "Ssh" ? #""Host":"\#(name)","Port":22"# : #""Uri":"\#(uri ?? "https://\(name):10933/")""#
        let details =
            style == "Ssh"
            ? "" : #","TentacleVersionDetails":{"Version":\#(version.map { "\"\($0)\"" } ?? "null")}"#
        return #"""
            {"Name":"\#(name)","SpaceId":"Spaces-\#(space)","WorkerPoolIds":["WorkerPools-\#(pool)"],"IsDisabled":\#(disabled),
             "HealthStatus":"\#(health)","Endpoint":{"CommunicationStyle":"\#(style)",\#(endpoint)\#(details)}}
            """#
    }

    private func assess(
        _ fields: String, _ workers: [String], more: [(OctopusDocument, String)] = []
    ) async throws -> Assessment {
        let list = (OctopusDocument.workers, "[\(workers.joined(separator: ","))]")
        return try await OctopusBench(ExternalWorkersKind.self, fields)
            .assess(try DocumentHost([pools, spaces, list] + more))
    }

    @Test func everySpaceNeedsHealthyWorkersInItsDefaultPool() async throws {
        let one = [worker("w1"), worker("w2", pool: 3, space: 2)]
        #expect(try await assess("healthy: 1", one) == .compliant)
        let two = try await assess("healthy: 2", one)
        #expect(two.aspects == ["healthy", "healthy"])
        guard case .drifted(let differences, _) = two else { return }
        #expect(
            differences.map(\.wanted) == [
                .text("2 in 'Default' of Default"), .text("2 in 'Default' of Production"),
            ])
        #expect(try await assess("healthy: 1", [worker("w1")]).found("healthy") == .text("0"))
    }

    @Test func onlyThoseThatCanWorkCount() async throws {
        let other = worker("w2", pool: 3, space: 2)
        for health in ["Healthy", "HasWarnings"] {
            #expect(try await assess("healthy: 1", [worker("w1", health: health), other]) == .compliant)
        }
        for health in ["Unhealthy", "Unavailable", "Unknown"] {
            let assessment = try await assess("healthy: 1", [worker("w1", health: health), other])
            #expect(assessment.aspects == ["healthy"])
            #expect(assessment.byHand?.contains("w1 is \(health)") == true)
        }
        #expect(try await assess("healthy: 1", [worker("w1", disabled: true), other]).aspects == ["healthy"])
    }

    @Test func thoseOnTheServersOwnHostsDoNotCount() async throws {
        let nodes = (OctopusDocument.nodes, #"{"Nodes":[{"Name":"OCTO2"}]}"#)
        for (host, style) in [
            ("octopus.example.com", "TentaclePassive"), ("OCTOPUS", "Ssh"), ("localhost", "TentaclePassive"),
            ("127.0.0.1", "Ssh"), ("octo2.corp.example", "TentaclePassive"), ("OCTO2", "TentacleActive"),
        ] {
            let uri = style == "TentacleActive" ? "poll://abc/" : nil
            let assessment = try await assess(
                "space: Spaces-1", [worker(host, style: style, uri: uri)], more: [nodes])
            #expect(assessment.aspects == ["healthy", "not-on"], "\(host)")
        }
    }

    @Test func placesMayBeForbidden() async throws {
        let workers = [
            worker("10.20.8.7"), worker("build1.corp.example"), worker("w1"), worker("w2", pool: 3, space: 2),
        ]
        #expect(try await assess("not-on: [10.20.9.0/24, other]", workers) == .compliant)
        #expect(
            try await assess("not-on: [10.20.8.0/24, build1]", workers).found("not-on")
                == .list(["10.20.8.7 at 10.20.8.7", "build1.corp.example at build1.corp.example"]))
        let text = try ControlText<ExternalWorkersKind>(fields: "not-on: 'a b'")
        #expect(text.diagnostics.count == 1)
    }

    @Test func whereAPollingWorkerRunsIsNotKnown() async throws {
        let polling = worker("w1", style: "TentacleActive", uri: "poll://abc/")
        #expect(try await assess("space: Default", [polling]).unknown?.contains("polling-elsewhere") == true)
        #expect(try await assess("{ space: Default, polling-elsewhere: true }", [polling]) == .compliant)
        #expect(try await assess("space: Default", [polling, worker("w2")]) == .compliant)
    }

    @Test func stylesAndVersionsAreHeld() async throws {
        let workers = [
            worker("w1", version: "6.0.1"), worker("w2", style: "TentacleActive", uri: "poll://x/"),
            worker("w3", style: "Ssh"), worker("w4", style: "KubernetesTentacle", version: nil),
        ]
        let fields = "{ space: Default, styles: [listening], at-least: 8.1.0 }"
        let assessment = try await assess(fields, workers)
        #expect(assessment.found("styles") == .list(["w2: polling", "w3: ssh", "w4: KubernetesTentacle"]))
        #expect(assessment.found("at-least") == .list(["w1: 6.0.1"]))
        #expect(assessment.byHand?.contains("not yet seen the version of w4") == true)
    }

    @Test func aPoolIsLookedAtWhereItIsNamed() async throws {
        let workers = [worker("w1", pool: 2), worker("w2", pool: 3, space: 2, version: "1.0.0")]
        #expect(try await assess("{ pool: linux, at-least: 8.1.0 }", workers) == .compliant)
        #expect(try await assess("pool: Windows", workers).found("pool") == .absent)
        #expect(try await assess("{ space: Production, pool: Linux }", workers).aspects == ["pool"])
        #expect(try await assess("{ space: production }", workers) == .compliant)
        #expect(try await assess("{ space: Elsewhere }", workers).unknown?.contains("SpaceView") == true)
    }

    @Test func anEmptyDefaultPoolRunsOnTheServer() async throws {
        let on = (OctopusDocument.features, #"{"IsBuiltInWorkerEnabled":true}"#)
        #expect(
            try await assess("space: Default", [], more: [on]).found("healthy")
                == .text("0: its work runs on the server itself"))
    }

    @Test func whatMayNotBeSeenIsUnknown() async throws {
        let bench = try OctopusBench(ExternalWorkersKind.self, "healthy: 1")
        for document in [OctopusDocument.workers, .workerPools] {
            let assessment = await bench.assess(
                try DocumentHost([pools, (.workers, "[]")], denying: [document]))
            #expect(assessment.unknown?.contains("WorkerView") == true)
        }
        #expect(
            await bench.assess(try DocumentHost([(.workerPools, "[]"), (.workers, "[]")])).unknown != nil)
        #expect(
            await bench.assess(try DocumentHost([(.workerPools, "{}"), (.workers, "[]")])).unknown != nil)
        #expect(await bench.assess(try DocumentHost([pools, (.workers, "[{}]")])).unknown != nil)
        let old = try DocumentHost([(.root, #"{"Version":"4.1.10"}"#)])
        #expect(await bench.assess(old).notApplicable?.contains("4.1.10") == true)
    }

    @Test func recordedWorkersAreRead() async throws {
        guard let pools = Recorded.text("serverspec/api/workerpools/all.json"),
            let workers = Recorded.text("serverspec/api/workers/all.json")
        else { return }
        let host = try DocumentHost([(.workerPools, pools), (.workers, workers)])
        func assess(_ fields: String) async throws -> Assessment {
            try await OctopusBench(ExternalWorkersKind.self, fields).assess(host)
        }
        #expect(try await assess("healthy: 1") == .compliant)
        #expect(try await assess("healthy: 2").unknown?.contains("VAGRANTBOX-POLLING") == true)
        let strict = try await assess("{ healthy: 1, not-on: vagrantbox, styles: [ssh], at-least: 4.1.0 }")
        #expect(strict.aspects == ["not-on", "styles", "at-least"])
        #expect(strict.byHand?.contains("VAGRANTBOX-POLLING") == true)
        #expect(try await assess("pool: Second Worker Pool").aspects == ["healthy"])
    }
}
