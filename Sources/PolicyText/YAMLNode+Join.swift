extension YAMLNode {
    /// Adds what a further piece of the same text holds: `more`, which continues the block mappings at these
    /// indentations.
    ///
    /// - Returns: false where this tree does not end in such mappings, or has one of the keys already. The tree is then
    ///   of no use.
    mutating func join(_ more: consuming YAMLNode, at indentations: ArraySlice<Int>, entryLimit: Int) -> Bool
    {
        guard let indentation = indentations.first, isBlock(at: indentation),
            case .mapping(var entries) = value, case .mapping(var others) = more.value
        else { return false }
        let endsInNothing = entries[entries.count - 1].value.endsInNothing
        // Given up, so that `entries` is changed in place.
        value = .mapping([])
        range.end = more.range.end
        if indentations.count > 1 {
            let isJoined = entries[entries.count - 1].value.join(
                others.removeFirst().value, at: indentations.dropFirst(), entryLimit: entryLimit)
            guard isJoined else { return false }
        } else if endsInNothing {
            return false
        }
        entries += others
        value = .mapping(entries)
        return entries.count <= entryLimit && Set(entries.lazy.compactMap(\.key.text)).count == entries.count
    }

    /// Whether the last value in it was left out: where it would be can depend on what comes next.
    private var endsInNothing: Bool {
        switch value {
        case .scalar(let text, .plain): text.isEmpty
        case .scalar: false
        case .sequence(let items): items.last?.endsInNothing ?? false
        case .mapping(let entries): entries.last?.value.endsInNothing ?? false
        }
    }

    /// Whether this is a mapping that is not in braces, with keys that are indented so far.
    private func isBlock(at indentation: Int) -> Bool {
        guard case .mapping(let entries) = value, let first = entries.first else { return false }
        return range.start == first.key.range.start && range.start.column == indentation + 1
    }
}
