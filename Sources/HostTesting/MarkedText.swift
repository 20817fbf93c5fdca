package import PolicyText

/// A text with marked places, so that a test shows where a message must point instead of counting
/// lines: `mode: ⟦755⟧`. An empty mark, `⟦⟧`, is a place between two characters.
package struct MarkedText: Sendable {
    /// The text without its marks.
    package let text: String
    /// The marked places, in the order of their opening marks.
    package let ranges: [SourceRange]

    package init(_ marked: String, source: SourceID = SourceID(0)) {
        var text = String.UnicodeScalarView()
        var position = SourcePosition.start
        var opened: [Int] = []
        var ranges: [SourceRange] = []
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "⟦":
                opened.append(ranges.count)
                ranges.append(SourceRange(source: source, start: position, end: position))
            case "⟧":
                guard let mark = opened.popLast() else { preconditionFailure("⟧ without ⟦") }
                ranges[mark].end = position
            case "\n":
                text.append(scalar)
                position = SourcePosition(line: position.line + 1, column: 1)
            default:
                text.append(scalar)
                position = SourcePosition(line: position.line, column: position.column + 1)
            }
        }
        precondition(opened.isEmpty, "⟦ without ⟧")
        self.text = String(text)
        self.ranges = ranges
    }

    package var bytes: [UInt8] { Array(text.utf8) }
}
