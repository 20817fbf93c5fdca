/// Walks forward over a text to turn byte offsets into positions and back. Asked in the order of
/// the text, all questions together cost one pass.
struct SourceCursor {
    private let bytes: [UInt8]
    let source: SourceID
    private(set) var offset: Int
    private var line: Int
    private var column = 1

    /// Starts behind a byte order mark.
    ///
    /// - Parameter linesBefore: how many lines stand before `bytes` in the text that places are told of.
    init(over bytes: [UInt8], source: SourceID, linesBefore: Int = 0) {
        line = linesBefore + 1
        self.bytes = bytes
        self.source = source
        offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    var position: SourcePosition { SourcePosition(line: line, column: column) }

    /// The byte here; `nil` at the end.
    var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// The last byte before this place that is no white space.
    var byteBefore: UInt8? {
        bytes[..<offset].last { $0 != UInt8(ascii: " ") && !(0x09...0x0D).contains($0) }
    }

    /// The first tab before the text of this line, the cursor then at the text; `nil` where only spaces
    /// are, or no text.
    mutating func tabInIndentation() -> SourcePosition? {
        var tab: SourcePosition?
        while let byte, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
            if byte == UInt8(ascii: "\t"), tab == nil { tab = position }
            step()
        }
        return byte.map { $0 < UInt8(ascii: " ") } ?? true ? nil : tab
    }

    mutating func advance(toOffset target: Int) {
        while offset < min(target, bytes.count) { step() }
    }

    mutating func advance(to target: SourcePosition) {
        while position < target, offset < bytes.count { step() }
        while offset < bytes.count, isInsideCharacter { step() }
    }

    private var isInsideCharacter: Bool { bytes[offset] & 0xC0 == 0x80 }

    /// Over one byte; the bytes that continue a character take no column.
    private mutating func step() {
        if bytes[offset] == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if !isInsideCharacter {
            column += 1
        }
        offset += 1
    }
}
