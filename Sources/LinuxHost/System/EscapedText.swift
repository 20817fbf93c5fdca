/// Text that came from the host, made fit for a message: no control or direction characters, no secret length.
enum EscapedText {
    /// At most `limit` characters, with what could steer a terminal written as an escape.
    static func of(_ text: some StringProtocol, limit: Int = 300) -> String {
        var escaped = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else { return escaped + "…" }
            count += 1
            switch scalar.value {
            case 0x20..<0x7F: escaped.unicodeScalars.append(scalar)
            case 0x09: escaped += "\\t"
            case 0x0A: escaped += "\\n"
            case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200B...0x200F, 0xFEFF:
                escaped += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The last line that says something: where programs put the reason.
    static func lastLine(of text: String) -> String {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
        return of(lines.last { $0.contains { !$0.isWhitespace } } ?? "")
    }

    /// Bytes as text; those that are not UTF-8 become `\xNN`, so that two different names never look the same.
    static func name(_ bytes: UnsafeRawBufferPointer) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return bytes.reduce(into: "") { text, byte in
            if byte < 0x80 {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "\\x" + String(byte, radix: 16)
            }
        }
    }
}
