internal import PolicyText

/// A control as its texts say it, with every override laid over it, before its fields are read.
struct ControlDraft {
    let section: String
    let id: Placed<String>
    var node: YAMLNode

    /// The fields of the control.
    var entries: [YAMLNode.Entry] {
        if case .mapping(let entries) = node.value { entries } else { [] }
    }
}

extension YAMLNode {
    /// Deep by key; lists and single values are replaced whole, and a `~` takes a field away. Every part keeps the place
    /// where it was written; one that lost a field stands where that was said, for it may now lack something there.
    ///
    /// - Parameter missing: the fields to be taken away that are not there.
    func overridden(by other: YAMLNode, missing: inout [MissingField]) -> YAMLNode {
        guard case .mapping(let others) = other.value else { return other }
        var entries: [YAMLNode.Entry] = []
        if case .mapping(let own) = value { entries = own }
        var lost: SourceRange?
        for entry in others {
            let index = entries.firstIndex { $0.key.text == entry.key.text }
            switch (index, entry.value.meansNothing) {
            case (let index?, true):
                entries.remove(at: index)
                lost = lost ?? entry.value.range
            case (nil, true):
                missing.append(MissingField(entry: entry, known: entries.compactMap(\.key.text)))
            case (let index?, false):
                entries[index].value = entries[index].value.overridden(by: entry.value, missing: &missing)
            case (nil, false):
                entries.append(
                    .init(
                        key: entry.key,
                        value: YAMLNode(.mapping([]), at: entry.value.range)
                            .overridden(by: entry.value, missing: &missing)))
            }
        }
        return YAMLNode(.mapping(entries), at: lost ?? (value.isMapping ? range : other.range))
    }

    /// A plain `~`: nothing, said on purpose. Where nothing at all is written, something was forgotten.
    private var meansNothing: Bool { if case .scalar("~", .plain) = value { true } else { false } }
}

extension YAMLNode.Value {
    fileprivate var isMapping: Bool { if case .mapping = self { true } else { false } }
}

/// A field that an override takes away and that the layers below do not have.
struct MissingField {
    var entry: YAMLNode.Entry
    /// The fields that are there.
    var known: [String]
}
