/// A long text cut where a key stands alone on its line, so that its pieces can be read at once.
///
/// Where to cut is a guess from how lines are indented; `YAMLNode.join` proves it right or wrong. A line that is
/// indented as a key of a block mapping ends everything that is nested in that mapping but quotes and brackets, and
/// a piece with an open quote or bracket is no document.
/// What a cut is nested in is a guess too, from how the text begins.
struct TextPieces {
    struct Piece {
        let range: Range<Int>
        /// How many lines the whole text has before what `bytes(of:)` begins with.
        let linesBefore: Int
        /// The indentation of the mappings it continues, the outermost first, and of its own first key.
        let indentations: [Int]

        /// What is to be read: the piece of `text` below a line `x:` for each mapping that it continues.
        func bytes(of text: [UInt8]) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(range.count + 256)
            for indentation in indentations.dropLast() {
                bytes += repeatElement(UInt8(ascii: " "), count: indentation)
                bytes += "x:\n".utf8
            }
            bytes += text[range]
            return bytes
        }
    }

    fileprivate struct Start {
        let offset: Int
        let indentations: [Int]
    }

    private(set) var pieces: [Piece] = []

    /// Empty where the text cannot be cut.
    ///
    /// - Parameter count: how many pieces are wanted at most.
    init(of bytes: [UInt8], count: Int) {
        let size = bytes.count / count
        var starts = [Start(offset: 0, indentations: [])]
        let walk = LineWalk(text: bytes)
        let steps = walk.firstSteps()
        for part in 1..<max(1, count) {
            let target = part * size
            let last = starts[starts.count - 1]
            guard target > last.offset, let cut = walk.outermostKey(from: target, within: size / 2) else {
                continue
            }
            let above = steps.filter { $0 < cut.indentation }
            guard cut.indentation == 0 || !above.isEmpty else { continue }
            starts.append(Start(offset: cut.offset, indentations: above + [cut.indentation]))
        }
        guard starts.count > 1 else { return }
        var lines = 0
        for (index, start) in starts.enumerated() {
            let range = start.offset..<(index + 1 < starts.count ? starts[index + 1].offset : bytes.count)
            let put = max(0, start.indentations.count - 1)
            pieces.append(Piece(range: range, linesBefore: lines - put, indentations: start.indentations))
            lines += ByteSearch.count(of: UInt8(ascii: "\n"), in: bytes, range)
        }
    }

}

/// Lines of a text by the offset of their first byte.
private struct LineWalk {
    struct Key {
        let offset: Int
        let indentation: Int
    }

    let text: [UInt8]

    /// Of the lines that hold a key and nothing else and begin in this stretch, the first of the least indented.
    func outermostKey(from start: Int, within length: Int) -> Key? {
        var best: Key?
        var offset = start
        let end = min(text.count, start + min(length, 1 << 13))
        while let line = lineStart(after: offset), line < end {
            if let key = key(at: line), key.indentation < best?.indentation ?? .max { best = key }
            if best?.indentation == 0 { break }
            offset = line
        }
        return best
    }

    /// The indentations of the first keys of this text that stand alone, each in the one before: an author mostly indents
    /// everything as he began. To walk back from a cut to the lines it is nested in would read the whole text.
    func firstSteps() -> [Int] {
        var steps: [Int] = []
        var offset = 0
        var next: Int? = 0
        // `controls:`, a section and a control: below whatever stands at the top.
        while let line = next, offset < 1 << 16 {
            offset = line
            next = lineStart(after: line)
            guard let key = key(at: line) else { continue }
            if key.indentation == 0 { steps = [] }
            if key.indentation > steps.last ?? -1 { steps.append(key.indentation) }
            if steps.count > 2 { break }
        }
        return steps
    }

    /// `name:` and the end of the line, as nearly all sections and controls begin.
    private func key(at line: Int) -> Key? {
        let indentation = indentation(at: line)
        var at = line + indentation
        guard at < text.count, text[at] != UInt8(ascii: "-") else { return nil }
        while at < text.count, isNameByte(text[at]) { at += 1 }
        guard at > line + indentation, at + 1 < text.count, text[at] == UInt8(ascii: ":"),
            text[at + 1] == UInt8(ascii: "\n")
        else { return nil }
        return Key(offset: line, indentation: indentation)
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }

    private func indentation(at line: Int) -> Int {
        var at = line
        while at < text.count, text[at] == UInt8(ascii: " ") { at += 1 }
        return at - line
    }

    private func lineStart(after offset: Int) -> Int? {
        let end = unsafe text.withUnsafeBufferPointer { text in
            var at = offset
            while at < text.count, unsafe text[at] != UInt8(ascii: "\n") { at += 1 }
            return at
        }
        return end + 1 < text.count ? end + 1 : nil
    }

}
