internal import PolicyText

/// The controls of all layers: the lowest first, each layer's removals and overrides applied to those below it.
struct PolicyLayers {
    private let keywords: [String]
    private let isComplete: Bool
    private let sources: [PolicySource]
    private var drafts: [ControlDraft?] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Where each control that is gone was removed.
    private(set) var removed: [String: SourceRange] = [:]
    private var indexes: [String: Int] = [:]

    init(keywords: [String], sources: [PolicySource], isComplete: Bool) {
        self.keywords = keywords
        self.sources = sources
        self.isComplete = isComplete
    }

    /// What is left, in the order of the texts.
    var controls: [ControlDraft] { drafts.compactMap(\.self) }

    mutating func lay(_ header: PolicyHeader) {
        let changesOthers = header.remove != nil || header.override != nil
        let own = changesOthers ? header.controls.map(Self.ids(in:)) ?? [] : []
        if let node = header.remove { remove(node, own: own) }
        if let node = header.override { override(node, own: own) }
        if let node = header.controls { add(node) }
    }

    private static func ids(in controls: YAMLNode) -> Set<String> {
        guard case .mapping(let sections) = controls.value else { return [] }
        var ids: Set<String> = []
        for section in sections {
            guard case .mapping(let entries) = section.value.value else { continue }
            ids.formUnion(entries.compactMap(\.key.text))
        }
        return ids
    }

    // MARK: - Controls

    private mutating func add(_ node: YAMLNode) {
        let sections = entries(of: node)
        let count = drafts.count + sections.reduce(0) { $0 + $1.value.entryCount }
        drafts.reserveCapacity(count)
        indexes.reserveCapacity(count)
        for section in sections {
            guard let name = identifier(section.key, .sectionName) else { continue }
            for control in entries(of: section.value) {
                guard let id = identifier(control.key, .controlID) else { continue }
                guard case .mapping = control.value.value else {
                    report(.mappingWanted, at: control.value.range)
                    continue
                }
                add(ControlDraft(section: name, id: Placed(id, at: control.key.range), node: control.value))
            }
        }
    }

    private mutating func add(_ draft: ControlDraft) {
        let earlier = indexes.updateValue(drafts.count, forKey: draft.id.value)
        if let earlier, let first = drafts[earlier] {
            indexes[draft.id.value] = earlier
            let isBelow = first.id.range.source != draft.id.range.source
            report(
                isBelow ? .takenBelow(draft.id.value, name(of: first)) : .taken(draft.id.value),
                at: draft.id.range,
                notes: [.init("'\(draft.id.value)' is first given here", at: first.id.range)])
            return
        }
        if !removed.isEmpty { removed[draft.id.value] = nil }
        drafts.append(draft)
    }

    private func name(of draft: ControlDraft) -> String { sources[Int(draft.id.range.source.index)].name }

    // MARK: - Changes to the layers below

    private mutating func remove(_ node: YAMLNode, own: Set<String>) {
        for entry in entries(of: node) {
            var fields = Fields(entry.value)
            _ = Removal(reading: &fields)
            diagnostics += fields.finish()
            guard let index = find(entry.key, own: own, verb: "removed") else { continue }
            let id = entry.key.text ?? ""
            drafts[index] = nil
            indexes[id] = nil
            removed[id] = entry.key.range
        }
    }

    private mutating func override(_ node: YAMLNode, own: Set<String>) {
        for entry in entries(of: node) {
            guard case .mapping(let changes) = entry.value.value else {
                report(.mappingWanted, at: entry.value.range)
                continue
            }
            guard let index = find(entry.key, own: own, verb: "overridden"), let draft = drafts[index] else {
                continue
            }
            let kept = changes.filter { !refuseKindChange($0, of: draft) }
            var missing: [MissingField] = []
            let changed = draft.node.overridden(
                by: YAMLNode(.mapping(kept), at: entry.value.range), missing: &missing)
            // The control as a whole stays where it was written first.
            drafts[index]?.node = YAMLNode(changed.value, at: draft.node.range)
            for field in missing {
                let key = field.entry.key
                report(.nothingToTakeAway(key.text ?? "", known: field.known), at: key.range)
            }
        }
    }

