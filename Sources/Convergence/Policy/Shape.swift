package import PolicyText

/// A schema together with how to read it. Declared once; composes.
package struct Shape<Value: Sendable>: Sendable {
    /// Made only when somebody asks: reading a policy of 10,000 controls does not.
    package let schema: @Sendable () -> Schema
    private let standIn: @Sendable () -> Value
    package let read: @Sendable (YAMLNode, inout Reading) -> Value

    package init(
        _ schema: @autoclosure @escaping @Sendable () -> Schema,
        placeholder: @autoclosure @escaping @Sendable () -> Value,
        read: @escaping @Sendable (YAMLNode, inout Reading) -> Value
    ) {
        self.schema = schema
        standIn = placeholder
        self.read = read
    }

    /// Stands in for a value that could not be read, so that reading goes on and finds the next mistake.
    package var placeholder: Value { standIn() }

    /// A single value, read from its text.
    package static func scalar(
        _ schema: @autoclosure @escaping @Sendable () -> Schema, placeholder: Value,
        parse: @escaping @Sendable (String) throws(Diagnostic.Rejection) -> Value
    ) -> Shape {
        Shape(schema(), placeholder: placeholder) { node, reading in
            guard let text = reading.singleValue(of: node) else { return placeholder }
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

    /// The same together with the place where it was written.
    package var placed: Shape<Placed<Value>> {
        Shape<Placed<Value>>(schema(), placeholder: Placed(placeholder, at: .nowhere)) { node, reading in
            Placed(read(node, &reading), at: node.range)
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
        Shape(.mapping(Fields.notes(of: initialise)), placeholder: Fields.placeholder(of: initialise)) {
            node, reading in
            var fields = Fields(node, surroundings: reading.surroundings)
            let value = initialise(&fields)
            reading.diagnostics += fields.finish()
            reading.references += fields.references
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
        Shape(.map(element.schema(), keys: nil), placeholder: []) { node, reading in
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

extension Shape where Value == YAMLNode {
    /// What was written, for a later stage to read.
    static func unread(_ schema: @autoclosure @escaping @Sendable () -> Schema) -> Shape {
        Shape(schema(), placeholder: YAMLNode(.mapping([]), at: .nowhere)) { node, _ in node }
    }
}

extension Diagnostic.Message {
    static let mappingWanted: Self = "write fields here, one 'name: value' a line"
    fileprivate static let listWanted: Self = "write a list here, as in [a, b]"
}
