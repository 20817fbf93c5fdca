internal import PolicyText

/// The `octopus` section of a policy as it is written.
struct OctopusFields {
    let connection: OctopusConnection

    init(reading fields: inout Fields) {
        let publicURL = fields.required(
            "public", .webAddress, "The URL under which people reach the server.")
        let api = fields.optional(
            "api", .webAddress, "The URL under which holdfast reaches it, where that is another.")
        let look = fields.optional(
            "look", credentialShape,
            "How holdfast is let in to look. Without it, only what the server tells everybody is known.")
        let trust = fields.optional(
            "trust", trustShape, default: .system, shown: "the system's authorities",
            "Whose word is taken for the certificate that the server shows to holdfast.")
        let nodes = fields.optional(
            "nodes", nodesShape, default: [], shown: "none",
            "Every node by its name, and how its command line is reached: what only that tells is unknown without."
        )
        connection = OctopusConnection(
            publicURL: publicURL, api: api, look: look, trust: trust,
            nodes: nodes.map { node in
                OctopusConnection.Node(
                    name: node.key, reach: node.value.reach, instance: node.value.instance,
                    program: node.value.program)
            })
    }
}

private struct NodeFields {
    let reach: OctopusConnection.Reach
    let instance: String
    let program: String?

    init(reading fields: inout Fields) {
        let text = fields.required(
            "reach", reachShape,
            "local, docker:NAME, podman:NAME, kubectl:NAMESPACE/POD or ssh://user@host.")
        let shell = fields.optional(
            "shell", shellShape, "The shell that ssh meets: posix, powershell or cmd.")
        if let shell {
            if case .ssh(let destination, _) = text {
                reach = .ssh(destination: destination, shell: shell)
            } else {
                reach = text
                fields.reject("shell", "'shell' belongs to a node that is reached by ssh://")
            }
        } else {
            reach = text
        }
        instance = fields.optional(
            "instance", .text, default: "OctopusServer", "The instance of the server on this node.")
        program = fields.optional(
            "program", .text, "Where the server's program is, where that is not the usual place.")
    }
}

private let credentialShape = Shape<OctopusConnection.Credential>.mapping { fields in
    fields.exactlyOne(of: [
        .init("api-key", .secret, "An API key of the server.") { .apiKey($0) },
        .init("token", .secret, "An access token of OpenID Connect, for a service account.") { .token($0) },
    ])
}

private let trustShape = Shape<OctopusConnection.Trust>.mapping { fields in
    fields.exactlyOne(of: [
        .init("ca", .path, "A file of PEM certificates, instead of the system's.") { .authority(at: $0) },
        .init("pinned", thumbprintShape, "The thumbprint (SHA-1 or SHA-256) of the one certificate.") {
            .pinned(thumbprint: $0)
        },
    ])
}

private let thumbprintShape = Shape<String>.thumbprint
private let shellShape = Shape<OctopusConnection.Shell>.choice
private let nodesShape = Shape<[Pair<NodeFields>]>.pairs(of: .mapping(NodeFields.init(reading:)))

extension Shape where Value == String {
    /// A certificate's SHA-1 or SHA-256 in hexadecimal, colons and spaces not counting; upper case.
    package static var thumbprint: Shape { hexadecimal }
}

private let hexadecimal = Shape<String>.scalar(
    .text(pattern: "^([0-9A-Fa-f]{2}[: ]?){20}(([0-9A-Fa-f]{2}[: ]?){12})?$", mayBeNumber: true),
    placeholder: ""
) { text throws(Diagnostic.Rejection) in
    guard let digits = OctopusConnection.thumbprint(text) else {
        throw Diagnostic.Rejection("write a thumbprint: 40 hexadecimal digits (SHA-1) or 64 (SHA-256)")
    }
    return digits
}

extension OctopusConnection {
    /// The digits of a certificate's SHA-1 or SHA-256 in upper case, colons and spaces not counting; `nil` when it is none.
    package static func thumbprint(_ text: String) -> String? {
        let digits = text.uppercased().filter { $0 != ":" && $0 != " " }
        guard digits.utf8.count == 40 || digits.utf8.count == 64,
            digits.utf8.allSatisfy({ (48...57).contains($0) || (65...70).contains($0) })
        else { return nil }
        return digits
    }
}

private let reachShape = Shape<OctopusConnection.Reach>.scalar(
    .text(pattern: "^(local|(docker|podman):.+|kubectl:[^/]+/.+|ssh://.+)$"), placeholder: .local
) { text throws(Diagnostic.Rejection) in
    guard let reach = OctopusConnection.Reach(text) else {
        throw Diagnostic.Rejection(
            "write local, docker:NAME, podman:NAME, kubectl:NAMESPACE/POD or ssh://user@host")
    }
    return reach
}

extension OctopusConnection.Reach {
    /// `local`, `docker:NAME`, `podman:NAME`, `kubectl:NAMESPACE/POD` or `ssh://user@host`; `nil` when it is none of these.
    package init?(_ text: String) {
        if text == "local" {
            self = .local
        } else if let name = text.after("docker:") {
            self = .docker(container: name)
        } else if let name = text.after("podman:") {
            self = .podman(container: name)
        } else if let destination = text.after("ssh://") {
            guard !destination.split(separator: "@").contains(where: { $0.hasPrefix("-") }) else {
                return nil
            }
            self = .ssh(destination: destination, shell: .posix)
        } else if let pod = text.after("kubectl:") {
            let parts = pod.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") }) else {
                return nil
            }
            self = .kubectl(namespace: parts[0], pod: parts[1])
        } else {
            return nil
        }
    }
}

extension String {
    /// What stands after a prefix; `nil` where that is nothing, or could be taken for an option by a program.
    fileprivate func after(_ prefix: String) -> String? {
        guard hasPrefix(prefix) else { return nil }
        let rest = String(dropFirst(prefix.count))
        guard let first = rest.utf8.first, first != UInt8(ascii: "-"),
            rest.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else { return nil }
        return rest
    }
}
