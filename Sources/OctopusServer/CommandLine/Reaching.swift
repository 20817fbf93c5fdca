internal import Convergence

/// How a node's program is run from here: directly, in its container, or over ssh(1).
struct Reaching {
    private let node: OctopusConnection.Node
    private let machine: any HostObserving

    init(_ node: OctopusConnection.Node, _ machine: any HostObserving) {
        self.node = node
        self.machine = machine
    }

    /// Of the vendor's container image, and of its installer for Windows.
    static let posixProgram = "/Octopus/Octopus.Server"
    static let windowsProgram = #"C:\Program Files\Octopus Deploy\Octopus\Octopus.Server.exe"#

    func command(_ words: [String]) async throws(HostError) -> Command {
        let posix = node.program ?? Self.posixProgram
        switch node.reach {
        case .local:
            guard let path = Path(posix) else {
                throw HostError(
                    .failed, "octopus.nodes.\(node.name).program: write an absolute path of this machine")
            }
            guard try await isThere(path) else {
                throw HostError(
                    .failed,
                    "node \(node.name): there is no \(path) here; write where it is in "
                        + "octopus.nodes.\(node.name).program, or how the node is reached in reach")
            }
            return Command(path, words)
        case .docker(let container):
            return Command(try await tool("docker"), ["exec", "--", container, posix] + words)
        case .podman(let container):
            return Command(try await tool("podman"), ["exec", "--", container, posix] + words)
        case .kubectl(let namespace, let pod):
            return Command(
                try await tool("kubectl"),
                ["exec", "-n", namespace, pod, "--", posix] + words)
        case .ssh(let destination, let shell):
            let line: String
            switch shell {
            case .posix: line = ShellText.posix([posix] + words)
            case .powershell:
                line = try ShellText.powerShell([node.program ?? Self.windowsProgram] + words, node)
            case .cmd: line = try ShellText.cmd([node.program ?? Self.windowsProgram] + words, node)
            }
            // It never asks for anything: nobody is there to answer.
            return Command(
                try await tool("ssh"),
                [
                    "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--", Self.url(destination), line,
                ])
        }
    }

    /// A port is understood in a URL only.
    private static func url(_ destination: String) -> String {
        destination.hasPrefix("ssh://") ? destination : "ssh://" + destination
    }

    private func tool(_ name: String) async throws(HostError) -> Path {
        let places: [Path] = ["/usr/bin", "/usr/local/bin"].map { (place: Path) in place.appending(name) }
        for place in places where try await isThere(place) { return place }
        throw HostError(
            .unsupported,
            "node \(node.name) is reached by \(name), which is neither in /usr/bin nor in /usr/local/bin")
    }

    private func isThere(_ path: Path) async throws(HostError) -> Bool {
        try await machine.unreadNode(at: path) != nil
    }
}
