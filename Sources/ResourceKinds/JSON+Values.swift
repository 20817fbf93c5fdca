internal import Convergence

// What an Octopus Server writes: `null`, an empty text and nothing at all mean the same to it. How single values are read,
// `Octopus` says.
extension JSON {
    /// A text that is not empty.
    var words: String? { if case .string(let text) = self, !text.isEmpty { text } else { nil } }

    /// The texts of a list, or of one text with commas or semicolons between them; `nil` where it is neither.
    var texts: [String]? {
        switch self {
        case .null: []
        case .array(let items):
            items.allSatisfy { $0.words != nil } ? items.compactMap(\.words) : nil
        case .string(let text):
            text.split { $0 == "," || $0 == ";" }.map(String.init).map(\.trimmed).filter { !$0.isEmpty }
        default: nil
        }
    }

    /// The texts of an array; `nil` where it is none, or one of its items is no text.
    var names: [String]? {
        guard case .array(let items) = self else { return nil }
        let names = items.compactMap(\.words)
        return names.count == items.count ? names : nil
    }

    subscript(key: String) -> JSON? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }
}

extension String {
    /// Without spaces at both ends.
    var trimmed: String {
        var rest = self[...]
        while rest.utf8.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
        while rest.utf8.last == UInt8(ascii: " ") { rest = rest.dropLast() }
        return String(rest)
    }
}
