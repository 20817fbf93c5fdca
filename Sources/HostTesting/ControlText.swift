package import Convergence
package import PolicyText

/// Reads one control, written as it stands below a section of a policy, for the tests of a kind.
package struct ControlText<Kind: ResourceKind> {
    package var resource: Kind
    /// Every complaint of the kind's fields.
    package var diagnostics: [Diagnostic]

    /// - Parameters:
    ///   - files: what lies beside the policy.
    ///   - octopus: the policy's Octopus Server; `nil` for a policy that names none.
    /// - Throws: when the text is not YAML, or has no field named as the kind.
    package init(
        _ kind: Kind.Type, _ text: String, files: [String: [UInt8]] = [:],
        octopus: OctopusConnection? = .example
    ) throws(YAMLError) {
        let root = try YAMLNode.parse(Array(text.utf8), source: SourceID(0))
        guard case .mapping(let controls) = root.value, let control = controls.first,
            let node = control.value[kind.keyword]
        else { throw YAMLError("no control with a '\(kind.keyword)'", at: root.range) }
        self.init(kind, fields: node, files: files, octopus: octopus)
    }

    /// Reads the fields alone: `path: /etc/hosts`.
    package init(
        fields text: String, files: [String: [UInt8]] = [:], octopus: OctopusConnection? = .example
    ) throws(YAMLError) {
        let node = try YAMLNode.parse(Array(text.utf8), source: SourceID(0))
        self.init(Kind.self, fields: node, files: files, octopus: octopus)
    }

    private init(
        _ kind: Kind.Type, fields node: YAMLNode, files: [String: [UInt8]], octopus: OctopusConnection?
    ) {
        let surroundings = Surroundings(
            octopus: octopus,
            file: { (name, _) throws(Diagnostic.Rejection) in
                guard let bytes = files[name] else {
                    throw Diagnostic.Rejection("there is no file '\(name)'")
                }
                return bytes
            })
        var fields = Fields(node.withSecretMarks, surroundings: surroundings)
        resource = Kind(reading: &fields)
        diagnostics = fields.finish()
    }
}

extension OctopusConnection {
    /// The server of the policies in tests: `https://octopus.example.com`, one node.
    package static var example: OctopusConnection {
        OctopusConnection(
            publicURL: WebAddress(.https, Endpoint(host: "octopus.example.com", port: 443)),
            nodes: [Node(name: "main", reach: .local)])
    }
}

extension YAMLNode {
    fileprivate subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = value else { return nil }
        return entries.first { $0.key.text == key }?.value
    }

    /// Secrets as the reader of policies hands them to a kind.
    fileprivate var withSecretMarks: YAMLNode {
        var node = self
        switch value {
        case .scalar(let text, _):
            let marked = text.replacing(#/\$\{secret\.([a-z0-9-]+)\}/#) { SecretMark.mark($0.output.1) }
            if marked != text { node.value = .scalar(marked, style: .quoted) }
        case .sequence(let items): node.value = .sequence(items.map(\.withSecretMarks))
        case .mapping(let entries):
            node.value = .mapping(
                entries.map { Entry(key: $0.key, value: $0.value.withSecretMarks) })
        }
        return node
    }
}
