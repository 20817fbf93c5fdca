/// The whole language as a JSON Schema (draft-07), for editors: from the same declarations that read it.
///
/// It refuses what is certainly wrong and accepts everything that may be right: a value may be a variable, and a
/// number may be text.
package struct PolicySchema {
    /// Names of what is described once.
    static let sections = "sections"
    static let overrides = "overrides"
    private static let control = "control"
    private static let override = "override"
    private static let secret = "secret"

    private let kinds: [any ResourceKind.Type]
    private let writer = SchemaWriter()

    package init(kinds: [any ResourceKind.Type]) { self.kinds = kinds }

    package var json: JSON {
        var root = writer.mapping(Fields.notes(of: PolicyHeader.init(reading:)), isPartial: false)
        root["$schema"] = .string("http://json-schema.org/draft-07/schema#")
        root["title"] = .string("Holdfast policy")
        root["description"] = .string("What must be true of a machine.")
        root["definitions"] = .object([
            Self.sections: map(
                of: "Sections, and in them controls by their ids.", map(of: nil, reference(Self.control))),
            Self.overrides: map(of: nil, reference(Self.override)),
            Self.control: controlSchema(isPartial: false),
            Self.override: controlSchema(isPartial: true),
            Self.secret: secretSchema,
            SchemaWriter.variable: .object([
                "type": .string("string"), "pattern": .string(SchemaWriter.variablePattern),
                "description": .string("A value with a variable in it, as in ${name}."),
            ]),
        ])
        return .object(root)
    }

    private func controlSchema(isPartial: Bool) -> JSON {
        var schema = writer.mapping(Fields.notes(of: ControlHeader.init(reading:)), isPartial: isPartial)
        guard case .object(var properties)? = schema["properties"] else { return .object(schema) }
        for kind in kinds { properties[kind.keyword] = kindSchema(kind, isPartial: isPartial) }
        schema["properties"] = .object(properties)
        if !isPartial {
            schema["oneOf"] = .array(
                kinds.map {
                    .object(["required": .array([.string($0.keyword)]), "title": .string($0.keyword)])
                })
            schema["description"] = .string(
                "One thing that must be true: exactly one kind, and what a person needs to know.")
        }
        return .object(schema)
    }

    private func kindSchema(_ kind: any ResourceKind.Type, isPartial: Bool) -> JSON {
        func notes(of kind: (some ResourceKind).Type) -> [FieldNote] { Fields.notes(of: kind.init(reading:)) }
        var schema = writer.mapping(notes(of: kind), isPartial: isPartial)
        schema["title"] = .string(kind.keyword)
        schema["description"] = .string(kind.summary)
        return .object(schema)
    }

    private var secretSchema: JSON {
        var schema = writer.mapping(Fields.notes(of: SecretReference.init(reading:)), isPartial: false)
        schema["description"] = .string("Where a secret is kept; its value is never written in a policy.")
        return .object(schema)
    }

    private func map(of description: String?, _ value: JSON) -> JSON {
        var schema = writer.map(of: value, keys: Identifier.pattern)
        if let description { schema["description"] = .string(description) }
        return .object(schema)
    }

    private func reference(_ name: String) -> JSON { SchemaWriter.reference(name) }
}
