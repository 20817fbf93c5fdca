internal import PolicyText

/// Fills variables into a tree. Only scalars with a `$` are touched; what is filled in counts as quoted, so that no
/// value is mistaken for "nothing".
struct Substitution {
    private(set) var variables: VariableTable
    private(set) var problems: SubstitutionProblems
    /// Texts that could not be filled in: what else is wrong with them is no news.
    private(set) var broken: Set<SourceRange> = []

    init(_ variables: VariableTable, in sources: [PolicySource]) {
        self.variables = variables
        problems = SubstitutionProblems(in: sources)
        self.variables.fillAll(into: &problems)
    }

    /// What is read before there are variables.
    private static let literal = ["holdfast", "policy", "extends"]

    /// The document with everything filled in.
    mutating func fill(_ document: PolicyDocument, of source: PolicySource) -> YAMLNode {
        // A `$` can be written as an escape, which begins with a backslash.
        guard ByteSearch.finds(UInt8(ascii: "$"), or: UInt8(ascii: "\\"), in: source.bytes) else {
            return document.root
        }
        var root = document.root
        let entries = document.entries.map { entry in
            var entry = entry
            if Self.literal.contains(entry.key.text ?? "") {
                refuseVariables(in: entry)
            } else if entry.key.text == "variables" {
                // The table has filled them in.
            } else if let filled = filled(entry.value) {
                entry.value = filled
            }
            return entry
        }
        root.value = .mapping(entries)
        return root
    }

    /// `nil` where nothing changes.
    private mutating func filled(_ node: YAMLNode) -> YAMLNode? {
        switch node.value {
        case .scalar(let text, _):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return nil }
            guard let filled = variables.fill(text, at: node.range, &problems) else {
                broken.insert(node.range)
                return nil
            }
            return YAMLNode(.scalar(filled, style: .quoted), at: node.range)
        case .sequence(let nodes):
            var changed: [YAMLNode]?
            for (index, item) in nodes.enumerated() {
                if let new = filled(item) { changed = changed.replacing(index, with: new, in: nodes) }
            }
            return changed.map { YAMLNode(.sequence($0), at: node.range) }
        case .mapping(let entries):
            var changed: [YAMLNode.Entry]?
            for (index, entry) in entries.enumerated() {
                if let text = entry.key.text, text.utf8.contains(UInt8(ascii: "$")) {
                    refuseName(in: text, at: entry.key.range)
                }
                if let new = filled(entry.value) {
                    changed = changed.replacing(index, with: .init(key: entry.key, value: new), in: entries)
                }
            }
            return changed.map { YAMLNode(.mapping($0), at: node.range) }
        }
    }

    private mutating func refuseName(in key: String, at range: SourceRange) {
        guard Template(key).hasNames else { return }
        problems.report(.variableInKey, at: range)
        broken.insert(range)
    }

    private mutating func refuseVariables(in entry: YAMLNode.Entry) {
        let nodes = if case .sequence(let nodes) = entry.value.value { nodes } else { [entry.value] }
        for node in nodes where node.text?.contains("${") == true {
            problems.report(.tooEarly(entry.key.text ?? ""), at: node.range)
            broken.insert(node.range)
        }
    }
}

extension Optional {
    /// A copy of `original` with the changes so far and one more.
    fileprivate func replacing<Element>(
        _ index: Int, with new: Element, in original: [Element]
    ) -> [Element] where Wrapped == [Element] {
        var copy = self ?? original
        copy[index] = new
        return copy
    }
}

extension Diagnostic.Message {
    fileprivate static let variableInKey: Self =
        "a variable can stand in a value, not in a name; for a literal '${' in a value write '$${'"
    fileprivate static func tooEarly(_ key: String) -> Self {
        "'\(key)' is read before variables have values; write it without '${'"
    }
}
