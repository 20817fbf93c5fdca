import Convergence

/// The policy that a command line stands for: the bundled checkup with this server, as text, so that it is read, shown in a
/// report with its digest, and written to a file like any other. It holds no secret, only where one is kept.
struct CheckupPolicy {
    static let bundled = "bundled:octopus-checkup@1"
    /// How messages and reports call it.
    static let sourceName = "<command line>"

    let connection: OctopusConnection
    var name = "octopus-checkup"
    /// What lies below; empty where policies are named beside it.
    var extends = [Self.bundled]
    var title: String?

    var source: PolicySource { PolicySource(name: Self.sourceName, bytes: Array(text.utf8)) }

    var text: String { head + octopus }

    private var head: String {
        var text = "holdfast: 1\npolicy: \(isPlainName ? name : Self.quoted(name))\n"
        if let title { text += "title: \(Self.quoted(title))\n" }
        if !extends.isEmpty { text += "extends: [\(extends.map(Self.quoted).joined(separator: ", "))]\n" }
        return text
    }

    private var isPlainName: Bool {
        name.first?.isLetter == true
            && name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (48...57).contains(byte) || (97...122).contains(byte)
            }
    }

    /// The section, and the variable that the bundled policy reads.
    private var octopus: String {
        var text = """
            variables: { octopus-url: \(Self.quoted(connection.publicURL.description)) }
            octopus:
              public: \(Self.quoted(connection.publicURL.description))

            """
        if connection.api != connection.publicURL {
            text += "  api: \(Self.quoted(connection.api.description))\n"
        }
        if let look = connection.look { text += "  look: \(Self.written(look))\n" }
        switch connection.trust {
        case .system: break
        case .authority(let path): text += "  trust: { ca: \(Self.quoted(path.description)) }\n"
        case .pinned(let thumbprint): text += "  trust: { pinned: \(Self.quoted(thumbprint)) }\n"
        }
        guard !connection.nodes.isEmpty else { return text }
        text += "  nodes:\n"
        for node in connection.nodes {
            text += "    \(Self.quoted(node.name)): { reach: \(Self.quoted(node.reach.written)) }\n"
        }
        return text
    }

    private static func written(_ look: OctopusConnection.Credential) -> String {
        switch look {
        case .apiKey(let secret): "{ api-key: \(written(secret)) }"
        case .token(let secret): "{ token: \(written(secret)) }"
        }
    }

    private static func written(_ secret: SecretReference) -> String {
        switch secret {
        case .environment(let variable): "{ env: \(quoted(variable)) }"
        case .file(let path): "{ file: \(quoted(path.description)) }"
        case .credential(let name): "{ credential: \(quoted(name)) }"
        case .command(let command):
            "{ command: [\(([command.executable.description] + command.arguments).map(quoted).joined(separator: ", "))] }"
        }
    }

    /// A double-quoted scalar of YAML; variables in it are none.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.replacing("${", with: "$${").unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
                result += "\\u" + String(String(scalar.value + 0x10000, radix: 16).dropFirst())
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension OctopusConnection.Reach {
    /// As `octopus.nodes` takes it; the shell of ssh is left to what is usual.
    fileprivate var written: String {
        switch self {
        case .local: "local"
        case .docker(let container): "docker:\(container)"
        case .podman(let container): "podman:\(container)"
        case .kubectl(let namespace, let pod): "kubectl:\(namespace)/\(pod)"
        case .ssh(let destination, _): "ssh://\(destination)"
        }
    }
}
