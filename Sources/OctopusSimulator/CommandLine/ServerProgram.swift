/// `Octopus.Server`, as far as it only looks: texts, streams and exit codes of the shared library of Server and Tentacle.
package struct ServerProgram: Sendable {
    /// What the program leaves behind.
    package struct Printed: Hashable, Sendable {
        package var status: Int32
        package var output: String
        package var errors: String
        /// A file that it writes.
        package var file: File?

        package init(_ status: Int32, output: String = "", errors: String = "", file: File? = nil) {
            self.status = status
            self.output = output
            self.errors = errors
            self.file = file
        }

        package struct File: Hashable, Sendable {
            package var path: String
            package var text: String
        }
    }

    package var state: NodeState
    /// Whether a migration's trace stands before the first brace: https://github.com/OctopusDeploy/OctopusDSC/issues/179
    package var printsJunk = false
    /// How it fails whatever it is asked: 42 not elevated, 100 an unhandled error.
    package var failure: Int32?

    package init(_ state: NodeState) { self.state = state }

    package func run(_ arguments: [String]) -> Printed {
        guard let first = arguments.first else { return Printed(2, output: HelpText.general(isJSON: false)) }
        let name = first.drop { $0 == "-" || $0 == "/" }
        guard let command = ServerCommand.named(String(name)) else {
            return Printed(
                2, output: "See '\(HelpText.executable) help'\n",
                errors: "Command '\(first)' is not supported\n")
        }
        switch GivenOptions.read(Array(arguments.dropFirst()), of: command) {
        case .refused(let arguments):
            return refused("Unrecognized command line arguments: \(arguments.joined(separator: " "))")
        case .given(let given): return run(command, given)
        }
    }

    private func run(_ command: ServerCommand, _ given: [String: String]) -> Printed {
        if given["help"] != nil || command.name == "help" { return help(command, given) }
        switch failure {
        case 42?: return notElevated
        case 100?: return unhandled
        default: break
        }
        let takesInstance = command.options.contains { $0.name == "instance=" }
        if takesInstance, given["config"] == nil, let problem = problem(with: given["instance"]) {
            return refused(problem)
        }
        switch command.name {
        case "version": return version(given)
        case "list-instances": return listInstances(given)
        case "show-thumbprint": return value("Thumbprint", state.thumbprint, given)
        case "show-master-key": return value("MasterKey", masterKey, given)
        case "show-configuration": return configuration(given)
        case "checkservices": return Printed(0)
        case "watchdog": return refused("This command is only supported on Windows.")
        default: return notElevated
        }
    }

    private func refused(_ message: String) -> Printed { Printed(1, errors: message + "\n") }

    private var notElevated: Printed {
        Printed(
            42,
            errors:
                "A security exception was encountered. Please try re-running the command as an Administrator from an elevated command prompt.\nSystem.Security.SecurityException: Request failed.\n"
        )
    }

    private var unhandled: Printed {
        Printed(
            100,
            errors: String(repeating: "=", count: 79)
                + "\nA network-related or instance-specific error occurred while establishing a connection to SQL Server.\nSystem.Data.SqlClient.SqlException\n"
        )
    }

    private func problem(with instance: String?) -> String? {
        let names = state.instances.map(\.name)
        guard let instance else {
            if names.isEmpty {
                return
                    "There are no instances of OctopusServer configured on this machine. Please run the setup wizard, configure an instance using the command-line interface, specify a configuration file, or set the required environment variables."
            }
            return names.count == 1 || names.contains("OctopusServer")
                ? nil
                : "There is more than one instance of OctopusServer configured on this machine. Please pass --instance=INSTANCENAME when invoking this command to target a specific instance. Available instances: \(names.joined(separator: ", "))."
        }
        return names.contains { $0.lowercased() == instance.lowercased() }
            ? nil
            : "Instance \(instance) of OctopusServer has not been configured on this machine. Available instances: \(names.joined(separator: ", "))."
    }

    private var masterKey: String {
        state.settings.first { $0.key == "Octopus.Server.License" }?.value.textValue ?? ""
    }
}

extension ServerProgram {
    private func help(_ command: ServerCommand, _ given: [String: String]) -> Printed {
        guard let isJSON = isJSON(given) else { return unsupported(given) }
        let isAboutOne = command.name != "help" || given["help"] != nil
        return Printed(
            0, output: isAboutOne ? HelpText.of(command, isJSON: isJSON) : HelpText.general(isJSON: isJSON))
    }

    /// `nil` where the format is neither text nor json.
    private func isJSON(_ given: [String: String]) -> Bool? {
        switch given["format"]?.lowercased() {
        case nil, "text": false
        case "json": true
        default: nil
        }
    }

    private func unsupported(_ given: [String: String]) -> Printed {
        refused("The format '\(given["format"] ?? "")' is not supported. Try text or json.")
    }

    private func version(_ given: [String: String]) -> Printed {
        guard let isJSON = isJSON(given) else { return unsupported(given) }
        let version = Wire.text(state.version.description)
        let json: Wire = [
            "InformationalVersion": version, "MajorMinorPatch": version, "NuGetVersion": version,
            "SourceBranchName": "",
        ]
        return Printed(0, output: isJSON ? json.pretty : state.version.description)
    }

    private func listInstances(_ given: [String: String]) -> Printed {
        guard let isJSON = isJSON(given) else { return unsupported(given) }
        if isJSON {
            let all = state.instances.map { instance -> Wire in
                [
                    "InstanceName": .text(instance.name),
                    "ConfigurationFilePath": .text(instance.configuration),
                ]
            }
            return Printed(0, output: Wire.list(all).pretty)
        }
        return Printed(
            0,
            output: state.instances.map {
                "Instance '\($0.name)' uses configuration '\($0.configuration)'.\n"
            }.joined())
    }

    private func value(_ name: String, _ value: String, _ given: [String: String]) -> Printed {
        guard let isJSON = isJSON(given) else { return unsupported(given) }
        return Printed(0, output: isJSON ? Wire.object([.init(name, .text(value))]).compact : "\(value)\n")
    }

    private func configuration(_ given: [String: String]) -> Printed {
        let isOld = !state.version.isAtLeast(2020, 1)
        var text: String
        switch given["format"]?.lowercased() {
        case nil, "xml": text = ConfigurationText.xml(state.settings)
        case "json": text = ConfigurationText.flat(state.settings)
        case "json-hierarchical":
            text = ConfigurationText.hierarchical(state.settings, sorted: !isOld)
        default:
            return refused(
                "The format '\(given["format"] ?? "")' is not supported. Try XML, json or json-hierarchical.")
        }
        if let path = given["file"] { return Printed(0, file: .init(path: path, text: text)) }
        if printsJunk {
            text =
                "Migrating OctopusServer instance from registry - OctopusServer\n"
                + "2019-01-31 03:32:32.5427  ERROR  System.UnauthorizedAccessException: Access is denied. [at Foo()]\n"
                + text
        }
        return Printed(0, output: text + "\n")
    }
}
