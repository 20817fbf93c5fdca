internal import CLibYAML

/// Builds the tree of one document from its events, and refuses what a policy does not use.
///
/// Problems that leave the rest of the text readable are collected; the others end the reading.
struct TreeBuilder: ~Copyable {
    private let events: EventReader
    private let limits: YAMLLimits
    private var cursor: SourceCursor
    /// For questions about whole lines, apart from those about values.
    private var lines: SourceCursor
    /// How many inline mappings and lists the present event is in.
    private var flowDepth = 0
    private(set) var nodes = 0
    /// How many entries the last mapping of each depth had: its neighbours mostly have as many.
    private var entryCounts: [Int]
    /// Whether the document ends with `...`.
    private(set) var hasExplicitEnd = false
    private(set) var problems: [YAMLError] = []

    init(events: consuming EventReader, cursor: SourceCursor, limits: YAMLLimits) {
        self.events = events
        self.cursor = cursor
        lines = cursor
        self.limits = limits
        entryCounts = Array(repeating: 0, count: limits.depth + 1)
    }

    /// The tree; `nil` when the text could not be read to its end.
    mutating func document() -> YAMLNode? {
        do throws(YAMLError) {
            try advance()
            try advance()
            guard events.type == YAML_DOCUMENT_START_EVENT else { throw empty }
            if events.hasDirectives { try report(.directive, at: range) }
            try advance()
            if events.type == YAML_SCALAR_EVENT, events.style == .plain, events.span == 0 { throw empty }
            let root = try node(depth: 1)
            try advance()
            hasExplicitEnd = events.isExplicitEnd
            try advance()
            if events.type == YAML_DOCUMENT_START_EVENT {
                throw YAMLError(
                    .secondDocument, at: range, related: .init("the first is here", at: root.range))
            }
            return root
        } catch {
            problems.append(error)
            return nil
        }
    }

    // MARK: - Events

    private mutating func advance() throws(YAMLError) {
        do { try events.advance() } catch { throw error.explained(at: &cursor) }
    }

    private var range: SourceRange { range(from: events.start, to: events.end) }

    private func range(from start: SourcePosition, to end: SourcePosition) -> SourceRange {
        SourceRange(source: cursor.source, start: start, end: end)
    }

    private var empty: YAMLError { YAMLError(.empty, at: range(from: .start, to: .start)) }

    private mutating func report(
        _ message: String, at range: SourceRange, related: YAMLError.Related? = nil
    ) throws(YAMLError) {
        guard problems.count < limits.problems else {
            throw YAMLError("more than \(limits.problems) problems; the rest is not read", at: range)
        }
        problems.append(YAMLError(message, at: range, related: related))
    }

    // MARK: - Nodes

    // `node`, `sequence` and `mapping` call each other up to the depth limit: whatever makes a message
    // stands in other functions, so that their frames stay small.

    /// The node that begins with the present event; its last event is then the present one.
    private mutating func node(depth: Int) throws(YAMLError) -> YAMLNode {
        try checkStart(depth: depth)
        switch events.type {
        case YAML_SCALAR_EVENT: return try scalar()
        case YAML_SEQUENCE_START_EVENT: return try sequence(depth: depth)
        case YAML_MAPPING_START_EVENT: return try mapping(depth: depth)
        default: return try alias()
        }
    }

    private mutating func checkStart(depth: Int) throws(YAMLError) {
        nodes += 1
        guard nodes <= limits.nodes else {
            throw YAMLError("more than \(limits.nodes) values in one text; split the policy", at: range)
        }
        if events.hasAnchor { try report(.anchor, at: range) }
        if events.hasTag { try report(.tag, at: range) }
        guard depth <= limits.depth || events.type == YAML_SCALAR_EVENT else {
            throw YAMLError("nested more than \(limits.depth) levels deep", at: range)
        }
    }

    private mutating func alias() throws(YAMLError) -> YAMLNode {
        try report(.alias, at: range)
        return YAMLNode(.scalar("", style: .plain), at: range)
    }

    private mutating func scalar() throws(YAMLError) -> YAMLNode {
        let style = events.style
        // A plain scalar on one line spans what it holds; else look for a lone `!` before it.
        if style == .plain, events.span != events.characterCount {
            cursor.advance(to: events.start)
            if cursor.byte == UInt8(ascii: "!"), !events.hasTag { try report(.tag, at: range) }
        }
        if events.hasEscapes, let character = events.forbiddenCharacter {
            try report(
                "\(character.name) may not stand in a policy, not even as an escape: \(character.reason)",
                at: range)
        }
        return YAMLNode(.scalar(events.text, style: style), at: range)
    }

    private mutating func sequence(depth: Int) throws(YAMLError) -> YAMLNode {
        let (isFlow, start) = (events.isFlow, events.start)
        var end = events.end
        var items: [YAMLNode] = []
        if isFlow { flowDepth += 1 }
        while try advances(before: YAML_SEQUENCE_END_EVENT) {
            items.append(try node(depth: depth + 1))
            end = items[items.count - 1].range.end
            try check(entries: items.count)
        }
        if isFlow { try leaveFlow(from: start, depth: depth) }
        // libyaml ends a block where the next thing begins, blank lines and comments later.
        return YAMLNode(.sequence(items), at: range(from: start, to: isFlow ? events.end : end))
    }

