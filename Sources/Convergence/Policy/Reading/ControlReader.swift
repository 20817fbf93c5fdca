internal import PolicyText

/// Reads the fields of one control.
struct ControlReader<Provider: PolicyProvider>: Sendable {
    struct Outcome {
        /// `nil` where it does not say what must be true.
        var control: ReadControl?
        var diagnostics: [Diagnostic]
    }

    private let kinds: KindTable
    private let networks: [String: [Network]]
    private let octopus: OctopusConnection?
    private let sources: [PolicySource]
    private let provider: Provider
    private let isComplete: Bool

    init(
        kinds: KindTable, networks: [String: [Network]], octopus: OctopusConnection?, sources: [PolicySource],
        provider: Provider,
        isComplete: Bool
    ) {
        self.kinds = kinds
        self.networks = networks
        self.octopus = octopus
        self.sources = sources
        self.provider = provider
        self.isComplete = isComplete
    }

    func read(_ draft: ControlDraft, _ surroundings: Surroundings) -> Outcome {
        var fields = Fields(draft.node, surroundings: surroundings)
        let header = ControlHeader(reading: &fields)
        let kind = takeKind(of: draft, from: &fields)
        let diagnostics = fields.finish()
        guard let kind else { return Outcome(diagnostics: diagnostics) }
        var own = Fields(kind.entry.value, surroundings: surroundings)
        let resource = kind.type.init(reading: &own)
        let complaints = own.finish()
        let control = ReadControl(
            control: Control(draft, header, resource, references: own.references),
            after: header.after, references: own.references, keyword: kind.entry.key.range,
            audit: header.audit, isSound: !complaints.hasErrors)
        return Outcome(control: control, diagnostics: diagnostics + complaints)
    }

    /// What a field may ask; `referred` answers for the other controls.
    func surroundings(_ referred: @escaping (String) -> Surroundings.Referred) -> Surroundings {
        var surroundings = Surroundings(
            networks: networks, octopus: octopus, control: referred,
            file: { (name, range) throws(Diagnostic.Rejection) in
                guard sources.indices.contains(Int(range.source.index)) else {
                    throw Diagnostic.Rejection("there is no policy that this file could be beside")
                }
                return try provider.file(named: name, beside: sources[Int(range.source.index)])
            })
        surroundings.knowsEveryNetwork = isComplete
        return surroundings
    }

    /// The one kind of a control; `nil` when there is none, which is then said.
    private func takeKind(
        of draft: ControlDraft, from fields: inout Fields
    ) -> (type: any ResourceKind.Type, entry: YAMLNode.Entry)? {
        let taken = fields.takeUnread { kinds[$0.key.text ?? ""] != nil }
        guard let first = taken.first, let keyword = first.key.text, let type = kinds[keyword] else {
            refuseMissingKind(of: draft, in: &fields)
            return nil
        }
        for other in taken.dropFirst() {
            fields.report(
                Diagnostic(
                    .error, .secondKind(other.key.text ?? "", first: keyword), at: other.key.range,
                    notes: [.init("the first kind is here", at: first.key.range)]))
        }
        fields.know(kinds.keywords)
        return (type, first)
    }

    private func refuseMissingKind(of draft: ControlDraft, in fields: inout Fields) {
        let headerNames = ControlHeader.names
        // Fields that look like a kind's, not like a mistyped word of the control itself.
        let strangers = fields.takeUnread { entry in
            guard let name = entry.key.text, Nearest.find(name, among: headerNames) == nil else {
                return false
            }
            if case .mapping = entry.value.value { return true }
            return Nearest.find(name, among: kinds.keywords) != nil
        }
        for stranger in strangers {
            fields.report(
                Diagnostic(
                    .error, .unknownKind(stranger.key.text ?? "", known: kinds.keywords),
                    at: stranger.key.range))
        }
        guard strangers.isEmpty else { return }
        fields.report(
            Diagnostic(.error, .missingKind(draft.id.value, known: kinds.keywords), at: draft.id.range))
    }
}

extension ControlHeader {
    /// The names of its fields.
    static var names: [String] { Fields.notes(of: ControlHeader.init(reading:)).map(\.name) }
}

extension Control.Audit {
    fileprivate init(_ written: AuditFields) {
        self.init(until: written.until.value, because: written.because)
    }
}

extension Control {
    fileprivate convenience init(
        _ draft: ControlDraft, _ header: ControlHeader, _ resource: any ResourceKind,
        references: [Placed<String>]
    ) {
        var after: [String] = []
        for id in header.after + references where !after.contains(id.value) { after.append(id.value) }
        self.init(
            section: draft.section, id: draft.id.value, title: header.title ?? draft.id.value,
            why: header.why,
            severity: header.severity, references: header.references, tags: header.tags,
            audit: header.mode == .audit ? header.audit.map(Audit.init) : nil, appliesTo: header.appliesTo,
            after: after,
            resource: resource,
            range: SourceRange(
                source: draft.id.range.source, start: draft.id.range.start,
                end: max(draft.id.range.end, draft.node.range.end)))
    }
}

extension Diagnostic.Message {
    fileprivate static func missingKind(_ id: String, known: [String]) -> Self {
        "'\(id)' does not say what must be true: write one of \(known.joined(separator: ", "))"
    }
    fileprivate static func unknownKind(_ name: String, known: [String]) -> Self {
        let hint = Nearest.hint(to: name, among: known)
        return
            "there is no kind '\(name)'\(hint.isEmpty ? "; there are: \(known.joined(separator: ", "))" : hint)"
    }
    fileprivate static func secondKind(_ name: String, first: String) -> Self {
        "a control has exactly one kind, and this one is a '\(first)'; make the '\(name)' a control of its own"
    }
}
