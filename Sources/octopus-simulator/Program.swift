internal import ArgumentParser
internal import Glibc
internal import OctopusSimulator

/// An Octopus Server to try things on: it listens on loopback addresses only, and can only be looked at.
@main
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "octopus-simulator",
        abstract: "An embedded Octopus Server for demonstrations and tests.",
        subcommands: [ServeCommand.self, NodeCommand.self])

    static func main() async {
        let words = CommandLine.arguments
        let name = words.first.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? ""
        // Behind a link of that name it is the command line of a node.
        if name.lowercased() == "octopus.server" { Glibc.exit(NodeCommand.run(Array(words.dropFirst()))) }
        do {
            var command = try parseAsRoot()
            if var serving = command as? any AsyncParsableCommand {
                try await serving.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}
