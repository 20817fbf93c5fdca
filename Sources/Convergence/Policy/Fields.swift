package import PolicyText

/// The fields of one mapping. Reading them is declaring them: run on `describing()`, the same initialiser lists them.
package struct Fields {
    /// One of several fields of which at most one is written.
    package struct Alternative<Value: Sendable>: Sendable {
        fileprivate let name: String
        fileprivate let doc: String
        fileprivate let shape: @Sendable () -> Shape<Value>

        package init<Raw>(
            _ name: String, _ raw: @autoclosure @escaping @Sendable () -> Shape<Raw>, _ doc: String,
            _ make: @escaping @Sendable (Raw) -> Value
        ) {
            self.name = name
            self.doc = doc
            shape = { raw().map(make) }
        }
    }

    private let entries: [YAMLNode.Entry]
    /// `nil` while describing.
    private let whole: SourceRange?
    /// Where a missing field is missed; `nil` where there is no mapping that it could be missing in.
    private let incomplete: SourceRange?
    private var isRead: [Bool]
    /// Where the next field is looked for first: fields are mostly written in the order of their declaration.
    private var next = 0
    private var names: [String] = []
    /// Fields that a placeholder stands in for: no further rule is told of them.
    private var failed: [String] = []
    private var reading: Reading
    private var groups = 0
    /// Collected only while describing.
    package private(set) var notes: [FieldNote] = []
    /// The ids of controls that were asked for.
    package var references: [Placed<String>] { reading.references }

    package static func describing() -> Fields { Fields() }

    private init() {
        entries = []
        whole = nil
        incomplete = nil
        isRead = []
        reading = Reading()
    }

    package init(_ node: YAMLNode, surroundings: Surroundings = .none) {
        whole = node.range
        reading = Reading(surroundings)
        if case .mapping(let entries) = node.value {
            self.entries = entries
            incomplete = node.range.firstLine
        } else {
            entries = []
            incomplete = nil
            reading.error(.mappingWanted, at: node.range)
        }
        isRead = Array(repeating: false, count: entries.count)
        names.reserveCapacity(16)
    }

    package var isDescribing: Bool { whole == nil }

    /// What an initialiser declares.
    package static func notes<Value>(of initialise: (inout Fields) -> Value) -> [FieldNote] {
        var fields = describing()
        _ = initialise(&fields)
        return fields.notes
    }

    /// What an initialiser makes of nothing: the default of a nested mapping whose fields all have defaults.
    package static func placeholder<Value>(of initialise: (inout Fields) -> Value) -> Value {
        var fields = describing()
        return initialise(&fields)
    }

    // MARK: - Declaring and reading

    package mutating func required<Value>(
        _ name: String, _ shape: @autoclosure () -> Shape<Value>, _ doc: String
    ) -> Value {
        note(name, shape(), doc, .required)
        if let value = look(name, shape()) { return value }
        if let incomplete {
            reading.error("'\(name)' is missing", at: incomplete)
            failed.append(name)
        }
        return shape().placeholder
    }

    package mutating func optional<Value>(
        _ name: String, _ shape: @autoclosure () -> Shape<Value>, _ doc: String
    ) -> Value? {
        note(name, shape(), doc, .optional(default: nil))
        return look(name, shape())
    }

    /// `shown` is the default as documentation writes it; by default its own description.
    package mutating func optional<Value>(
        _ name: String, _ shape: @autoclosure () -> Shape<Value>, default fallback: @autoclosure () -> Value,
        shown: String? = nil, _ doc: String
    ) -> Value {
        note(name, shape(), doc, .optional(default: shown ?? "\(fallback())"))
        return look(name, shape()) ?? fallback()
    }

    package mutating func exactlyOne<Value>(of alternatives: [Alternative<Value>]) -> Value {
        oneOf(alternatives, isRequired: true) ?? alternatives[0].shape().placeholder
    }

    /// `nil` where none of them is written but at least one of `others`, which is enough.
    package mutating func exactlyOne<Value>(
        of alternatives: [Alternative<Value>], orAny others: [String]
    ) -> Value? {
        oneOf(alternatives, isRequired: true, unless: others)
    }

    package mutating func atMostOne<Value>(of alternatives: [Alternative<Value>]) -> Value? {
        oneOf(alternatives, isRequired: false)
    }

    private mutating func oneOf<Value>(
        _ alternatives: [Alternative<Value>], isRequired: Bool, unless others: [String] = []
    ) -> Value? {
        groups += 1
        let group = groups
        // Apart, not as a tuple: that is several times as fast in unspecialised code.
        var first: Value?
        var firstIndex: Int?
        var second: Int?
        for alternative in alternatives {
            note(
                alternative.name, alternative.shape(), alternative.doc,
                isRequired ? .exactlyOne(group: group, orAny: others) : .atMostOne(group: group))
            guard let index = index(of: alternative.name) else { continue }
            let value = read(index, alternative.name, alternative.shape())
            if firstIndex == nil {
                (first, firstIndex) = (value, index)
            } else {
                second = second ?? index
            }
        }
        if let firstIndex, let second {
            reading.error(
                .onlyOne(of: alternatives.map(\.name)), at: entries[second].key.range,
                notes: [.init("the other is here", at: entries[firstIndex].key.range)])
        } else if firstIndex == nil, isRequired, !others.contains(where: has), let incomplete {
            reading.error(.one(of: alternatives.map(\.name), orAny: others), at: incomplete)
        }
        return first
    }

    /// Another control, named by its id; what it holds can be asked of it, and it is decided first.
    package mutating func control<Kind: ResourceKind>(
        _ name: String, _ kind: Kind.Type, _ doc: String
    ) -> Kind {
        let id = required(name, .text, doc)
        if let place = entry(name)?.value.range {
            reading.references.append(Placed(id, at: place))
            switch reading.surroundings.control(id) {
            case .resource(let resource):
                if let resource = resource as? Kind { return resource }
                reading.error("'\(id)' is not a \(Kind.keyword)", at: place)
            case .unknown(let nearest):
                let hint = nearest.map { ", did you mean '\($0)'?" } ?? ""
                reading.error("there is no control '\(id)'\(hint)", at: place)
            case .cycle, .broken: break
            }
        }
        return Self.placeholder(of: Kind.init(reading:))
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

    /// The policy's Octopus Server; a policy that names none is refused where this is asked.
    package mutating func octopus() -> OctopusConnection {
        if let octopus = reading.surroundings.octopus { return octopus }
        if let incomplete { reading.error(.octopusWanted, at: incomplete) }
        return OctopusConnection(publicURL: Shape<WebAddress>.webAddress.placeholder)
    }

    /// Whether the author wrote this field.
    package func has(_ name: String) -> Bool { index(of: name) != nil }

    /// Complains about a rule between fields, at one of them; not where a mistake of that field was already told.
    package mutating func reject(_ name: String, _ message: Diagnostic.Message) {
        if let incomplete, !failed.contains(name) {
            reading.error(message, at: entry(name)?.value.range ?? incomplete)
        }
    }

    /// Every complaint, those about unknown fields included, in the order of the text.
    package mutating func finish() -> [Diagnostic] {
        for entry in takeUnread(where: { _ in true }) {
            let name = entry.key.text ?? ""
            let hint = Nearest.hint(to: name, among: names)
            let known = hint.isEmpty && !names.isEmpty ? "; known here: \(names.joined(separator: ", "))" : ""
            reading.error("there is no field '\(name)' here\(hint)\(known)", at: entry.key.range)
        }
        guard reading.diagnostics.count > 1 else { return reading.diagnostics }
        return reading.diagnostics.sorted(by: Diagnostic.precedes)
    }

    // MARK: - For the reader of a whole policy

    /// Where these fields stand; `nil` while describing.
    var range: SourceRange? { whole }

    func entry(_ name: String) -> YAMLNode.Entry? { index(of: name).map { entries[$0] } }

    /// What no field asked for, now read by somebody else.
    mutating func takeUnread(where isWanted: (YAMLNode.Entry) -> Bool) -> [YAMLNode.Entry] {
        var taken: [YAMLNode.Entry] = []
        for index in entries.indices where !isRead[index] && isWanted(entries[index]) {
            isRead[index] = true
            taken.append(entries[index])
        }
        return taken
    }

    mutating func report(_ diagnostic: Diagnostic) { reading.diagnostics.append(diagnostic) }

    /// Names that may stand here, beside the declared ones.
    mutating func know(_ more: [String]) { names += more }

    // MARK: - Looking

    private mutating func note<Value>(
        _ name: String, _ shape: @autoclosure () -> Shape<Value>, _ doc: String,
        _ presence: @autoclosure () -> FieldNote.Presence
    ) {
        names.append(name)
        guard isDescribing else { return }
        notes.append(FieldNote(name: name, doc: doc, schema: shape().schema(), presence: presence()))
    }

    private mutating func look<Value>(_ name: String, _ shape: @autoclosure () -> Shape<Value>) -> Value? {
        guard let index = index(of: name) else { return nil }
        return read(index, name, shape())
    }

    private mutating func read<Value>(_ index: Int, _ name: String, _ shape: Shape<Value>) -> Value {
        isRead[index] = true
        next = index + 1
        let before = reading.diagnostics.count
        let value = shape.read(entries[index].value, &reading)
        if reading.diagnostics.count > before { failed.append(name) }
        return value
    }

    private func index(of name: String) -> Int? {
        for index in next..<max(next, entries.count) where entries[index].isNamed(name) { return index }
        for index in 0..<min(next, entries.count) where entries[index].isNamed(name) { return index }
        return nil
    }
}

extension YAMLNode.Entry {
    fileprivate func isNamed(_ name: String) -> Bool {
        if case .scalar(name, _) = key.value { true } else { false }
    }
}

extension Diagnostic.Message {
    fileprivate static let octopusWanted: Self =
        "this asks an Octopus Server: say at the top of the policy which, as in 'octopus: { public: https://octopus.example.com }'"
    fileprivate static func one(of names: [String], orAny others: [String]) -> Self {
        others.isEmpty
            ? "write one of \(quoted(names))"
            : "write one of \(quoted(names)); or only some of \(quoted(others)), to hold nothing else"
    }
    fileprivate static func onlyOne(of names: [String]) -> Self { "write only one of \(quoted(names))" }
    private static func quoted(_ names: [String]) -> String {
        names.map { "'\($0)'" }.joined(separator: ", ")
    }
}
