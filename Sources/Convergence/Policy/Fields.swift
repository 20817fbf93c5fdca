package import PolicyText

/// The fields of one mapping. Reading them is declaring them: run on `describing()`, the same initialiser lists them.
package struct Fields {
    /// One of several fields of which exactly one is written.
    package struct Alternative<Value: Sendable> {
        fileprivate let name: String
        fileprivate let doc: String
        fileprivate let shape: Shape<Value>

        package init<Raw>(
            _ name: String, _ raw: Shape<Raw>, _ doc: String, _ make: @escaping @Sendable (Raw) -> Value
        ) {
            self.name = name
            self.doc = doc
            shape = raw.map(make)
        }
    }

    private let entries: [YAMLNode.Entry]
    /// `nil` while describing.
    private let whole: SourceRange?
    private var isRead: [Bool]
    private var names: [String] = []
    private var reading: Reading
    private var groups = 0
    /// Collected only while describing.
    package private(set) var notes: [FieldNote] = []
    /// The ids of controls that were asked for.
    package private(set) var references: [String] = []

    package static func describing() -> Fields { Fields() }

    private init() {
        entries = []
        whole = nil
        isRead = []
        reading = Reading()
    }

    package init(_ node: YAMLNode, surroundings: Surroundings = .none) {
        whole = node.range
        reading = Reading(surroundings)
        if case .mapping(let entries) = node.value {
            self.entries = entries
        } else {
            entries = []
            reading.error(.mappingWanted, at: node.range)
        }
        isRead = Array(repeating: false, count: entries.count)
    }

    package var isDescribing: Bool { whole == nil }

    /// What an initialiser declares.
    package static func notes<Value>(of initialise: (inout Fields) -> Value) -> [FieldNote] {
        var fields = describing()
        _ = initialise(&fields)
        return fields.notes
    }

    package mutating func required<Value>(_ name: String, _ shape: Shape<Value>, _ doc: String) -> Value {
        note(name, shape, doc, .required)
        if let value = look(name, shape) { return value }
        if let whole { reading.error("'\(name)' is missing", at: whole.firstLine) }
        return shape.placeholder
    }

    package mutating func optional<Value>(_ name: String, _ shape: Shape<Value>, _ doc: String) -> Value? {
        note(name, shape, doc, .optional(default: nil))
        return look(name, shape)
    }

    /// `shown` is the default as documentation writes it; by default its own description.
    package mutating func optional<Value>(
        _ name: String, _ shape: Shape<Value>, default fallback: Value, shown: String? = nil, _ doc: String
    ) -> Value {
        if isDescribing { note(name, shape, doc, .optional(default: shown ?? "\(fallback)")) }
        return look(name, shape) ?? fallback
    }

    package mutating func exactlyOne<Value>(of alternatives: [Alternative<Value>]) -> Value {
        atMostOne(of: alternatives, required: true) ?? alternatives[0].shape.placeholder
    }

    package mutating func atMostOne<Value>(of alternatives: [Alternative<Value>]) -> Value? {
        atMostOne(of: alternatives, required: false)
    }

    private mutating func atMostOne<Value>(of alternatives: [Alternative<Value>], required: Bool) -> Value? {
        groups += 1
        let group = groups
        var found: [(name: String, value: Value)] = []
        for alternative in alternatives {
            note(
                alternative.name, alternative.shape, alternative.doc,
                required ? .exactlyOne(group: group) : .optional(default: nil))
            if let value = look(alternative.name, alternative.shape) {
                found.append((alternative.name, value))
            }
        }
        if let whole, found.count > 1 || required && found.isEmpty {
            let names = alternatives.map { "'\($0.name)'" }.joined(separator: ", ")
            let place = found.count > 1 ? entry(found[1].name)?.key.range : nil
            reading.error(
                found.isEmpty
                    ? "write one of \(names)" : "write only one of \(names)", at: place ?? whole.firstLine)
        }
        return found.first?.value
    }

    /// Another control, named by its id; what it holds can be asked of it, and it is decided first.
    package mutating func control<Kind: ResourceKind>(
        _ name: String, _ kind: Kind.Type, _ doc: String
    ) -> Kind {
        let id = required(name, .text, doc)
        var describing = Fields.describing()
        let placeholder = Kind(reading: &describing)
        guard let place = entry(name)?.value.range else { return placeholder }
        references.append(id)
        switch reading.surroundings.control(id) {
        case .resource(let resource):
            if let resource = resource as? Kind { return resource }
            reading.error("'\(id)' is not a \(Kind.keyword)", at: place)
        case .unknown(let nearest):
            let hint = nearest.map { ", did you mean '\($0)'?" } ?? ""
            reading.error("there is no control '\(id)'\(hint)", at: place)
        case .cycle: reading.error("'\(id)' refers back to this control", at: place)
        case .broken: break
        }
        return placeholder
    }

    /// The bytes of a file beside the policy, named by this field's value.
    package mutating func bytes(ofFileNamed text: String, in field: String) -> [UInt8] {
        guard let range = entry(field)?.value.range else { return [] }
        do throws(Diagnostic.Rejection) {
            return try reading.surroundings.file(text, range)
        } catch {
            reading.error(error.message, at: range)
            return []
        }
    }

    /// Whether the author wrote this field.
    package func has(_ name: String) -> Bool { entry(name) != nil }

    /// Complains about a rule between fields, at one of them.
    package mutating func reject(_ name: String, _ message: Diagnostic.Message) {
        if let whole { reading.error(message, at: entry(name)?.value.range ?? whole.firstLine) }
    }

    /// Every complaint, those about unknown fields included, in the order of the text.
    package mutating func finish() -> [Diagnostic] {
        for (index, entry) in entries.enumerated() where !isRead[index] {
            let name = entry.key.text ?? ""
            let hint = Nearest.hint(to: name, among: names)
            let known = hint.isEmpty && !names.isEmpty ? "; known here: \(names.joined(separator: ", "))" : ""
            reading.error("there is no field '\(name)' here\(hint)\(known)", at: entry.key.range)
        }
        guard reading.diagnostics.count > 1 else { return reading.diagnostics }
        return reading.diagnostics.sorted { ($0.range?.start ?? .start) < ($1.range?.start ?? .start) }
    }

    private mutating func note<Value>(
        _ name: String, _ shape: Shape<Value>, _ doc: String,
        _ presence: @autoclosure () -> FieldNote.Presence
    ) {
        names.append(name)
        guard isDescribing else { return }
        notes.append(FieldNote(name: name, doc: doc, schema: shape.schema(), presence: presence()))
    }

    private mutating func look<Value>(_ name: String, _ shape: Shape<Value>) -> Value? {
        guard let index = entries.firstIndex(where: { $0.key.text == name }) else { return nil }
        isRead[index] = true
        return shape.read(entries[index].value, &reading)
    }

    private func entry(_ name: String) -> YAMLNode.Entry? { entries.first { $0.key.text == name } }
}

extension SourceRange {
    /// Where a whole block begins: a complaint about what is missing points there, not at all its lines.
    var firstLine: SourceRange {
        guard end.line > start.line else { return self }
        return SourceRange(
            source: source, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
    }
}
