/// Dotted numbers compared number by number: 12 < 12.1 < 13. What is not a number compares as text.
package struct DottedVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String
    private let parts: [Substring]

    package init(_ text: String) {
        description = text
        parts = text.split(separator: ".", omittingEmptySubsequences: false)
    }

    package static func < (left: Self, right: Self) -> Bool {
        for (a, b) in zip(left.parts, right.parts) where a != b {
            if let a = Int(a), let b = Int(b) { return a < b }
            return a < b
        }
        return left.parts.count < right.parts.count
    }
}

/// Which versions: `at-least` and those `below`.
package struct VersionRange: Hashable, Sendable {
    package var atLeast: DottedVersion?
    package var below: DottedVersion?

    package init(atLeast: DottedVersion? = nil, below: DottedVersion? = nil) {
        self.atLeast = atLeast
        self.below = below
    }

    package func contains(_ version: DottedVersion) -> Bool {
        if let atLeast, version < atLeast { return false }
        if let below, !(version < below) { return false }
        return true
    }
}

extension Shape where Value == DottedVersion {
    package static var version: Shape { dottedVersion }
}

private let dottedVersion = Shape<DottedVersion>.scalar(
    .text(pattern: "^[0-9][0-9A-Za-z.+~-]*$", mayBeNumber: true), placeholder: DottedVersion("0")
) { text throws(Diagnostic.Rejection) in
    guard let first = text.utf8.first, (48...57).contains(first), !text.utf8.contains(UInt8(ascii: " "))
    else {
        throw Diagnostic.Rejection("write a version that begins with a number, as in 12 or 24.04")
    }
    return DottedVersion(text)
}
