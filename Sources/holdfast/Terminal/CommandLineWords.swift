/// The words of a command line, for a message about it that must not repeat a key somebody wrote among them.
struct CommandLineWords {
    static let withheld = "(withheld: it may be a key)"

    /// Without the program's own name.
    let words: [String]

    /// `message` with everything in it withheld that may be a key.
    func withholding(in message: String) -> String {
        // The longest first: one may hold another.
        Set(words.flatMap(parts)).filter(mayBeKey).sorted { ($1.count, $0) < ($0.count, $1) }
            .reduce(message) { $0.replacing($1, with: Self.withheld) }
    }

    /// The word, and what an option of one word is given: after its `=`, or after its letter.
    private func parts(of word: String) -> [String] {
        guard word.hasPrefix("-") else { return [word] }
        var parts = [word]
        if let equals = word.firstIndex(of: "=") {
            parts.append(String(word[word.index(after: equals)...]))
        } else if !word.hasPrefix("--") {
            parts.append(String(word.dropFirst(2)))
        }
        return parts
    }

    /// API keys begin with `API-` and access tokens, as all JWTs, with `eyJ`; the commands that look at a server also take
    /// whatever is no plain word for one.
    private func mayBeKey(_ text: String) -> Bool {
        if text.uppercased().contains("API-") && text != text.lowercased() || text.contains("eyJ") {
            return true
        }
        guard let command = words.first(where: { !$0.hasPrefix("-") }), ["checkup", "new"].contains(command)
        else { return false }
        return text.utf8.count >= 8
            && text.utf8.contains { (48...57).contains($0) || (65...90).contains($0) }
    }
}
