/// A JSON document kept by a named service.
package struct Address: Hashable, Sendable, Codable {
    package var service: String
    package var document: String

    package init(service: String, document: String) {
        self.service = service
        self.document = document
    }
}

/// A place in a JSON document; RFC 6901.
package struct Pointer: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let description: String

    package init(_ text: String) { description = text }
    package init(stringLiteral text: String) { description = text }

    /// The keys from the top, unescaped.
    package var keys: [String] {
        description.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }
}

extension Pointer: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
