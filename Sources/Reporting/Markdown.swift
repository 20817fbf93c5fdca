/// Text that somebody else wrote, as GitHub's Markdown shows it literally.
enum Markdown {
    /// For a table's cell or a heading: nothing in it is markup, a mention or a link.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in VisibleText.line(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            // A mention is looked for after entities are read; an empty comment parts it.
            case "@": result += "@<!-- -->"
            case "|", "\\", "`", "*", "_", "[", "]", "#", "~", "!":
                result += "\\"
                result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// For HTML inside Markdown, where backslashes mean nothing.
    static func escapedHTML(_ text: String) -> String {
        XML.escaped(text).replacing("@", with: "@<!-- -->")
    }

    /// A code span, also inside a table.
    static func code(_ text: String) -> String {
        let shown = VisibleText.line(text).replacing("|", with: "\\|")
        let marks = String(repeating: "`", count: longestRun(in: shown) + 1)
        let pad = shown.hasPrefix("`") || shown.hasSuffix("`") || shown.isEmpty ? " " : ""
        return marks + pad + shown + pad + marks
    }

    /// A block in a fence that nothing in it can close.
    static func fenced(_ text: String, as language: String) -> String {
        let fence = String(repeating: "`", count: max(3, longestRun(in: text) + 1))
        return "\(fence)\(language)\n\(text)\n\(fence)\n"
    }

    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
