/// The entries of a mapping while it is read; its keys are distinct.
struct MappingEntries {
    /// Whether it is written in braces.
    let isFlow: Bool
    private(set) var entries: [YAMLNode.Entry] = []
    /// The keys without a value that were read last.
    var cut: CutSentence?
    /// Only for large mappings: comparing with a few keys is faster than hashing.
    private var keys: Set<String>?

    private static let small = 16

    /// - Parameter count: how many entries are likely.
    init(isFlow: Bool, expecting count: Int) {
        self.isFlow = isFlow
        entries.reserveCapacity(count)
    }

    /// Notes a key without a value.
    mutating func cut(at key: YAMLNode) {
        if cut == nil { cut = CutSentence(after: entries.last, piece: key) }
        cut?.end = key.range.end
    }

    /// Adds an entry, unless there is one with the same key: then its place is the answer. Keys that look
    /// the same are the same: `é` may be one character or two.
    mutating func add(_ entry: consuming YAMLNode.Entry) -> SourceRange? {
        guard case .scalar(let key, _) = entry.key.value else { preconditionFailure("a key is a scalar") }
        if keys == nil, entries.count >= Self.small { keys = Set(entries.compactMap(\.key.text)) }
        if keys == nil || keys?.insert(key).inserted == false, let first = place(of: key) { return first }
        entries.append(entry)
        return nil
    }

    private func place(of key: String) -> SourceRange? {
        for index in entries.indices {
            if case .scalar(key, _) = entries[index].key.value { return entries[index].key.range }
        }
        return nil
    }
}
