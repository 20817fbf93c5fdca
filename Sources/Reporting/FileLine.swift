internal import Convergence

/// One line of a file, without its newline, as a person can see it.
struct FileLine: Hashable {
    /// A hole shows as `‹secret env:NAME›`.
    var text: String
    /// A hole never equals text that only looks like one.
    var hasHole = false
    /// Only the last line of a file can be without.
    var endsWithNewline = true

    /// The lines of `content`; `nil` when it is not text.
    static func lines(of content: Content) -> [FileLine]? {
        guard !content.bytes.contains(0) else { return nil }
        var lines: [FileLine] = []
        var current = FileLine(text: "")
        var isOpen = false
        func put(_ part: ArraySlice<UInt8>) -> Bool {
            var rest = part
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                guard let text = String(validating: rest[..<end], as: UTF8.self) else { return false }
                current.text += text
                lines.append(current)
                current = FileLine(text: "")
                isOpen = false
                rest = rest[(end + 1)...]
            }
            guard let text = String(validating: rest, as: UTF8.self) else { return false }
            current.text += text
            isOpen = isOpen || !text.isEmpty
            return true
        }
        var start = 0
        for hole in content.holes {
            guard put(content.bytes[start..<hole.offset]) else { return nil }
            current.text += "‹secret \(hole.secret)›"
            current.hasHole = true
            isOpen = true
            start = hole.offset
        }
        guard put(content.bytes[start...]) else { return nil }
        if isOpen {
            current.endsWithNewline = false
            lines.append(current)
        }
        return lines
    }
}
