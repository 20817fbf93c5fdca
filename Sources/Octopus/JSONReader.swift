internal import Convergence

/// Goes through the bytes of a JSON text.
struct JSONReader {
    private let bytes: [UInt8]
    private(set) var offset: Int
    private var depth = 0
    private var values = 0

    init(_ bytes: [UInt8], at offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Whether nothing follows but white space.
    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return offset == bytes.count
        }
    }

    func problem(_ reason: String) -> ForeignJSON.Problem {
        ForeignJSON.Problem(
            reason: offset < bytes.count ? reason : "the JSON ends before it is complete", offset: offset)
    }

    mutating func value() throws(ForeignJSON.Problem) -> JSON {
        values += 1
        guard values <= ForeignJSON.mostValues else { throw problem("the JSON has too many values") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(ForeignJSON.Problem) -> JSON {
        try enter()
        var members: [String: JSON] = [:]
        if !skip(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard peek == UInt8(ascii: "\"") else { throw problem("a key is wanted") }
                let key = try string()
                guard skip(UInt8(ascii: ":")) else { throw problem("a colon is wanted") }
                let value = try value()
                if let before = members.updateValue(value, forKey: key), before != value {
                    throw problem("a key has two values")
                }
            } while skip(UInt8(ascii: ","))
            guard skip(UInt8(ascii: "}")) else { throw problem("a comma or a brace is wanted") }
        }
        depth -= 1
        return .object(members)
    }

    private mutating func array() throws(ForeignJSON.Problem) -> JSON {
        try enter()
        var items: [JSON] = []
        if !skip(UInt8(ascii: "]")) {
            repeat { items.append(try value()) } while skip(UInt8(ascii: ","))
            guard skip(UInt8(ascii: "]")) else { throw problem("a comma or a bracket is wanted") }
        }
        depth -= 1
        return .array(items)
    }

    private mutating func enter() throws(ForeignJSON.Problem) {
        depth += 1
        guard depth <= ForeignJSON.deepest else { throw problem("the JSON is too deep") }
        offset += 1
    }

    private mutating func word(_ word: String, _ value: JSON) throws(ForeignJSON.Problem) -> JSON {
        guard bytes[offset...].starts(with: word.utf8) else { throw problem("a value is wanted") }
        offset += word.utf8.count
        return value
    }

    private mutating func number() throws(ForeignJSON.Problem) -> JSON {
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        if peek == UInt8(ascii: "0") {
            offset += 1
        } else {
            try digits()
        }
        if peek == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func digits() throws(ForeignJSON.Problem) {
        let start = offset
        while let byte = peek, (48...57).contains(byte) { offset += 1 }
        guard offset > start else { throw problem("a value is wanted") }
    }

    private mutating func string() throws(ForeignJSON.Problem) -> String {
        offset += 1
        let start = offset
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
            offset += 1
        }
        // Most have no escape: they are taken as they stand.
        guard peek == UInt8(ascii: "\\") else { return try text(bytes[start..<offset]) }
        var unescaped = Array(bytes[start..<offset])
        while let byte = peek, byte != UInt8(ascii: "\""), byte >= 0x20 {
            offset += 1
            if byte == UInt8(ascii: "\\") {
                try escape(into: &unescaped)
            } else {
                unescaped.append(byte)
            }
        }
        return try text(unescaped[...])
    }

    private mutating func text(_ utf8: ArraySlice<UInt8>) throws(ForeignJSON.Problem) -> String {
        guard peek == UInt8(ascii: "\"") else { throw problem("a control character stands in a text") }
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw problem("a text is not UTF-8")
        }
        offset += 1
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(ForeignJSON.Problem) {
        guard let byte = peek else { throw problem("an escape is wanted") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"): text += String(try scalar()).utf8
        default:
            offset -= 1
            throw problem("there is no such escape")
        }
    }

    private mutating func scalar() throws(ForeignJSON.Problem) -> Character {
        let unit = try hexadecimal()
        guard (0xD800...0xDBFF).contains(unit) else {
            return Character(Unicode.Scalar(unit) ?? "\u{FFFD}")
        }
        guard bytes[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
            return "\u{FFFD}"
        }
        let start = offset
        offset += 2
        let low = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(low) else {
            offset = start
            return "\u{FFFD}"
        }
        return Character(Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}")
    }

    private mutating func hexadecimal() throws(ForeignJSON.Problem) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem("four hexadecimal digits are wanted")
            }
            unit = unit << 4 | UInt32(digit)
            offset += 1
        }
        return unit
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Goes past a byte, and white space before it, where it comes next.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { offset += 1 }
    }
}
