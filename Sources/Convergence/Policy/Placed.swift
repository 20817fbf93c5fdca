package import PolicyText

/// A value and the place where it was written.
package struct Placed<Value: Sendable>: Sendable {
    package var value: Value
    package var range: SourceRange

    package init(_ value: Value, at range: SourceRange) {
        self.value = value
        self.range = range
    }

    /// Whether somebody wrote it, and it is no placeholder.
    var isWritten: Bool { range != .nowhere }
}

extension Placed: Equatable where Value: Equatable {}
extension Placed: Hashable where Value: Hashable {}

/// A key that the author chose, its value, and where the key stands.
package struct Pair<Value: Sendable>: Sendable {
    package var key: String
    package var value: Value
    package var range: SourceRange

    package init(key: String, value: Value, range: SourceRange) {
        self.key = key
        self.value = value
        self.range = range
    }
}

extension SourceRange {
    /// The place of what no text holds, such as a placeholder.
    static let nowhere = SourceRange(source: SourceID(0), start: .start, end: .start)

    /// The same place when it lies on one line, else its first character: a caret marks one line.
    var firstLine: SourceRange {
        guard end.line > start.line else { return self }
        return SourceRange(
            source: source, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
    }

    /// Whether a place begins inside this one, or where this one begins.
    func covers(_ other: SourceRange) -> Bool {
        source == other.source && other.start >= start && (other.start < end || other.start == start)
    }
}
