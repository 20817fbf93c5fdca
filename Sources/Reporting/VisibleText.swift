/// Text that somebody else wrote, made safe to print: what would steer a terminal, hide, or turn the direction of
/// reading is written out as `\u{…}`.
enum VisibleText {
    /// `text` on one line.
    static func line(_ text: String) -> String { escaped(text, keepingTabs: false) }

    /// One line of a file: tabs stay, since they are often what matters.
    static func fileLine(_ text: String) -> String { escaped(text, keepingTabs: true) }

    /// On one line, and with its middle left out where it is longer than `limit` characters.
    static func shortened(_ text: String, to limit: Int = 160) -> String {
        // Only UTF-8 counts can be taken without walking the whole text, which may be megabytes.
        guard text.utf8.count > limit else { return line(text) }
        let scalars = text.unicodeScalars
        let head = scalars.prefix(limit * 2 / 3)
        let tail = scalars.suffix(limit / 3)
        guard head.endIndex < tail.startIndex else { return line(text) }
        let left = scalars.distance(from: head.endIndex, to: tail.startIndex)
        return line(String(head)) + " [… \(left) characters …] " + line(String(tail))
    }

    private static func escaped(_ text: String, keepingTabs: Bool) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x20..<0x7f).contains(byte) || (keepingTabs && byte == 0x09)
        }
        if isPlain { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\t", keepingTabs {
                result.unicodeScalars.append(scalar)
            } else if mustShow(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func mustShow(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x20 || scalar.value == 0x7f { return true }
        if scalar.isASCII { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
        default: false
        }
    }
}
