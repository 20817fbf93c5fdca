package import Convergence

/// Reads JSON that somebody else wrote; RFC 8259.
///
/// Not through `JSON`'s Codable: that gives objects such as `{"$secret": …}` a meaning which nobody else's have. Numbers keep
/// their digits. Nothing but JSON is taken, and no more of it than is wanted; a byte order mark in front does not count. A
/// key that comes twice is refused where the two values differ. Half of a surrogate pair becomes U+FFFD: whoever gives a user
/// such a name must not be able to hide all users.
package enum ForeignJSON {
    /// How deep arrays and objects may stand in each other.
    package static let deepest = 64
    /// How many values one text may hold.
    package static let mostValues = 500_000

    /// Why a text is not taken. Holds nothing of the text, which may hold secrets.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        package var reason: String
        /// How many bytes stand before the place.
        package var offset: Int

        package var description: String { "\(reason) at byte \(offset + 1)" }
    }

    /// The one value of a text.
    package static func read(_ bytes: [UInt8]) throws(Problem) -> JSON {
        var reader = JSONReader(bytes, at: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        let value = try reader.value()
        guard reader.isAtEnd else { throw reader.problem("something follows the JSON") }
        return value
    }

    /// The value that begins at an offset, and the offset behind it; more may follow.
    static func readValue(in bytes: [UInt8], at offset: Int) throws(Problem) -> (value: JSON, end: Int) {
        var reader = JSONReader(bytes, at: offset)
        return (try reader.value(), reader.offset)
    }
}
