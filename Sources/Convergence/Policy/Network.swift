/// A range of addresses, IPv4 or IPv6, in CIDR notation.
package struct Network: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes, host bits zero.
    package let address: [UInt8]
    package let prefix: Int

    /// Reads `10.20.9.0/24`, `10.1.2.3` or `2001:db8::/32`; `nil` when it is none of these, or when bits
    /// beyond the prefix are set.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = Self.ipv4(parts[0]) ?? Self.ipv6(parts[0]) else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            guard let given = Self.decimal(parts[1], atMost: length) else { return nil }
            length = given
        }
        for (index, byte) in bytes.enumerated() {
            let kept = max(0, min(8, length - index * 8))
            if byte & UInt8(truncatingIfNeeded: 0xff >> kept) != 0, kept < 8 { return nil }
        }
        address = bytes
        prefix = length
    }

    package var isIPv6: Bool { address.count == 16 }

    package var description: String {
        guard isIPv6 else { return address.map(String.init).joined(separator: ".") + "/\(prefix)" }
        let words = stride(from: 0, to: 16, by: 2).map {
            String(Int(address[$0]) << 8 | Int(address[$0 + 1]), radix: 16)
        }
        return words.joined(separator: ":") + "/\(prefix)"
    }

    private static func decimal(_ text: Substring, atMost limit: Int) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != 48, let value = Int(text), value <= limit
        else { return nil }
        return value
    }

    private static func ipv4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { decimal($0, atMost: 255).map(UInt8.init) }
        return bytes.count == 4 ? bytes : nil
    }

    private static func ipv6(_ text: Substring) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        func words(_ half: Substring) -> [UInt16]? {
            guard !half.isEmpty else { return [] }
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            let words = parts.compactMap { part in
                (1...4).contains(part.utf8.count) ? UInt16(part, radix: 16) : nil
            }
            return words.count == parts.count ? words : nil
        }
        guard text.contains(":"), let head = words(halves[0]) else { return nil }
        var all = head
        if halves.count == 2 {
            guard let tail = words(halves[1]), head.count + tail.count < 8 else { return nil }
            all += Array(repeating: 0, count: 8 - head.count - tail.count) + tail
        }
        guard all.count == 8 else { return nil }
        return all.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    }
}
