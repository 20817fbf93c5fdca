package import PolicyText

/// Somebody's written leave for a control to differ on some hosts until a day.
package struct Waiver: Sendable {
    package var control: String
    /// Patterns over host names: `*` is any run of characters, `?` any one. Empty: every host.
    package var hosts: [String]
    package var because: String
    package var approvedBy: String
    package var ticket: String?
    /// The last day it counts, in UTC.
    package var until: Day
    package var range: SourceRange

    package func concerns(host: String) -> Bool {
        hosts.isEmpty || hosts.contains { Wildcard.matches(host, pattern: $0) }
    }

    /// Whether it counts on a day.
    package func counts(on day: Day) -> Bool { day <= until }
}

/// Patterns in which `*` stands for any run of characters and `?` for any one.
package enum Wildcard {
    package static func matches(_ text: String, pattern: String) -> Bool {
        let text = Array(text.utf8)
        let pattern = Array(pattern.utf8)
        var (at, position) = (0, 0)
        var (star, retry) = (-1, 0)
        while at < text.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                (star, retry) = (position, at)
                position += 1
            } else if position < pattern.count,
                pattern[position] == UInt8(ascii: "?") || pattern[position] == text[at]
            {
                at += 1
                position += 1
            } else if star >= 0 {
                retry += 1
                (at, position) = (retry, star + 1)
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
