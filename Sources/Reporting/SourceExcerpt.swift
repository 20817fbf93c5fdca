/// One line of a policy as a terminal can show it, with a mark under a part of it. A long line is shown around the mark.
struct SourceExcerpt {
    /// Columns of a terminal that a line may take.
    private static let width = 100
    private static let tab = 4

    let line: String
    /// Spaces up to the mark.
    let margin: String
    /// `^~~~`, as wide as the part, and at least one.
    let mark: String

    /// - Parameters:
    ///   - scalars: the whole line.
    ///   - start: how many characters stand before the part; beyond the line's end, the mark stands behind it.
    ///   - end: how many stand before its end.
    init(of scalars: [Unicode.Scalar], from start: Int, to end: Int, unicode: Bool) {
        var cells: [(text: String, width: Int)] = []
        var column = 0
        for scalar in scalars {
            let cell = Self.cell(scalar, at: column)
            cells.append(cell)
            column += cell.width
        }
        let start = min(start, cells.count)
        let end = max(start, min(end, cells.count))
        let window = Self.window(of: cells.map(\.width), from: start, to: end)
        let cut = unicode ? "…" : "..."
        let head = window.lowerBound > 0 ? cut : ""
        let tail = window.upperBound < cells.count ? cut : ""
        line = head + cells[window].map(\.text).joined() + tail
        let before = cells[window.lowerBound..<start].reduce(0) { $0 + $1.width }
        let marked = cells[start..<min(end, window.upperBound)].reduce(0) { $0 + $1.width }
        margin = String(repeating: " ", count: head.unicodeScalars.count + before)
        mark = "^" + String(repeating: "~", count: max(0, marked - 1))
    }

    /// What to show: the whole line where it fits, else from some way before the part.
    private static func window(of widths: [Int], from start: Int, to end: Int) -> Range<Int> {
        guard widths.reduce(0, +) > width else { return 0..<widths.count }
        var first = start
        var room = width / 3
        while first > 0, widths[first - 1] <= room {
            first -= 1
            room -= widths[first]
        }
        var last = first
        room = width
        while last < widths.count, widths[last] <= room {
            room -= widths[last]
            last += 1
        }
        return first..<max(last, start)
    }

    private static func cell(_ scalar: Unicode.Scalar, at column: Int) -> (text: String, width: Int) {
        if scalar == "\t" {
            let width = tab - column % tab
            return (String(repeating: " ", count: width), width)
        }
        guard VisibleText.mustShow(scalar) else { return (String(scalar), width(of: scalar)) }
        let text = "\\u{\(String(scalar.value, radix: 16))}"
        return (text, text.utf8.count)
    }

    /// Columns that a terminal takes for a character: Unicode Standard Annex #11, in outline.
    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
        0x20000...0x3FFFD,
    ]
}
