/// XML 1.0 text. What XML cannot hold at all, even escaped, is shown as `\u{…}`.
enum XML {
    static func attributes(_ pairs: [(String, String)]) -> String {
        pairs.map { " \($0.0)=\"\(escaped(VisibleText.line($0.1)))\"" }.joined()
    }

    /// An element with text in it, indented as a child of a test case.
    static func element(_ name: String, _ pairs: [(String, String)], _ body: String) -> String {
        let opening = "      <\(name)\(attributes(pairs))"
        return body.isEmpty ? opening + "/>\n" : opening + ">\(escaped(body))</\(name)>\n"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            // A bare carriage return is read back as a newline.
            case "\r": result += "&#13;"
            case _ where !isAllowed(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `Char` of https://www.w3.org/TR/xml/#charsets; surrogates are no scalars.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0xfffe && scalar.value != 0xffff
    }
}
