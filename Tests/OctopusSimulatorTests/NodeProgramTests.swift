import Foundation
import OctopusSimulator
import Testing

/// The command line of a node: its texts, streams and exit codes.
@Suite struct NodeProgramTests {
    private let program = ServerProgram(NodeState())

    @Test func withoutACommandThereIsHelpAnd2() {
        let printed = program.run([])
        #expect(printed.status == 2)
        #expect(printed.output.hasPrefix("Usage: Octopus.Server <command> [<options>]"))
        #expect(printed.output.hasSuffix("Or use <command> --help for more details.\n"))
        #expect(printed.errors.isEmpty)
    }

    @Test func anUnknownCommandIsNamedAnd2() {
        let printed = program.run(["unknown-command"])
        #expect(
            printed
                == .init(
                    2, output: "See 'Octopus.Server help'\n",
                    errors: "Command 'unknown-command' is not supported\n"))
    }

    @Test(arguments: [
        (["version", "--unknown=argument"], "Unrecognized command line arguments: --unknown=argument\n"),
        (
            ["version", "--format=unsupported"],
            "The format 'unsupported' is not supported. Try text or json.\n"
        ),
        (
            ["show-thumbprint", "--instance=invalid"],
            "Instance invalid of OctopusServer has not been configured on this machine. Available instances: OctopusServer.\n"
        ),
        (["watchdog", "--instance", "OctopusServer"], "This command is only supported on Windows.\n"),
    ])
    func badArgumentsAreRefusedWith1OnTheErrorStream(arguments: [String], text: String) {
        #expect(program.run(arguments) == .init(1, errors: text))
    }

    @Test(arguments: [
        ["version"], ["--version"], ["/version"], ["version", "--noconsolelogging"], ["version", "--nologo"],
        ["version", "--console"], ["version", "--format=text"], ["version", "--format", "text"],
        ["version", "/format=TEXT"],
    ])
    func optionsMayBeWrittenInSeveralWays(arguments: [String]) {
        #expect(program.run(arguments) == .init(0, output: "2026.4.7021"))
    }

    @Test func aThumbprintIsCompactJSON() {
        let printed = program.run(["show-thumbprint", "--format=json"])
        #expect(printed.output == #"{"Thumbprint":"7B6F1D0C5A4E39281706F5E4D3C2B1A098765432"}"#)
    }

    @Test func helpAsJSONNamesOptions() {
        let printed = program.run(["version", "--help", "--format=json"])
        #expect(printed.status == 0)
        #expect(
            printed.output == """
                {
                  "Name": "version",
                  "Description": "Show the Octopus Server version information",
                  "Aliases": [],
                  "Options": [
                    {
                      "Name": "format",
                      "Description": "The format of the output (text,json). Defaults to text."
                    }
                  ],
                  "CommonOptions": [
                    {
                      "Name": "help",
                      "Description": "Show detailed help for this command"
                    }
                  ]
                }
                """)
    }

    @Test(arguments: [
        ["configure", "--webForceSSL", "True"], ["service", "--restart"], ["node", "--drain=true"],
    ])
    func nothingIsChangedWithoutElevation(arguments: [String]) {
        let printed = program.run(arguments)
        #expect(printed.status == 42)
        #expect(printed.output.isEmpty)
        #expect(printed.errors.hasPrefix("A security exception was encountered."))
    }

    @Test func anUnhandledErrorIsBetweenLines() {
        var program = program
        program.failure = 100
        let printed = program.run(["show-configuration"])
        #expect(printed.status == 100)
        #expect(printed.errors.hasPrefix(String(repeating: "=", count: 79) + "\n"))
    }

    @Test func formatsOfTheConfigurationAgree() throws {
        func flat(_ value: Any, _ way: String) -> [String: String] {
            guard let object = value as? [String: Any] else { return [way: "\(value)"] }
            return object.reduce(into: [:]) { sum, member in
                sum.merge(flat(member.value, way.isEmpty ? member.key : "\(way).\(member.key)")) { $1 }
            }
        }
        func json(_ format: String) throws -> Any {
            try JSONSerialization.jsonObject(
                with: Data(program.run(["show-configuration", "--format=\(format)"]).output.utf8))
        }
        let plain = flat(try json("json"), "")
        #expect(plain == flat(try json("json-hierarchical"), ""))
        #expect(plain["Octopus.WebPortal.ForceSSL"] == "False")
        let xml = program.run(["show-configuration"]).output
        #expect(xml.contains(#"  <set key="Octopus.WebPortal.ForceSSL">False</set>"#))
        #expect(xml.contains(#"  <set key="Octopus.WebPortal.CorsWhitelist" />"#))
        for key in plain.keys { #expect(xml.contains("<set key=\"\(key)\"")) }
    }

    @Test func junkMayStandBeforeTheBrace() throws {
        var program = program
        program.printsJunk = true
        let output = program.run(["show-configuration", "--format=json-hierarchical"]).output
        #expect(output.hasPrefix("Migrating OctopusServer instance from registry"))
        let brace = try #require(output.firstIndex(of: "{"))
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(output[brace...].utf8)) }
    }

    @Test func severalInstancesNeedAName() {
        var state = NodeState()
        state.instances = ["North", "South"].map { .init(name: $0, configuration: "/etc/\($0)") }
        let program = ServerProgram(state)
        let refused = program.run(["show-configuration"])
        #expect(refused.status == 1)
        #expect(
            refused.errors.hasPrefix(
                "There is more than one instance of OctopusServer configured on this machine."))
        #expect(program.run(["show-configuration", "--instance", "south"]).status == 0)
        #expect(
            program.run(["list-instances"]).output
                == "Instance 'North' uses configuration '/etc/North'.\nInstance 'South' uses configuration '/etc/South'.\n"
        )
        state.instances = []
        #expect(
            ServerProgram(state).run(["show-thumbprint"]).errors
                .hasPrefix("There are no instances of OctopusServer configured on this machine."))
    }

    @Test func aStateIsReadAsItWasWritten() throws {
        var options = SimulatorOptions(version: .v2019, scenario: .hardened)
        options.canary = "a \"quoted\" \\ text\n"
        let state = NodeState(options)
        #expect(NodeState(text: state.text) == state)
        #expect(NodeState(text: "{}") == nil)
    }
}
