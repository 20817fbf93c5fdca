internal import PolicyText

/// The lines of one text, to show them and to find places in them.
package struct SourceLines: Sendable {
    private let bytes: [UInt8]
    /// Where each line begins.
    private let starts: [Int]

    package init(of bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        self.starts = starts
    }

    /// The characters of a line, counted from one, without its end; what is not UTF-8 is shown as U+FFFD.
    package func line(_ number: Int) -> [Unicode.Scalar] {
        guard starts.indices.contains(number - 1) else { return [] }
        var end = number < starts.count ? starts[number] - 1 : bytes.count
        if end > starts[number - 1], bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return Array(String(decoding: bytes[starts[number - 1]..<end], as: UTF8.self).unicodeScalars)
    }

    /// Where the `$` of a number, counted from zero, stands in what is written at `range`, together with what follows
    /// up to `}`; `nil` when there are not as many as `count` in all, because some are written as escapes.
    func placeOfDollar(_ ordinal: Int, of count: Int, in range: SourceRange) -> SourceRange? {
        var found: [SourcePosition] = []
        var texts: [Int: [Unicode.Scalar]] = [:]
        for number in range.start.line...max(range.start.line, range.end.line) {
            let text = line(number)
            texts[number] = text
            let first = number == range.start.line ? range.start.column : 1
            let last = number == range.end.line ? min(range.end.column - 1, text.count) : text.count
            guard first <= last else { continue }
            for column in first...last where text[column - 1] == "$" {
                found.append(SourcePosition(line: number, column: column))
            }
        }
        guard found.count == count, found.indices.contains(ordinal), let text = texts[found[ordinal].line]
        else { return nil }
        let start = found[ordinal]
        let length = text[(start.column - 1)...].firstIndex(of: "}").map { $0 - start.column + 2 } ?? 2
        return SourceRange(
            source: range.source, start: start,
            end: SourcePosition(line: start.line, column: start.column + length))
    }
}
