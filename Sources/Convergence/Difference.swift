/// One aspect in which a host is not as a control wants it.
package struct Difference: Hashable, Sendable, Codable {
    package enum Value: Hashable, Sendable {
        case absent
        case text(String)
        case list([String])
        /// Contents of a file, shown as a diff.
        case contents(Content)
        /// Not shown: it may hold a secret.
        case hidden
    }

    /// What differs, in the policy's own words: `mode`, `content`.
    package var aspect: String
    package var wanted: Value
    package var found: Value

    package init(_ aspect: String, wanted: Value, found: Value) {
        self.aspect = aspect
        self.wanted = wanted
        self.found = found
    }
}

extension Difference.Value: Codable {
    private enum CodingKeys: CodingKey { case absent, text, list, contents, hidden }
    private struct Nothing: Codable {}

    package init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        switch keyed.allKeys.first {
        case .absent: self = .absent
        case .text: self = .text(try keyed.decode(String.self, forKey: .text))
        case .list: self = .list(try keyed.decode([String].self, forKey: .list))
        case .contents: self = .contents(try keyed.decode(Content.self, forKey: .contents))
        case .hidden: self = .hidden
        case nil:
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no value"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .absent: try keyed.encode(Nothing(), forKey: .absent)
        case .text(let text): try keyed.encode(text, forKey: .text)
        case .list(let list): try keyed.encode(list, forKey: .list)
        case .contents(let contents): try keyed.encode(contents, forKey: .contents)
        case .hidden: try keyed.encode(Nothing(), forKey: .hidden)
        }
    }
}
