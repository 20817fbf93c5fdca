internal import ArgumentParser
internal import Dispatch
internal import Glibc
internal import OctopusSimulator

/// Serves until it is told to end.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer as an Octopus Server would, until SIGTERM.")

    @OptionGroup var server: ServerOptions
    @OptionGroup var tls: TLSOptions
    @OptionGroup var trouble: TroubleOptions

    @Option(help: "Write the port of HTTP here, once it answers.")
    var portFile: String?

    @Option(help: "Write the port of HTTPS here.")
    var httpsPortFile: String?

    @Option(help: "Write the API keys here, one `NAME KEY` on a line, for their owner only.")
    var keysFile: String?

    @Option(help: "Write here what the command line of a node needs to agree with what is served.")
    var stateFile: String?

    @Option(help: "Write the certificate of the simulator's authority here.")
    var authorityFile: String?

    func run() async throws {
        let options = try trouble.adding(to: tls.adding(to: server.options()))
        let simulator = try await OctopusSimulator.start(options)
        if let keysFile {
            let lines = simulator.keys.named.map { "\($0.name) \($0.key)\n" }.joined()
            try OwnerOnlyFile.write(lines, to: keysFile)
        }
        if let stateFile { try OwnerOnlyFile.write(simulator.nodeState.text, to: stateFile) }
        if let authorityFile { try OwnerOnlyFile.write(simulator.certificateAuthorityPEM, to: authorityFile) }
        if let httpsPortFile, let port = simulator.httpsPort {
            try OwnerOnlyFile.write("\(port)\n", to: httpsPortFile)
        }
        print("Octopus Server \(options.version), \(options.scenario.rawValue)")
        print(simulator.url)
        if let url = simulator.httpsURL { print("\(url) (certificate \(simulator.portalThumbprint))") }
        for port in simulator.tentaclePorts {
            print("port \(port) for Tentacles (certificate \(simulator.tentacleThumbprint))")
        }
        if let keysFile { print("keys: \(keysFile)") }
        fflush(nil)
        // Last, for whoever waits for it finds all the others.
        if let portFile { try OwnerOnlyFile.write("\(simulator.port)\n", to: portFile) }
        await Self.untilToldToEnd()
        await simulator.stop()
    }

    private static func untilToldToEnd() async {
        let (signals, heard) = AsyncStream<Void>.makeStream()
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { heard.yield() }
            source.resume()
            return source
        }
        for await _ in signals { break }
        for source in sources { source.cancel() }
    }
}
