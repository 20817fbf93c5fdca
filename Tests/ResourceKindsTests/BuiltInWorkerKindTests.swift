import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct BuiltInWorkerKindTests {
    private let on = (OctopusDocument.features, #"{"IsBuiltInWorkerEnabled":true}"#)
    private let off = (OctopusDocument.features, #"{"IsBuiltInWorkerEnabled":false}"#)
    private let pools = (
        OctopusDocument.workerPools,
        #"""
        [{"Id":"WorkerPools-1","Name":"Default","SpaceId":"Spaces-1","IsDefault":true},
         {"Id":"WorkerPools-2","Name":"Other","SpaceId":"Spaces-1","IsDefault":false}]
        """#
    )
    private let nodes = (OctopusDocument.nodes, #"{"Nodes":[{"Name":"MAIN"}]}"#)
    private let windows =
        #"{"Octopus.Home":"C:\\Octopus","Octopus.BuiltInWorker.CustomAccountUserName":"svcWorker"}"#

    private func workers(_ health: String) -> (OctopusDocument, String) {
        (
            .workers,
            #"""
            [{"Name":"w","SpaceId":"Spaces-1","WorkerPoolIds":["WorkerPools-1"],"HealthStatus":"\#(health)",
              "Endpoint":{"CommunicationStyle":"TentaclePassive","Uri":"https://w:10933/"}}]
            """#
        )
    }

    private func assess(_ fields: String, _ host: DocumentHost) async throws -> Assessment {
        try await OctopusBench(BuiltInWorkerKind.self, fields).assess(host)
    }

    @Test func whereItIsOffBothAreHeld() async throws {
        #expect(try await assess("off: true", DocumentHost([off])) == .compliant)
        #expect(try await assess("runs-as: svcWorker", DocumentHost([off])) == .compliant)
    }

    @Test func whereItIsOnTheRemedySaysWhoUsesIt() async throws {
        let used = try await assess("off: true", DocumentHost([on, pools, workers("Unavailable")]))
        #expect(used.found("off") == .text("false"))
        #expect(used.byHand?.contains("first add a worker to 'Default' of Spaces-1") == true)
        let unused = try await assess("off: true", DocumentHost([on, pools, workers("Healthy")]))
        #expect(unused.byHand?.contains("every default worker pool has a worker") == true)
        let unseen = try await assess("off: true", DocumentHost([on], denying: [.workerPools]))
        #expect(unseen.byHand?.contains("first see to it") == true)
        for assessment in [used, unused, unseen] {
            #expect(
                assessment.byHand?.contains(
                    "/api/featuresconfiguration (GET, change it, PUT the whole document)") == true)
        }
    }

    @Test func aRefusalNamesThePermissionAndSilenceIsNoAnswer() async throws {
        #expect(
            try await assess("off: true", DocumentHost([], denying: [.features])).unknown?.contains(
                "ConfigureServer") == true)
        let version = (OctopusDocument.root, #"{"Version":"2024.1.1"}"#)
        #expect(try await assess("off: true", DocumentHost([version, (.features, "{}")])).unknown != nil)
        let old = (OctopusDocument.root, #"{"Version":"4.1.10"}"#)
        #expect(try await assess("off: true", DocumentHost([old])).notApplicable?.contains("2018.1") == true)
    }

    @Test func theAccountIsThatOfEveryNode() async throws {
        let host = try DocumentHost([on, nodes], nodes: ["main": windows])
        #expect(try await assess("runs-as: SVCWORKER", host) == .compliant)
        let other = try await assess("runs-as: other", host)
        #expect(other.found("runs-as on main") == .text("svcWorker"))
        #expect(other.byHand?.contains("builtin-worker") == true)
        let none = try await assess(
            "runs-as: svcWorker", DocumentHost([on, nodes], nodes: ["main": #"{"Octopus.Home":"C:\\O"}"#]))
        #expect(none.found("runs-as on main") == .text("the server's own account"))
    }

    @Test func onLinuxItHasNoAccountOfItsOwn() async throws {
        let linux = #"{"Octopus.Home":"/home/octopus/.octopus"}"#
        let assessment = try await assess(
            "runs-as: svcWorker", DocumentHost([on, nodes], nodes: ["main": linux]))
        #expect(assessment.aspects == ["runs-as on main"])
        #expect(assessment.byHand?.contains("off: true") == true)
    }

    @Test func aNodeThatIsNotReachedIsUnknown() async throws {
        let two = (OctopusDocument.nodes, #"{"Nodes":[{"Name":"main"},{"Name":"WEB2"}]}"#)
        let host = try DocumentHost([on, two], nodes: ["main": windows])
        #expect(try await assess("runs-as: svcWorker", host).unknown?.contains("WEB2") == true)
        #expect(
            try await assess("runs-as: svcWorker", DocumentHost([on, nodes])).unknown?.contains("main")
                == true)
        let none = OctopusConnection(publicURL: OctopusConnection.example.publicURL)
        let bench = try OctopusBench(BuiltInWorkerKind.self, "runs-as: svcWorker", octopus: none)
        #expect(await bench.assess(try DocumentHost([on])).unknown?.contains("how it is reached") == true)
    }

    @Test func anAccountIsANameAlone() throws {
        let text = try ControlText<BuiltInWorkerKind>(fields: #"runs-as: 'CORP\svcWorker'"#)
        #expect(text.diagnostics.map(\.message.description).first?.contains("alone") == true)
    }

    @Test func aNodeMayBeCalledOtherwiseInThePolicy() async throws {
        let named =
            #"{"Octopus.Home":"C:\\O","Octopus.Server.NodeName":"EC2AMAZ-1","Octopus.BuiltInWorker.CustomAccountUserName":"svcWorker"}"#
        let nodes = (OctopusDocument.nodes, #"{"Nodes":[{"Name":"EC2AMAZ-1"}]}"#)
        #expect(
            try await assess("runs-as: svcWorker", DocumentHost([on, nodes], nodes: ["main": named]))
                == .compliant)
    }

    @Test func whatARealServerPrintedIsJudged() async throws {
        guard let text = Recorded.text("cli/show-configuration.json-hierarchical.2019.json") else { return }
        var host = try DocumentHost([on, (.nodes, #"{"Nodes":[{"Name":"EC2AMAZ-16C2OU9"}]}"#)])
        host.documents[NodeDocument.showConfiguration(of: "main")] = try ShowConfiguration.read(text)
        #expect(try await assess("runs-as: svcScriptRunner", host) == .compliant)
        #expect(try await assess("runs-as: svcWorker", host).aspects == ["runs-as on main"])
    }
}
