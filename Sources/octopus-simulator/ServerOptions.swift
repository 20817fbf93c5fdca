internal import ArgumentParser
internal import OctopusSimulator

/// What is served.
struct ServerOptions: ParsableArguments {
    @Option(help: "fresh: as an installation leaves it; hardened: as the hardening guide wants it.")
    var scenario = "fresh"

    @Option(help: "2019.4, 2023.4, 2026.4, or any other version.")
    var version = "2026.4"

    @Option(help: "The port of HTTP; 0: the system chooses.")
    var port = 0

    @Option(help: "The path under which the portal lives, as in /octopus.")
    var virtualDirectory = ""

    @Flag(name: .customLong("ipv6"), help: "Listen on ::1 instead of 127.0.0.1.")
    var usesIPv6 = false

    @Flag(inversion: .prefixedNo, help: "Whether the server runs in a container; since 2020.6 it does.")
    var container: Bool?

    @Option(help: "How many users there are besides the usual ones.")
    var users = 0

    @Option(help: "How many workers.")
    var workers = 0

    @Option(help: "How many deployment targets.")
    var machines = 0

    @Option(help: "How many spaces.")
    var spaces = 1

    @Option(help: "How many nodes.")
    var nodes = 1

    @Option(help: "How many of the nodes are gone.")
    var offlineNodes = 0

    @Option(
        name: .customLong("set"),
        help: "A field that differs: featuresconfiguration:IsBuiltInWorkerEnabled=false")
    var changes: [String] = []

    @Option(help: "A text to put wherever a real server keeps a secret.")
    var canary: String?

    @Option(help: "What the API keys are made from.")
    var seed = "holdfast"

    @Option(help: "Add one line to this file for each request: VERB PATH.")
    var record: String?

    func options() throws -> SimulatorOptions {
        guard let version = SimulatedVersion(version) else {
            throw ValidationError("--version: write 2026.4")
        }
        guard let scenario = Scenario(rawValue: scenario) else {
            throw ValidationError("--scenario: write fresh or hardened")
        }
        guard nodes >= 1, spaces >= 1, (0...nodes).contains(offlineNodes), min(users, workers, machines) >= 0
        else {
            throw ValidationError(
                "there is at least one node and one space, and no less than none of the rest")
        }
        guard virtualDirectory.isEmpty || virtualDirectory.hasPrefix("/") && !virtualDirectory.hasSuffix("/")
        else {
            throw ValidationError("--virtual-directory: write /octopus")
        }
        var options = SimulatorOptions(version: version, scenario: scenario)
        options.port = port
        options.virtualDirectory = virtualDirectory
        options.usesIPv6 = usesIPv6
        options.isContainer = container
        options.size.users = users
        options.size.workers = workers
        options.size.machines = machines
        options.size.spaces = spaces
        options.size.nodes = nodes
        options.size.offlineNodes = offlineNodes
        options.changes = try changes.map { text in
            guard let change = FieldChange(text) else {
                throw ValidationError("--set: write DOCUMENT:FIELD=VALUE, not \(text)")
            }
            return change
        }
        options.canary = canary
        options.seed = seed
        options.record = record
        return options
    }
}
