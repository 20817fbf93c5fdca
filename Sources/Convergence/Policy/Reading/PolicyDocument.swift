internal import PolicyText

/// One text of a policy as it was parsed, before its variables are filled in.
struct PolicyDocument {
    /// The version of the language that this reads.
    static let languageVersion = 1

    let source: SourceID
    let root: YAMLNode
    let entries: [YAMLNode.Entry]

    /// - Throws: when the text is not a policy, or one for another reader; then no more of it is read.
    init(_ root: YAMLNode, source: SourceID) throws(Diagnostic.Rejected) {
        guard case .mapping(let entries) = root.value else {
            // A file named by mistake may hold anything, a password too.
            throw Diagnostic.Rejected(.notAPolicy, at: root.range, isConfidential: true)
        }
        guard let version = entries.first(where: { $0.key.text == "holdfast" }) else {
            throw Diagnostic.Rejected(.versionMissing, at: root.range.firstLine)
        }
        guard version.value.text == String(Self.languageVersion) else {
            throw Diagnostic.Rejected(.otherVersion, at: version.value.range.firstLine)
        }
        self.source = source
        self.root = root
        self.entries = entries
    }

    func value(of name: String) -> YAMLNode? { entries.first { $0.key.text == name }?.value }

    /// The policies under this one, as far as they are written as texts; the header complains about the rest.
    var extends: [Placed<String>] {
        guard let node = value(of: "extends") else { return [] }
        let nodes = if case .sequence(let nodes) = node.value { nodes } else { [node] }
        return nodes.compactMap { node in
            node.text.flatMap { $0.isEmpty ? nil : Placed($0, at: node.range) }
        }
    }
}

extension Diagnostic {
    /// A mistake after which nothing more can be said.
    struct Rejected: Error {
        let diagnostic: Diagnostic

        init(_ message: Message, at range: SourceRange, isConfidential: Bool = false) {
            var diagnostic = Diagnostic(.error, message, at: range)
            diagnostic.isConfidential = isConfidential
            self.diagnostic = diagnostic
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let notAPolicy: Self =
        "this is not a policy: write 'holdfast: 1', 'policy: a-name' and 'controls:' here"
    fileprivate static let versionMissing: Self =
        "'holdfast: 1' is missing: it says in which version of the language this policy is written"
    fileprivate static let otherVersion: Self =
        "this policy is written for another version of the language; this holdfast reads 'holdfast: 1' only"
}
