import ArgumentParser
import Convergence
import OctopusServer

/// Which Octopus Server, and how it is reached. A key is named by where it is kept and never written on a command line, where
/// everyone who can list processes reads it.
struct ServerOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The URL of the server, as in https://octopus.example.com; without it $OCTOPUS_URL.",
            valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "The environment variable that holds an API key. Without any such option $OCTOPUS_API_KEY is used, if it is set.",
            valueName: "name"))
    var apiKeyEnv: String?

    @Option(
        help: ArgumentHelp(
            "A file that only its owner may read and that holds an API key.", valueName: "file"),
        completion: .file())
    var apiKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "The environment variable that holds an access token of OpenID Connect.", valueName: "name"))
    var tokenEnv: String?

    @Option(
        help: ArgumentHelp(
            "A file that only its owner may read and that holds an access token.", valueName: "file"),
        completion: .file())
    var tokenFile: String?

    @Flag(help: "Look without a key, also where $OCTOPUS_API_KEY is set.")
    var keyless = false

    @Option(
        help: ArgumentHelp("A file of PEM certificates to trust instead of the system's.", valueName: "file"),
        completion: .file())
    var ca: String?

    @Option(
        help: ArgumentHelp(
            "The thumbprint (SHA-1 or SHA-256) of the one certificate to trust.", valueName: "thumbprint"))
    var pin: String?

    @Option(
        help: ArgumentHelp(
            "A node of the server and how its command line is reached: local, docker:NAME, podman:NAME, "
                + "kubectl:NAMESPACE/POD or ssh://user@host. Repeatable.", valueName: "name=reach"))
    var node: [String] = []

    @Option(name: .customLong("api-key"), help: .hidden)
    var literalKey: String?

    @Option(name: .customLong("token"), help: .hidden)
    var literalToken: String?

    func validate() throws {
        guard literalKey == nil, literalToken == nil else {
            throw ValidationError(
                "a key on a command line is read by everyone who can list processes, and kept by shells: say where it is "
                    + "kept, with --api-key-env NAME or --api-key-file FILE, and make a new one, for this one was seen"
            )
        }
        let named = [apiKeyEnv, apiKeyFile, tokenEnv, tokenFile].compactMap(\.self)
        guard named.count <= 1, named.isEmpty || !keyless else {
            throw ValidationError(
                "name one key: --api-key-env, --api-key-file, --token-env, --token-file or --keyless")
        }
        guard ca == nil || pin == nil else { throw ValidationError("write --ca or --pin, not both") }
    }

    /// The same again, as words of a command line.
    var words: [String] {
        var words = url.map { [$0] } ?? []
        for (option, value) in [
            ("--api-key-env", apiKeyEnv), ("--api-key-file", apiKeyFile), ("--token-env", tokenEnv),
            ("--token-file", tokenFile), ("--ca", ca), ("--pin", pin),
        ] {
            if let value { words += repeated(option, value) }
        }
        return words + (keyless ? ["--keyless"] : []) + node.flatMap { repeated("--node", $0) }
    }

    /// Reads it all; a mistake ends the command before anything is asked.
    func connection() throws(Failure) -> OctopusConnection {
        let written = url ?? Terminal.environment("OCTOPUS_URL")
        guard !written.isEmpty else {
            throw Failure(
                .usage, "say which server: holdfast checkup https://octopus.example.com, or set OCTOPUS_URL")
        }
        // Not repeated: it may hold a password.
        guard let address = WebAddress(written) else {
            throw Failure(
                .usage,
                "\(url == nil ? "$OCTOPUS_URL" : "what is given") is no URL of a server: write it with its scheme and without a "
                    + "name, a password or a query, as in https://octopus.example.com")
        }
        let look = try credential()
        guard look == nil || address.scheme == .https || Loopback.isLoopback(address.endpoint.host) else {
            throw Failure(
                .refused,
                "\(address) is clear http, over which anybody may read the key: write https://, reach it over loopback as with "
                    + "ssh -L, or look without a key with --keyless")
        }
        return OctopusConnection(publicURL: address, look: look, trust: try trust(), nodes: try nodes())
    }

    private func credential() throws(Failure) -> OctopusConnection.Credential? {
        if keyless { return nil }
        if let apiKeyEnv { return .apiKey(try Self.variable(apiKeyEnv, of: "--api-key-env")) }
        if let apiKeyFile { return .apiKey(try Self.file(apiKeyFile, of: "--api-key-file")) }
        if let tokenEnv { return .token(try Self.variable(tokenEnv, of: "--token-env")) }
        if let tokenFile { return .token(try Self.file(tokenFile, of: "--token-file")) }
        // As Octopus's own command line names them.
        if !Terminal.environment("OCTOPUS_API_KEY").isEmpty {
            return .apiKey(.environment(variable: "OCTOPUS_API_KEY"))
        }
        if !Terminal.environment("OCTOPUS_ACCESS_TOKEN").isEmpty {
            return .token(.environment(variable: "OCTOPUS_ACCESS_TOKEN"))
        }
        return nil
    }

    private static func variable(_ name: String, of option: String) throws(Failure) -> SecretReference {
        // Whoever writes the key itself there gets no echo of it.
        let isName = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (48...57).contains(byte) || (65...90).contains(byte)
                || (97...122).contains(byte)
        }
        guard isName, name.utf8.first.map({ !(48...57).contains($0) }) == true else {
            throw Failure(.usage, "\(option) takes the name of an environment variable, never the key itself")
        }
        guard !Terminal.environment(name).isEmpty else {
            throw Failure(.usage, "the environment variable that \(option) names is not set: export it first")
        }
        return .environment(variable: name)
    }

    private static func file(_ path: String, of option: String) throws(Failure) -> SecretReference {
        // Whoever writes the key itself there gets no echo of it.
        guard FileSystem.exists(path), let path = Path(FileSystem.absolute(path)) else {
            throw Failure(
                .usage,
                "the file that \(option) names is not there: it takes the path of a file, never the key itself"
            )
        }
        return .file(at: path)
    }

    private func trust() throws(Failure) -> OctopusConnection.Trust {
        if let ca {
            guard let path = Path(FileSystem.absolute(ca)), FileSystem.exists(path.description) else {
                throw Failure(.usage, "--ca \(ca): there is no such file")
            }
            return .authority(at: path)
        }
        guard let pin else { return .system }
        guard let thumbprint = OctopusConnection.thumbprint(pin) else {
            throw Failure(.usage, "--pin takes a thumbprint: 40 hexadecimal digits (SHA-1) or 64 (SHA-256)")
        }
        return .pinned(thumbprint: thumbprint)
    }

    private func nodes() throws(Failure) -> [OctopusConnection.Node] {
        var nodes: [OctopusConnection.Node] = []
        for text in node {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            guard parts.count == 2, !parts[0].isEmpty, let reach = OctopusConnection.Reach(parts[1]) else {
                throw Failure(
                    .usage,
                    "--node takes a name and how it is reached, as in --node web1=ssh://admin@web1: local, docker:NAME, "
                        + "podman:NAME, kubectl:NAMESPACE/POD or ssh://user@host")
            }
            // A variable in a name is none to a policy, and there is no other way to write these.
            guard !parts[0].contains("${") else {
                throw Failure(.usage, "--node: the name of a node cannot hold '${'")
            }
            guard !nodes.contains(where: { $0.name == parts[0] }) else {
                throw Failure(.usage, "--node \(parts[0]) is given twice")
            }
            nodes.append(OctopusConnection.Node(name: parts[0], reach: reach))
        }
        return nodes
    }
}
