/// How a text that was read holds the place of `${secret.NAME}`: between two control characters, which no text of
/// a policy can hold itself.
package enum SecretMark {
    private static let edge: UInt8 = 1
    private static let opening = "\u{1}secret:"
    private static let closing = "\u{1}"

    static let misplaced: Diagnostic.Message =
        "a secret can only stand in the content of a file, or where a field takes { env: NAME } and the like"

    /// The mark of a secret.
    package static func mark(_ name: some StringProtocol) -> String { opening + name + closing }

    package static func isIn(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var found: UInt8 = 0
            // Without a way out of the loop it becomes vector instructions.
            for byte in bytes { found |= byte == edge ? 1 : 0 }
            return found != 0
        }
    }

    /// The text with a hole for each mark, and the names of the secrets that it uses.
    ///
    /// - Throws: when a name is not among `secrets`.
    package static func content(
        of text: String, secrets: [String: SecretReference]
    ) throws(Diagnostic.Rejection) -> (content: Content, used: Set<String>) {
        guard isIn(text) else { return (Content(text), []) }
        var content = Content()
        var used: Set<String> = []
        // Marks come in pairs of edges, so every second part is the inside of one.
        for (index, part) in text.utf8.split(separator: edge, omittingEmptySubsequences: false).enumerated() {
            guard index % 2 == 1 else {
                content.append(part)
                continue
            }
            let name = String(Substring(part.dropFirst(opening.utf8.count - 1)))
            guard let secret = secrets[name] else {
                throw Diagnostic.Rejection(.unknownSecret(name, known: secrets.keys.sorted()))
            }
            content.append(secret)
            used.insert(name)
        }
        return (content, used)
    }
}

extension Shape where Value == String {
    /// A text that may hold `${secret.NAME}`; `Fields.content(of:in:secrets:)` makes holes of them.
    package static var textWithSecrets: Shape {
        Shape(.text(pattern: nil), placeholder: "") { node, reading in
            reading.singleValue(of: node, mayHoldSecrets: true) ?? ""
        }
    }
}

extension Fields {
    /// The text of a `textWithSecrets` field with a hole for each secret. A name that 'secrets' does not hold is an error
    /// at the field, one that the text does not use an error at its key.
    package mutating func content(
        of text: String, in field: String, secrets: [Pair<SecretReference>]
    ) -> Content {
        do throws(Diagnostic.Rejection) {
            let (content, used) = try SecretMark.content(
                of: text,
                secrets: Dictionary(
                    secrets.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }))
            for secret in secrets where !used.contains(secret.key) {
                report(Diagnostic(.error, .unusedSecret(secret.key, in: field), at: secret.range))
            }
            return content
        } catch {
            reject(field, error.message)
            return Content()
        }
    }
}

extension Diagnostic.Message {
    fileprivate static func unknownSecret(_ name: String, known: [String]) -> Self {
        "'secrets' has no '\(name)'\(Nearest.hint(to: name, among: known)): say there where it is kept"
    }
    fileprivate static func unusedSecret(_ name: String, in field: String) -> Self {
        "'\(field)' does not use the secret '\(name)': write ${secret.\(name)} there, or leave it out here"
    }
}
