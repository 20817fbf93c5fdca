/// A set of names whose JSON is always the same: `Set` encodes in another order in every run.
package struct Names: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// The names, each once, in order.
    package private(set) var sorted: [String]

    package init(_ names: some Sequence<String>) { sorted = Set(names).sorted() }
    package init(arrayLiteral names: String...) { self.init(names) }

    package var isEmpty: Bool { sorted.isEmpty }
    package func contains(_ name: String) -> Bool { sorted.contains(name) }
    package func inserting(_ name: String) -> Names { Names(sorted + [name]) }
    package func removing(_ name: String) -> Names { Names(sorted.filter { $0 != name }) }
}

extension Names: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([String].self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(sorted)
    }
}
