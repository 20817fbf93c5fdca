/// Writes single schemas as JSON Schema.
struct SchemaWriter {
    static let variable = "variable"
    static let variablePattern = #"\$\{"#

    static func reference(_ name: String) -> JSON { .object(["$ref": .string("#/definitions/\(name)")]) }

    /// The members of a mapping's schema. In a partial one, as an override is, nothing is required.
    func mapping(_ notes: [FieldNote], isPartial: Bool) -> [String: JSON] {
        var properties: [String: JSON] = [:]
        for note in notes { properties[note.name] = field(note, isPartial: isPartial) }
        var schema: [String: JSON] = [
            "type": .string("object"), "properties": .object(properties),
            "additionalProperties": .bool(false),
        ]
        guard !isPartial else { return schema }
        let required = notes.filter { $0.presence == .required }.map { JSON.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        let groups = groups(in: notes)
        if !groups.isEmpty { schema["allOf"] = .array(groups) }
        return schema
    }

    func map(of value: JSON, keys: String?) -> [String: JSON] {
        guard let keys else { return ["type": .string("object"), "additionalProperties": value] }
        return [
            "type": .string("object"), "additionalProperties": .bool(false),
            "patternProperties": .object([keys: value]),
        ]
    }

    /// A schema as a JSON Schema.
    func json(_ schema: Schema, isPartial: Bool = false) -> JSON {
        .object(members(schema, isPartial: isPartial))
    }

    private func members(_ schema: Schema, isPartial: Bool) -> [String: JSON] {
        switch schema {
        case .text(nil, _): return ["type": types("string", "number", "boolean")]
        case .text(let pattern?, let mayBeNumber):
            return [
                "type": mayBeNumber ? types("string", "number") : .string("string"),
                "pattern": .string("\(pattern)|\(Self.variablePattern)"),
            ]
        // 'minimum' looks at numbers only, 'pattern' at texts only.
        case .integer(let range):
            return [
                "type": types("integer", "string"), "minimum": number(range.lowerBound),
                "maximum": number(range.upperBound), "pattern": .string("^[0-9]+$|\(Self.variablePattern)"),
            ]
        case .boolean:
            return [
                "type": types("boolean", "string"),
                "pattern": .string("^(true|false)$|\(Self.variablePattern)"),
            ]
        case .choice(let words):
            let flags = words.compactMap { ["true": JSON.bool(true), "false": JSON.bool(false)][$0] }
            return [
                "anyOf": .array([
                    .object(["enum": .array(words.map(JSON.string) + flags)]), Self.reference(Self.variable),
                ])
            ]
        // A list replaces a list whole, so nothing in it is partial.
        case .list(let element): return ["type": .string("array"), "items": json(element)]
        case .map(let value, let keys):
            let value = members(value, isPartial: isPartial)
            return map(of: .object(isPartial ? orNothing(value) : value), keys: keys)
        case .mapping(let notes): return mapping(notes, isPartial: isPartial)
        case .either(let schemas): return ["anyOf": .array(schemas.map { json($0, isPartial: isPartial) })]
        case .secret: return ["$ref": .string("#/definitions/secret")]
        case .definition(let name): return ["$ref": .string("#/definitions/\(name)")]
        }
    }

    private func field(_ note: FieldNote, isPartial: Bool) -> JSON {
        var schema = members(note.schema, isPartial: isPartial)
        // Draft-07 ignores everything beside a '$ref'.
        if schema["$ref"] != nil { schema = ["allOf": .array([.object(schema)])] }
        if isPartial { schema = orNothing(schema) }
        schema["description"] = .string(note.doc)
        if case .optional(let shown?) = note.presence, let value = fallback(shown, note.schema) {
            schema["default"] = value
        }
        return .object(schema)
    }

    /// An override takes a field away with `~`.
    private func orNothing(_ schema: [String: JSON]) -> [String: JSON] {
        let nothing = JSON.string("null")
        var schema = schema
        switch schema["type"] {
        case .array(let types)?: schema["type"] = .array(types + [nothing])
        case let type?: schema["type"] = .array([type, nothing])
        case nil: schema = ["anyOf": .array([.object(schema), .object(["type": nothing])])]
        }
        return schema
    }

    /// The default as a value, where what documentation shows is one.
    private func fallback(_ shown: String, _ schema: Schema) -> JSON? {
        switch schema {
        case .boolean: shown == "true" || shown == "false" ? .bool(shown == "true") : nil
        case .integer: Int(shown).map(number)
        case .choice(let words): words.contains(shown) ? .string(shown) : nil
        case .text(_, mayBeNumber: true): .string(shown)
        default: nil
        }
    }

    private func groups(in notes: [FieldNote]) -> [JSON] {
        var names: [Int: [String]] = [:]
        var none: [Int: [JSON]] = [:]
        for note in notes {
            switch note.presence {
            case .exactlyOne(let group, let others):
                names[group, default: []].append(note.name)
                if !others.isEmpty { none[group] = [.object(["anyOf": .array(others.map(required))])] }
            case .atMostOne(let group):
                names[group, default: []].append(note.name)
                none[group] = []
            case .required, .optional: break
            }
        }
        return names.sorted { $0.key < $1.key }.map { group, names in
            let each = names.map(required)
            guard let more = none[group] else { return .object(["oneOf": .array(each)]) }
            let not = JSON.object(["not": .object(["anyOf": .array(each)])])
            let last = more.isEmpty ? not : .object(["allOf": .array([not] + more)])
            return .object(["oneOf": .array(each + [last])])
        }
    }

    private func required(_ name: String) -> JSON { .object(["required": .array([.string(name)])]) }

    private func types(_ names: String...) -> JSON { .array(names.map(JSON.string)) }
    private func number(_ value: Int) -> JSON { .number(String(value)) }
}
