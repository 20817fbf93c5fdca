/// What `holdfast explain KIND` says of a kind, from the declarations that read it.
package struct KindDocumentation {
    /// One field, and the fields in it.
    package struct Field: Hashable, Sendable {
        package var name: String
        /// What may be written: `text`, `true or false`, `one of a, b`, `list of text`.
        package var form: String
        /// `required`, `optional`, `by default 0644`, `one of these`.
        package var presence: String
        package var doc: String
        package var fields: [Field]
    }

    package var keyword: String
    package var summary: String
    package var fields: [Field]
    package var examples: [String]

    package init(of kind: any ResourceKind.Type) {
        func notes(of kind: (some ResourceKind).Type) -> [FieldNote] { Fields.notes(of: kind.init(reading:)) }
        keyword = kind.keyword
        summary = kind.summary
        examples = kind.examples
        fields = Field.all(of: notes(of: kind))
    }

    /// The whole text, a line each.
    package var lines: [String] {
        var lines = ["\(keyword): \(summary)", ""]
        for field in fields { lines += field.lines(indent: 2) }
        for example in examples {
            lines += ["", examples.count == 1 ? "Example:" : "For example:", ""]
            lines += example.split(separator: "\n").map { "  \($0)" }
        }
        return lines
    }
}

extension KindDocumentation.Field {
    static func all(of notes: [FieldNote]) -> [Self] {
        notes.map { note in
            Self(
                name: note.name, form: note.schema.form, presence: note.presence.shown, doc: note.doc,
                fields: all(of: note.schema.nested))
        }
    }

    func lines(indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        return ["\(margin)\(name)  (\(form); \(presence))", "\(margin)    \(doc)"]
            + fields.flatMap { $0.lines(indent: indent + 4) }
    }
}

extension Schema {
    /// What may be written, in words.
    var form: String {
        switch self {
        case .text: "text"
        case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .choice(let words) where words.count == 1: words[0]
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .list(let element): "list of \(element.form)"
        case .map(let value, _): "names, each with \(value.form)"
        case .mapping: "fields"
        case .either(let schemas): Self.distinct(schemas.map(\.form)).joined(separator: ", or ")
        case .secret: "where a secret is kept: env, file, credential or command"
        case .definition(let name): name
        }
    }

    /// The fields inside it, if it has any.
    var nested: [FieldNote] {
        switch self {
        case .mapping(let notes): notes
        case .list(let inner), .map(let inner, _): inner.nested
        // A short and a list form of the same have the same fields.
        case .either(let schemas): schemas.lazy.map(\.nested).first { !$0.isEmpty } ?? []
        default: []
        }
    }

    private static func distinct(_ words: [String]) -> [String] {
        words.enumerated().filter { words.firstIndex(of: $1) == $0 }.map(\.element)
    }
}

extension FieldNote.Presence {
    var shown: String {
        switch self {
        case .required: "required"
        case .optional(nil): "optional"
        case .optional(let fallback?): "by default \(fallback)"
        case .exactlyOne(_, []): "exactly one of these"
        case .exactlyOne(_, let others):
            "exactly one of these, or none and some of \(others.joined(separator: ", "))"
        case .atMostOne: "at most one of these"
        }
    }
}
