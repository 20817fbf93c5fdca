package import Convergence

/// A version of a Debian package, in Debian's own order; Debian Policy Manual, 5.6.12.
package struct DebianVersion: Comparable, Sendable, CustomStringConvertible {
    package let description: String
    private let epoch: Int
    private let upstream: [UInt8]
    private let revision: [UInt8]

    /// Reads `[epoch:]upstream[-revision]`; `nil` when it is none.
    package init?(_ text: String) {
        description = text
        var rest = Array(text.utf8)[...]
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            let digits = rest[..<colon]
            guard digits.allSatisfy(Self.isDigit),
                let number = Int32(String(decoding: digits, as: UTF8.self))
            else { return nil }
            epoch = Int(number)
            rest = rest[(colon + 1)...]
        } else {
            epoch = 0
        }
        if let dash = rest.lastIndex(of: UInt8(ascii: "-")) {
            revision = Array(rest[(dash + 1)...])
            rest = rest[..<dash]
            guard !revision.isEmpty else { return nil }
        } else {
            revision = []
        }
        upstream = Array(rest)
        guard let first = upstream.first, Self.isDigit(first),
            upstream.allSatisfy({ Self.isAlphanumeric($0) || ".+-~:".utf8.contains($0) }),
            revision.allSatisfy({ Self.isAlphanumeric($0) || ".+~".utf8.contains($0) })
        else { return nil }
    }

    /// Two spellings of one version are equal: `1.0` and `1.00`.
    package static func == (left: Self, right: Self) -> Bool { order(left, right) == 0 }
    package static func < (left: Self, right: Self) -> Bool { order(left, right) < 0 }

    private static func order(_ left: Self, _ right: Self) -> Int {
        if left.epoch != right.epoch { return left.epoch - right.epoch }
        let upstream = order(left.upstream, right.upstream)
        return upstream != 0 ? upstream : order(left.revision, right.revision)
    }

    /// Parts that are no digits and parts that are digits take turns, from the left.
    private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            while i < left.count && !isDigit(left[i]) || j < right.count && !isDigit(right[j]) {
                let difference = weight(of: left, at: i) - weight(of: right, at: j)
                if difference != 0 { return difference }
                i += 1
                j += 1
            }
            let difference = orderOfNumbers(left, &i, right, &j)
            if difference != 0 { return difference }
        }
        return 0
    }

    /// Compares two runs of digits of any length and goes past them.
    private static func orderOfNumbers(_ left: [UInt8], _ i: inout Int, _ right: [UInt8], _ j: inout Int)
        -> Int
    {
        while i < left.count, left[i] == UInt8(ascii: "0") { i += 1 }
        while j < right.count, right[j] == UInt8(ascii: "0") { j += 1 }
        var first = 0
        while i < left.count, isDigit(left[i]), j < right.count, isDigit(right[j]) {
            if first == 0 { first = Int(left[i]) - Int(right[j]) }
            i += 1
            j += 1
        }
        if i < left.count, isDigit(left[i]) { return 1 }
        if j < right.count, isDigit(right[j]) { return -1 }
        return first
    }

    /// `~` sorts before the end, the end before letters, and letters before everything else.
    private static func weight(of text: [UInt8], at index: Int) -> Int {
        guard index < text.count, !isDigit(text[index]) else { return 0 }
        let byte = text[index]
        if byte == UInt8(ascii: "~") { return -1 }
        return isAlphanumeric(byte) ? Int(byte) : Int(byte) + 256
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (97...122).contains(byte | 0x20)
    }
}

extension Shape where Value == DebianVersion {
    /// A version of a Debian package.
    package static var debianVersion: Shape {
        .scalar(.text(pattern: "^([0-9]+:)?[0-9][A-Za-z0-9.+~:-]*$"), placeholder: DebianVersion("0")!) {
            text throws(Diagnostic.Rejection) in
            guard let version = DebianVersion(text) else { throw Diagnostic.Rejection(.versionWanted) }
            return version
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let versionWanted: Self =
        "write a version as Debian does: a digit first, then letters, digits and . + - ~, as in 9.2p1-2+deb12u3"
}
