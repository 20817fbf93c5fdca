/// An absolute path on the managed host, in one spelling: no `//`, no `/./`, no trailing slash.
/// `/var/run` and `/var/lock` are written `/run` and `/run/lock`, which they link to on every supported Debian.
package struct Path: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String

    /// The root of the host.
    package static let root: Path = "/"

    /// Normalises `text`; `nil` when it is relative, holds `..` or a NUL, or is longer than Linux allows.
    package init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "/"), text.utf8.count < 4096 else { return nil }
        var isPlain = true
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 0 { return nil }
            if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") {
                isPlain = false
            }
            previous = byte
        }
        if isPlain, previous != UInt8(ascii: "/") || text.utf8.count == 1 {
            description = Self.unaliased(text)
            return
        }
        var kept: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            guard part != ".." else { return nil }
            kept.append(part)
        }
        description = Self.unaliased("/" + kept.joined(separator: "/"))
    }

    /// A path known to be in its one spelling.
    private init(normal text: String) { description = text }

    /// The directory that holds it; `nil` for `/`.
    package var parent: Path? {
        guard let cut = description.utf8.lastIndex(of: UInt8(ascii: "/")), description.utf8.count > 1 else {
            return nil
        }
        return cut == description.startIndex ? .root : Path(normal: String(description[..<cut]))
    }

    /// Its last component; `/` for the root.
    package var name: String {
        guard let cut = description.utf8.lastIndex(of: UInt8(ascii: "/")), description.utf8.count > 1 else {
            return description
        }
        return String(description[description.utf8.index(after: cut)...])
    }

    /// The path of one name inside this directory.
    package func appending(_ name: String) -> Path {
        Path(normal: Self.unaliased(self == .root ? "/" + name : description + "/" + name))
    }

    /// Whether this is `other` or lies below it.
    package func isWithin(_ other: Path) -> Bool {
        var (text, outer) = (description, other.description)
        return text.withUTF8 { text in
            outer.withUTF8 { outer in
                guard outer.count > 1 else { return true }
                guard text.starts(with: outer) else { return false }
                return text.count == outer.count || text[outer.count] == UInt8(ascii: "/")
            }
        }
    }

    /// This path and every directory above it, itself first.
    package var lineage: [Path] {
        var found = [self]
        while let up = found[found.count - 1].parent { found.append(up) }
        return found
    }

    // Linux compares names byte by byte; `String` takes two spellings of one accented letter for the same.
    package static func == (left: Self, right: Self) -> Bool {
        // On the bytes themselves, eight at a time and without a copy of either text: the views of `String` take ten times
        // as long, and every forecast asks. Mostly both are the one text of the policy.
        let isSame = left.description.utf8.withContiguousStorageIfAvailable { text -> Bool? in
            right.description.utf8.withContiguousStorageIfAvailable { other in
                text.count == other.count
                    && (text.baseAddress == other.baseAddress
                        || UnsafeRawBufferPointer(text).holdsTheSame(as: UnsafeRawBufferPointer(other)))
            }
        }
        return (isSame ?? nil) ?? left.description.utf8.elementsEqual(right.description.utf8)
    }

    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }

    private static func unaliased(_ text: String) -> String {
        guard text.utf8.starts(with: "/var/".utf8) else { return text }
        for (alias, real) in [("/var/run", "/run"), ("/var/lock", "/run/lock")] {
            if text == alias { return real }
            if text.utf8.starts(with: (alias + "/").utf8) { return real + text.dropFirst(alias.count) }
        }
        return text
    }
}

extension UnsafeRawBufferPointer {
    /// Compares as many bytes of another, of the same length.
    fileprivate func holdsTheSame(as other: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index + 8 <= count {
            let isSame =
                loadUnaligned(fromByteOffset: index, as: UInt64.self)
                == other.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard isSame else { return false }
            index += 8
        }
        while index < count {
            guard self[index] == other[index] else { return false }
            index += 1
        }
        return true
    }
}

extension Path: ExpressibleByStringLiteral {
    /// A path written in the source; a programming error when it is not one.
    package init(stringLiteral text: String) {
        guard let path = Path(text) else { preconditionFailure("not an absolute path: \(text)") }
        self = path
    }
}

extension Path: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let path = Path(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an absolute path")
        }
        self = path
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
