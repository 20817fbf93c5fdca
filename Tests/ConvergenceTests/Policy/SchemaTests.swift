import Convergence
import Testing

@Suite("The schema says what the reader reads")
struct SchemaTests {
    let schema = PolicySchema(kinds: Toys.all).json

    func at(_ keys: String...) -> JSON? { schema[Pointer("/" + keys.joined(separator: "/"))] }

    @Test func theLanguageAtItsTop() {
        #expect(at("$schema") == .string("http://json-schema.org/draft-07/schema#"))
        #expect(at("additionalProperties") == .bool(false))
        #expect(at("required") == .array([.string("holdfast"), .string("policy")]))
        #expect(at("properties", "holdfast", "minimum") == .number("1"))
        #expect(at("properties", "holdfast", "maximum") == .number("1"))
        #expect(at("properties", "octopus", "required") == .array([.string("public")]))
        #expect(
            at("properties", "controls", "allOf")
                == .array([.object(["$ref": .string("#/definitions/sections")])]))
    }

    @Test func everyKindIsAFieldOfAControlAndExactlyOneIsNeeded() throws {
        for kind in Toys.all {
            #expect(
                at("definitions", "control", "properties", kind.keyword, "description")
                    == .string(kind.summary))
        }
        guard case .array(let choices)? = at("definitions", "control", "oneOf") else {
            Issue.record("no oneOf")
            return
        }
        #expect(choices.count == Toys.all.count)
        #expect(at("definitions", "control", "additionalProperties") == .bool(false))
    }

    @Test func fieldsHaveDescriptionsAndDefaults() {
        let copies = at("definitions", "control", "properties", "sheet", "properties", "copies")
        #expect(
            copies
                == .object([
                    "type": .array([.string("integer"), .string("string")]), "minimum": .number("1"),
                    "maximum": .number("9"), "pattern": .string("^[0-9]+$|\\$\\{"), "default": .number("1"),
                    "description": .string("How many there are."),
                ]))
    }

    @Test func scalarsKeepTheirTextSoNumbersAreTextToo() {
        let types = JSON.array([.string("string"), .string("number"), .string("boolean")])
        #expect(at("definitions", "control", "properties", "line", "properties", "text", "type") == types)
        let mode = at("definitions", "control", "properties", "sheet", "properties", "mode")
        #expect(mode?[Pointer("/type")] == .array([.string("string"), .string("number")]))
        #expect(mode?[Pointer("/pattern")] == .string("^0[0-7]{3,4}$|\\$\\{"))
    }

    @Test func exactlyOneOfSeveralFields() {
        #expect(
            at("definitions", "control", "properties", "sheet", "allOf")
                == .array([
                    .object([
                        "oneOf": .array(
                            ["content", "source", "absent"].map {
                                .object(["required": .array([.string($0)])])
                            })
                    ])
                ]))
    }

    @Test func anOverrideNeedsNothingButKnowsEveryName() {
        #expect(at("definitions", "override", "oneOf") == nil)
        #expect(at("definitions", "override", "additionalProperties") == .bool(false))
        #expect(at("definitions", "override", "properties", "sheet", "required") == nil)
        #expect(at("definitions", "override", "properties", "sheet", "allOf") == nil)
        // A list replaces a list whole, so what is in it is complete.
        #expect(
            at("definitions", "override", "properties", "references", "items", "required")
                == .array([.string("standard"), .string("id")]))
    }

    @Test func anOverrideMayTakeAnyFieldAway() {
        #expect(
            at("definitions", "override", "properties", "title", "type")
                == .array(["string", "number", "boolean", "null"].map(JSON.string)))
        #expect(
            at("definitions", "override", "properties", "references", "type")
                == .array([.string("array"), .string("null")]))
        #expect(at("definitions", "control", "properties", "references", "type") == .string("array"))
    }

    @Test func everyFieldOfTheLanguageIsDescribed() {
        func check(_ value: JSON, _ path: String) {
            guard case .object(let members) = value else { return }
            if case .object(let properties)? = members["properties"] {
                for (name, property) in properties {
                    #expect(property[Pointer("/description")] != nil, "\(path)/\(name)")
                }
            }
            for (name, member) in members { check(member, "\(path)/\(name)") }
        }
        check(schema, "")
    }
}

@Suite("A kind explains itself")
struct KindDocumentationTests {
    @Test func everyFieldWithItsFormAndPresence() {
        let text = KindDocumentation(of: Line.self)
        #expect(
            text.lines == [
                "line: A line on a sheet.", "",
                "  sheet  (text; required)", "      The sheet it is on.",
                "  name  (text; required)", "      What it is called.",
                "  text  (text; required)", "      What it says.",
                "  style  (fields; by default plain)", "      How it looks.",
                "      bold  (true or false; by default false)", "          Whether it is bold.",
                "      colors  (text, or list of text; by default none)", "          Its colors.",
                "", "Example:", "", "  first:",
                "    line: { sheet: /sheets/greeting, name: first, text: hello }",
            ])
    }

    @Test func alternativesAndDefaults() {
        let fields = KindDocumentation(of: Sheet.self).fields
        #expect(
            fields.filter { $0.presence == "exactly one of these" }.map(\.name) == [
                "content", "source", "absent",
            ])
        #expect(fields.first { $0.name == "mode" }?.presence == "by default 0644")
        #expect(
            fields.first { $0.name == "secrets" }?.form.contains("env, file, credential or command") == true)
    }
}
