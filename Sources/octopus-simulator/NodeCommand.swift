internal import ArgumentParser
internal import Glibc
internal import OctopusSimulator

/// The command line of one node: `Octopus.Server`.
struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "octopus-server",
        abstract: "The command line of a node, as Octopus.Server; a link named Octopus.Server does the same.",
        discussion: """
            Environment: OCTOPUS_SIMULATOR_STATE, a file that serve wrote with --state-file; \
            OCTOPUS_SIMULATOR_JUNK=1, a trace before the configuration; OCTOPUS_SIMULATOR_FAIL=42 or 100, \
            the exit code of every command.
            """)

    @Argument(parsing: .allUnrecognized, help: "A command of Octopus.Server and its options.")
    var words: [String] = []

    func run() throws { throw ExitCode(Self.run(words)) }

    /// The exit code. What the program says is printed here.
    static func run(_ words: [String]) -> Int32 {
        var state = NodeState()
        if let path = variable("OCTOPUS_SIMULATOR_STATE") {
            guard let text = contents(of: path), let read = NodeState(text: text) else {
                print("OCTOPUS_SIMULATOR_STATE: cannot read \(path)\n", to: STDERR_FILENO)
                return 100
            }
            state = read
        }
        var program = ServerProgram(state)
        program.printsJunk = variable("OCTOPUS_SIMULATOR_JUNK") == "1"
        program.failure = variable("OCTOPUS_SIMULATOR_FAIL").flatMap { Int32($0) }
        let printed = program.run(words)
        print(printed.output, to: STDOUT_FILENO)
        print(printed.errors, to: STDERR_FILENO)
        if let file = printed.file {
            do {
                try OwnerOnlyFile.write(file.text, to: file.path)
            } catch {
                print("\(error)\n", to: STDERR_FILENO)
                return 1
            }
        }
        return printed.status
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(file, &piece, piece.count)
            if count <= 0 { return count == 0 ? String(decoding: bytes, as: UTF8.self) : nil }
            bytes += piece[..<count]
        }
    }

    private static func print(_ text: String, to stream: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(stream, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
