package import PolicyText

/// A schema together with how to read it. Declared once; composes.
package struct Shape<Value: Sendable>: Sendable {
    /// Made only when somebody asks: reading a policy of 10,000 controls does not.
    package let schema: @Sendable () -> Schema
    /// Stands in for a value that could not be read, so that reading goes on and finds the next mistake.
    package let placeholder: Value
    package let read: @Sendable (YAMLNode, inout Reading) -> Value

    package init(
        _ schema: @autoclosure @escaping @Sendable () -> Schema, placeholder: Value,
        read: @escaping @Sendable (YAMLNode, inout Reading) -> Value
    ) {
        self.schema = schema
        self.placeholder = placeholder
        self.read = read
    }

    /// A single value, read from its text.
    package static func scalar(
        _ schema: @autoclosure @escaping @Sendable () -> Schema, placeholder: Value,
        parse: @escaping @Sendable (String) throws(Diagnostic.Rejection) -> Value
    ) -> Shape {
        Shape(schema(), placeholder: placeholder) { node, reading in
            guard case .scalar(let text, let style) = node.value else {
                reading.error(.singleValueWanted, at: node.range)
                return placeholder
            }
            guard style != .plain || !(text.isEmpty || text == "~") else {
                reading.error(.valueMissing, at: node.range)
                return placeholder
            }
            do throws(Diagnostic.Rejection) {
                return try parse(text)
            } catch {
                reading.error(error.message, at: node.range)
                return placeholder
            }
        }
    }

    package func map<New: Sendable>(_ change: @escaping @Sendable (Value) -> New) -> Shape<New> {
        Shape<New>(schema(), placeholder: change(placeholder)) { node, reading in
            change(read(node, &reading))
        }
    }

    /// The same with a further rule.
    package func checked(
        _ rule: @escaping @Sendable (Value) -> Diagnostic.Message?
    ) -> Shape {
        Shape(schema(), placeholder: placeholder) { node, reading in
            let before = reading.diagnostics.count
            let value = read(node, &reading)
            if reading.diagnostics.count == before, let message = rule(value) {
                reading.error(message, at: node.range)
            }
            return value
        }
    }

    /// A nested mapping, read by the same kind of initialiser as a resource.
    package static func mapping(_ initialise: @escaping @Sendable (inout Fields) -> Value) -> Shape {
        var describing = Fields.describing()
        let placeholder = initialise(&describing)
        return Shape(.mapping(Fields.notes(of: initialise)), placeholder: placeholder) { node, reading in
            var fields = Fields(node, surroundings: reading.surroundings)
            let value = initialise(&fields)
            reading.diagnostics += fields.finish()
            return value
        }
    }

    /// A short form, one word or a list, or a long one, a mapping.
    package static func either(short: Shape, long: Shape) -> Shape {
        Shape(.either([short.schema(), long.schema()]), placeholder: short.placeholder) { node, reading in
            if case .mapping = node.value { long.read(node, &reading) } else { short.read(node, &reading) }
        }
    }

    package static func list<Element>(_ element: Shape<Element>) -> Shape where Value == [Element] {
        Shape(.list(element.schema()), placeholder: []) { node, reading in
            guard case .sequence(let nodes) = node.value else {
                reading.error(.listWanted, at: node.range)
                return []
            }
            return nodes.map { element.read($0, &reading) }
        }
    }

    /// One value or a list of them.
    package static func oneOrMany<Element>(_ element: Shape<Element>) -> Shape where Value == [Element] {
        Shape(.either([element.schema(), .list(element.schema())]), placeholder: []) { node, reading in
            if case .sequence(let nodes) = node.value {
                nodes.map { element.read($0, &reading) }
            } else {
                [element.read(node, &reading)]
            }
        }
    }

    /// A mapping of any keys, in the order written.
    package static func pairs<Element>(of element: Shape<Element>) -> Shape
    where Value == [Pair<Element>] {
        Shape(.map(element.schema()), placeholder: []) { node, reading in
            guard case .mapping(let entries) = node.value else {
                reading.error(.mappingWanted, at: node.range)
                return []
            }
            return entries.map {
                Pair(key: $0.key.text ?? "", value: element.read($0.value, &reading), range: $0.key.range)
            }
        }
    }
}

/// A key that the author chose, its value, and where the key stands.
package struct Pair<Value: Sendable>: Sendable {
    package var key: String
    package var value: Value
    package var range: SourceRange
}

extension Diagnostic.Message {
    static let mappingWanted: Self = "write fields here, one 'name: value' a line"
    fileprivate static let singleValueWanted: Self = "write a single value here"
    fileprivate static let valueMissing: Self = "write a value here; for an empty text write \"\""
    fileprivate static let listWanted: Self = "write a list here, as in [a, b]"
}
