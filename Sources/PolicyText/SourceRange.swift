/// One text that was read: a policy file, standard input, or a bundled policy. An index into the
/// list of texts that the reader keeps.
package struct SourceID: Hashable, Sendable {
    package let index: UInt32
    package init(_ index: Int) { self.index = UInt32(index) }
}

/// A place in a policy text. Lines and columns count from one, as editors show them;
/// a column counts Unicode scalars.
package struct SourcePosition: Hashable, Comparable, Sendable {
    // 32 bits each: a policy of 10,000 controls keeps some 100,000 ranges.
    private let storedLine: UInt32
    private let storedColumn: UInt32

    package var line: Int { Int(storedLine) }
    package var column: Int { Int(storedColumn) }

    package static let start = Self(line: 1, column: 1)

    package init(line: Int, column: Int) {
        storedLine = UInt32(clamping: line)
        storedColumn = UInt32(clamping: column)
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.storedLine, left.storedColumn) < (right.storedLine, right.storedColumn)
    }
}

/// A stretch of one policy text; `end` is the position after its last character.
package struct SourceRange: Hashable, Sendable {
    package var source: SourceID
    package var start: SourcePosition
    package var end: SourcePosition

    package init(source: SourceID, start: SourcePosition, end: SourcePosition) {
        self.source = source
        self.start = start
        self.end = end
    }
}