    private mutating func mapping(depth: Int) throws(YAMLError) -> YAMLNode {
        let (isFlow, start) = (events.isFlow, events.start)
        var end = events.end
        var mapping = MappingEntries(isFlow: isFlow, expecting: entryCounts[depth])
        if isFlow { flowDepth += 1 }
        while try advances(before: YAML_MAPPING_END_EVENT) {
            let key = try node(depth: depth + 1)
            try advance()
            let value = try node(depth: depth + 1)
            end = value.range.end
            try add(YAMLNode.Entry(key: key, value: value), to: &mapping)
        }
        try finish(&mapping.cut)
        entryCounts[depth] = mapping.entries.count
        if isFlow { try leaveFlow(from: start, depth: depth) }
        return YAMLNode(.mapping(mapping.entries), at: range(from: start, to: isFlow ? events.end : end))
    }

    /// libyaml lets tabs indent what stands in brackets and braces. YAML does so only where they are the
    /// whole document (as in a JSON file).
    private mutating func leaveFlow(from start: SourcePosition, depth: Int) throws(YAMLError) {
        flowDepth -= 1
        guard flowDepth == 0, depth > 1, start.line < events.end.line else { return }
        for line in start.line + 1...events.end.line {
            lines.advance(to: SourcePosition(line: line, column: 1))
            if let tab = lines.tabInIndentation() {
                try report(.tab, at: range(from: tab, to: lines.position))
            }
        }
    }

    private mutating func advances(before end: yaml_event_type_t) throws(YAMLError) -> Bool {
        try advance()
        return events.type != end
    }

    private func check(entries: Int) throws(YAMLError) {
        guard entries <= limits.entries else {
            throw YAMLError("more than \(limits.entries) entries in one place; split the policy", at: range)
        }
    }

    private mutating func add(_ entry: consuming YAMLNode.Entry, to mapping: inout MappingEntries)
        throws(YAMLError)
    {
        if mapping.isFlow, isWithoutColon(entry) { return mapping.cut(at: entry.key) }
        try finish(&mapping.cut)
        if entry.key.text == nil {
            try report(.keyOfManyParts, at: entry.key.range)
        } else if entry.key.isPlain("<<") {
            try report(.merge, at: entry.key.range)
        } else if entry.key.isPlain("") {
            try report(.missingKey, at: entry.key.range)
        } else {
            let place = entry.key.range
            if let first = mapping.add(entry) {
                try report(.duplicate, at: place, related: .init("first given here", at: first))
            }
        }
        try check(entries: mapping.entries.count)
    }

    // MARK: - Sentences that a comma cut

    /// Whether an entry of an inline mapping has only a key; the present event is its empty value.
    private mutating func isWithoutColon(_ entry: YAMLNode.Entry) -> Bool {
        let (key, value) = (entry.key, entry.value)
        guard value.isPlain(""), value.range.start == value.range.end, key.isPlain, !key.isPlain("") else {
            return false
        }
        cursor.advance(to: value.range.start)
        return cursor.byteBefore != UInt8(ascii: ":")
    }

    private mutating func finish(_ cut: inout CutSentence?) throws(YAMLError) {
        guard let found = cut else { return }
        cut = nil
        try report(found.message, at: range(from: found.start, to: found.end))
    }
}

extension YAMLNode {
    fileprivate var isPlain: Bool {
        if case .scalar(_, .plain) = value { true } else { false }
    }

    fileprivate func isPlain(_ text: String) -> Bool {
        if case .scalar(text, .plain) = value { true } else { false }
    }
}

extension String {
    fileprivate static let empty = "the text holds no policy: it is empty, or comments only"
    fileprivate static let directive =
        "directives (`%YAML`, `%TAG`) are no part of a policy; remove everything above `---`"
    fileprivate static let secondDocument =
        "a second document begins here; one file holds one policy: remove the `---`, or use two files"
    fileprivate static let anchor =
        "anchors (`&name`) are no part of a policy; use `variables`, or put a text that begins with `&` in quotes"
    fileprivate static let alias =
        "aliases (`*name`) are no part of a policy; use `variables`, or put a text that begins with `*` in quotes"
    fileprivate static let merge =
        "merge keys (`<<`) are no part of a policy; use `variables` for values and `extends` for whole parts"
    fileprivate static let tag =
        "tags (`!name`) are no part of a policy; remove it, or put a text that begins with `!` in quotes"
    fileprivate static let tab = "a tab cannot indent; use spaces"
    fileprivate static let keyOfManyParts = "a key must be a single word or text, not a list or a mapping"
    fileprivate static let missingKey = "a key is missing before `:`"
    fileprivate static let duplicate = "the same key twice in one mapping; remove one of them"
}
