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
    /// Deep by key; lists and single values are replaced whole. Every part keeps the place where it was written.
    func overridden(by other: YAMLNode) -> YAMLNode {
        guard case .mapping(var entries) = value, case .mapping(let others) = other.value else {
            return other
        }
        for entry in others {
            if let index = entries.firstIndex(where: { $0.key.text == entry.key.text }) {
                entries[index].value = entries[index].value.overridden(by: entry.value)
            } else {
                entries.append(entry)
            }
        }
        return YAMLNode(.mapping(entries), at: range)
    }
}
