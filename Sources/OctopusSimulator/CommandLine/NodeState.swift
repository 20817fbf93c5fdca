package import Convergence
internal import FoundationEssentials

/// What one node's command line knows: the same as what the served scenario tells.
package struct NodeState: Hashable, Sendable {
    package var version: SimulatedVersion
    package var thumbprint: String
    /// The instances on this machine; the first is asked where none is named.
    package var instances: [Instance]
    /// Keys without `Octopus.` are never there; in the order in which they are printed.
    package var settings: [Setting]

    package struct Setting: Hashable, Sendable {
        package var key: String
        package var value: Wire
    }

    package struct Instance: Hashable, Sendable {
        package var name: String
        package var configuration: String

        package init(name: String, configuration: String) {
            self.name = name
            self.configuration = configuration
        }
    }

    /// The state of a server that nobody serves.
    package init(_ options: SimulatorOptions = SimulatorOptions()) {
        self.init(
            SimulatorState(
                options, thumbprint: "7B6F1D0C5A4E39281706F5E4D3C2B1A098765432",
                ports: SimulatorState.Ports()))
    }

    init(_ state: SimulatorState) {
        version = state.version
        thumbprint = state.thumbprint
        let path =
            state.isContainer
            ? "/home/octopus/.octopus/OctopusServer/Server/Server.linux.config"
            : "C:\\Octopus\\OctopusServer.config"
        instances = [Instance(name: "OctopusServer", configuration: path)]
        settings = state.nodeSettings.map { Setting(key: $0.key, value: $0.value) }
    }

    /// As `octopus-simulator serve --state-file` writes it. It holds what a real server would keep secret.
    package var text: String {
        let state: Wire = [
            "Version": .text(version.description), "Thumbprint": .text(thumbprint),
            "Instances": .list(
                instances.map {
                    ["InstanceName": .text($0.name), "ConfigurationFilePath": .text($0.configuration)]
                }),
            "Settings": .list(settings.map { ["Key": .text($0.key), "Value": $0.value] }),
        ]
        return state.pretty + "\n"
    }

    /// Reads it again; `nil` when it is none.
    package init?(text: String) {
        guard let json = try? JSONDecoder().decode(JSON.self, from: Data(text.utf8)) else { return nil }
        let state = Wire(json)
        guard let version = state["Version"]?.textValue.flatMap({ SimulatedVersion($0) }),
            let thumbprint = state["Thumbprint"]?.textValue
        else { return nil }
        self.version = version
        self.thumbprint = thumbprint
        instances = (state["Instances"]?.items ?? []).map {
            Instance(
                name: $0["InstanceName"]?.textValue ?? "",
                configuration: $0["ConfigurationFilePath"]?.textValue ?? "")
        }
        settings = (state["Settings"]?.items ?? []).map {
            Setting(key: $0["Key"]?.textValue ?? "", value: $0["Value"] ?? .null)
        }
    }
}

extension Wire {
    /// The same value, its members in the order of their names.
    package init(_ json: JSON) {
        switch json {
        case .null, .secret: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let digits): self = Int(digits).map(Wire.number) ?? .text(digits)
        case .string(let text): self = .text(text)
        case .array(let items): self = .list(items.map(Wire.init))
        case .object(let members):
            self = .object(members.sorted { $0.key < $1.key }.map { Member($0.key, Wire($0.value)) })
        }
    }
}
