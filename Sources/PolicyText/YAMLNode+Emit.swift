extension YAMLNode {
    /// The node as a YAML text in block style: for policies that Holdfast writes itself. The same node
    /// gives the same bytes, and `parse` gives back a node that `matches` it.
    ///
    /// - Parameter comments: lines above it, without `#`.
    /// - Throws: when a policy cannot hold the node, at the node that is in the way: a forbidden
    ///   character, a key that is no scalar, more than the limits allow.
    package func emit(comments: [String] = []) throws(YAMLError) -> [UInt8] {
        var bytes: [UInt8] = []
        for comment in comments {
            for line in comment.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
                let shown = ForbiddenCharacter.shown(in: line)
                bytes += Array((shown.isEmpty ? "#\n" : "# \(shown)\n").utf8)
            }
        }
        let writer = EventWriter()
        try writer.write(self)
        bytes += writer.bytes
        // libyaml's emitter has its own opinions; no policy leaves that does not read back.
        let readBack = try Self.parse(bytes, source: range.source)
        guard readBack.matches(self) else {
            throw YAMLError("cannot be written so that it reads back the same", at: range)
        }
        return bytes
    }

    /// Whether both hold the same texts in the same shape, wherever and however they were written.
    /// A plain scalar matches a quoted one when neither could mean "nothing".
    package func matches(_ other: YAMLNode) -> Bool {
        switch (value, other.value) {
        case (.scalar(let text, let style), .scalar(let otherText, let otherStyle)):
            guard text.utf8.elementsEqual(otherText.utf8) else { return false }
            let mayMeanNothing = text.isEmpty || text == "~" || text.lowercased() == "null"
            return !mayMeanNothing || (style == .plain) == (otherStyle == .plain)
        case (.sequence(let items), .sequence(let others)):
            return items.count == others.count && zip(items, others).allSatisfy { $0.matches($1) }
        case (.mapping(let entries), .mapping(let others)):
            return entries.count == others.count
                && zip(entries, others).allSatisfy { $0.key.matches($1.key) && $0.value.matches($1.value) }
        default:
            return false
        }
    }
}
