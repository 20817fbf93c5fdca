/// A link as Octopus writes it: a path with holes, `/api/users{/id}{?skip,take}`, as a part of RFC 6570.
struct LinkTemplate: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    /// The names in its query.
    var queryNames: Set<String> {
        var names: Set<String> = []
        for hole in holes where hole.first == "?" || hole.first == "&" {
            names.formUnion(hole.dropFirst().split(separator: ",").map(String.init))
        }
        return names
    }

    private var holes: [Substring] {
        text.split(separator: "{").dropFirst().compactMap { $0.split(separator: "}").first }
    }

    /// Fills the holes whose names have values and leaves out the rest; `suffix` comes before the query. `nil` where a
    /// hole that the path cannot do without has no value, or the template is none.
    func path(_ values: [String: String] = [:], suffix: String = "") -> String? {
        var path = ""
        var query: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            path += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else { return nil }
            let hole = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            switch hole.first {
            case "?", "&":
                for name in hole.dropFirst().split(separator: ",") {
                    guard let value = values[String(name)] else { continue }
                    query.append("\(name)=\(Self.encoded(value))")
                }
            case "/":
                for name in hole.dropFirst().split(separator: ",") {
                    if let value = values[String(name)] { path += "/" + Self.encoded(value) }
                }
            default:
                guard let value = values[String(hole)] else { return nil }
                path += Self.encoded(value)
            }
        }
        path += rest
        // A link that already asks for something keeps asking for it.
        let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { query.insert(String(parts[1]), at: 0) }
        return parts[0] + suffix + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    /// The same link in another space; `nil` where it belongs to none.
    func inSpace(_ space: String) -> LinkTemplate {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let names = ["{spaceId}", "{baseSpaceId}"]
        if let index = parts.firstIndex(where: { names.contains($0) || Self.isSpace($0) }) {
            parts[index] = Self.encoded(space)
        } else if let index = parts.firstIndex(of: "api") {
            parts.insert(Self.encoded(space), at: index + 1)
        }
        return LinkTemplate(parts.joined(separator: "/"))
    }

    private static func isSpace(_ part: String) -> Bool {
        guard part.hasPrefix("Spaces-") else { return false }
        return part.utf8.dropFirst(7).allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Everything but RFC 3986's unreserved characters in percent.
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