    /// Whether an override brings another kind than the control has, which is then said.
    private mutating func refuseKindChange(_ change: YAMLNode.Entry, of draft: ControlDraft) -> Bool {
        guard let new = change.key.text, keywords.contains(new) else { return false }
        if case .scalar("~", .plain) = change.value.value {
            report(.kindTakenAway(draft.id.value), at: change.value.range)
            return true
        }
        let kinds = draft.entries.filter { keywords.contains($0.key.text ?? "") }
        guard let old = kinds.first, let kind = old.key.text, !kinds.contains(where: { $0.key.text == new })
        else {
            return false
        }
        report(
            .kindChange(draft.id.value, from: kind, to: new), at: change.key.range,
            notes: [.init("it is a '\(kind)' here", at: old.key.range)])
        return true
    }

    private mutating func find(_ key: YAMLNode, own: Set<String>, verb: String) -> Int? {
        let id = key.text ?? ""
        if let index = indexes[id] { return index }
        if own.contains(id) {
            report(.ownControl(id, verb: verb), at: key.range)
        } else if let place = removed[id] {
            report(
                .removedBelow(id), at: key.range, notes: [.init("'\(id)' was removed here", at: place)])
        } else if isComplete {
            report(.nothingBelow(id, verb: verb, known: Array(indexes.keys)), at: key.range)
        }
        return nil
    }

    // MARK: - Helpers

    private mutating func entries(of node: YAMLNode) -> [YAMLNode.Entry] {
        if case .mapping(let entries) = node.value { return entries }
        report(.mappingWanted, at: node.range)
        return []
    }

    private mutating func identifier(_ key: YAMLNode, _ message: Diagnostic.Message) -> String? {
        guard let text = key.text, Identifier.isOne(text) else {
            report(message, at: key.range)
            return nil
        }
        return text
    }

    private mutating func report(
        _ message: Diagnostic.Message, at range: SourceRange, notes: [Diagnostic.Note] = []
    ) {
        diagnostics.append(Diagnostic(.error, message, at: range, notes: notes))
    }
}

extension Diagnostic.Message {
    fileprivate static let sectionName: Self =
        "name a section with lower-case letters and digits, words joined by '-', as in 'host-system'"
    fileprivate static let controlID: Self =
        "name a control with lower-case letters and digits, words joined by '-', as in 'sshd-settings'"
    fileprivate static func taken(_ id: String) -> Self {
        "there is already a control '\(id)'; ids are unique in the whole policy"
    }
    fileprivate static func takenBelow(_ id: String, _ file: String) -> Self {
        """
        '\(id)' is already a control of \(file): change it under 'override', or take it away under 'remove' \
        before it is written anew
        """
    }
    fileprivate static func kindChange(_ id: String, from old: String, to new: String) -> Self {
        """
        '\(id)' is a '\(old)', and an override cannot make it a '\(new)': take it away under 'remove' and write it \
        anew under 'controls'
        """
    }
    fileprivate static func kindTakenAway(_ id: String) -> Self {
        "a control holds one thing: to hold nothing, take '\(id)' away under 'remove' and say why"
    }
    fileprivate static func nothingToTakeAway(_ name: String, known: [String]) -> Self {
        "'~' takes a field away, and there is no '\(name)' below\(Nearest.hint(to: name, among: known))"
    }
    fileprivate static func ownControl(_ id: String, verb: String) -> Self {
        "'\(id)' is a control of this file and cannot be \(verb) here: change it under 'controls'"
    }
    fileprivate static func removedBelow(_ id: String) -> Self { "'\(id)' is already removed" }
    fileprivate static func nothingBelow(_ id: String, verb: String, known: [String]) -> Self {
        known.isEmpty
            ? "nothing can be \(verb): this policy extends none that has controls"
            : "there is no control '\(id)' to be \(verb)\(Nearest.hint(to: id, among: known))"
    }
}

extension YAMLNode {
    fileprivate var entryCount: Int { if case .mapping(let entries) = value { entries.count } else { 0 } }
}
