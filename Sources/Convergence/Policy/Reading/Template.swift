/// A text with `${name}` in it: its literal parts and its names.
struct Template {
    enum Part {
        case literal(Substring)
        /// `dollar` counts the `$` of the text before this one.
        case name(Substring, dollar: Int)
        /// `${` without `}`.
        case unclosed(dollar: Int)
    }

    let parts: [Part]

    var hasNames: Bool {
        parts.contains { if case .name = $0 { true } else { false } }
    }

    /// `$${` is a literal `${`; any other `$` is itself.
    init(_ text: String) {
        let bytes = text.utf8
        var parts: [Part] = []
        var literal = text.startIndex
        var at = text.startIndex
        var dollars = 0
        func starts(_ prefix: String, at index: String.Index) -> Bool {
            bytes[index...].starts(with: prefix.utf8)
        }
        while let dollar = bytes[at...].firstIndex(of: UInt8(ascii: "$")) {
            let next = bytes.index(after: dollar)
            if starts("$${", at: dollar) {
                // Keeps the second '$' as the beginning of what follows.
                parts.append(.literal(text[literal..<dollar]))
                literal = next
                at = bytes.index(next, offsetBy: 2)
                dollars += 2
                continue
            }
            defer { dollars += 1 }
            guard starts("${", at: dollar) else {
                at = next
                continue
            }
            parts.append(.literal(text[literal..<dollar]))
            let name = bytes.index(after: next)
            guard let end = bytes[name...].firstIndex(of: UInt8(ascii: "}")) else {
                parts.append(.unclosed(dollar: dollars))
                literal = text.endIndex
                break
            }
            parts.append(.name(text[name..<end], dollar: dollars))
            dollars += bytes[name..<end].count { $0 == UInt8(ascii: "$") }
            at = bytes.index(after: end)
            literal = at
        }
        parts.append(.literal(text[literal...]))
        self.parts = parts
    }

    /// The text as it is written so that nothing in it is a variable.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var written: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "{"), previous == UInt8(ascii: "$") {
                written.insert(UInt8(ascii: "$"), at: written.count - 1)
            }
            written.append(byte)
            previous = byte
        }
        return String(decoding: written, as: UTF8.self)
    }
}
