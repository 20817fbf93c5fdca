extension Wire {
    /// Indented by two, as Octopus Servers write.
    package var pretty: String {
        var text = ""
        write(to: &text, indent: "\n", isPretty: true)
        return text
    }

    /// Without white space.
    package var compact: String {
        var text = ""
        write(to: &text, indent: "", isPretty: false)
        return text
    }

    private func write(to text: inout String, indent: String, isPretty: Bool) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let value): text += String(value)
        case .text(let value): Self.quote(value, to: &text)
        case .list(let items) where items.isEmpty: text += "[]"
        case .list(let items):
            let inner = isPretty ? indent + "  " : ""
            text += "["
            for (place, item) in items.enumerated() {
                text += (place == 0 ? "" : ",") + inner
                item.write(to: &text, indent: inner, isPretty: isPretty)
            }
            text += indent + "]"
        case .object(let members) where members.isEmpty: text += "{}"
        case .object(let members):
            let inner = isPretty ? indent + "  " : ""
            text += "{"
            for (place, member) in members.enumerated() {
                text += (place == 0 ? "" : ",") + inner
                Self.quote(member.name, to: &text)
                text += isPretty ? ": " : ":"
                member.value.write(to: &text, indent: inner, isPretty: isPretty)
            }
            text += indent + "}"
        }
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        if value.utf8.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += value
        } else {
            for scalar in value.unicodeScalars { text += escaped(scalar) }
        }
        text += "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case let control where control.value < 32:
            let digits = String(control.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(scalar)
        }
    }
}
