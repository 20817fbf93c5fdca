/// Permission bits with set-user, set-group and sticky bits, as `chmod` takes them.
package struct FileMode: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// At most `0o7777`.
    package let bits: UInt16

    package init(bits: UInt16) { self.bits = bits & 0o7777 }
    package init(integerLiteral bits: UInt16) { self.init(bits: bits) }

    /// Four or five octal digits with the leading zero that a policy writes: `0640`, `04755`.
    package var description: String {
        let digits = String(bits, radix: 8)
        return String(repeating: "0", count: max(1, 4 - digits.count)) + digits
    }
}

extension FileMode: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bits = UInt16(try container.decode(String.self), radix: 8), bits <= 0o7777 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an octal mode")
        }
        self.init(bits: bits)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
