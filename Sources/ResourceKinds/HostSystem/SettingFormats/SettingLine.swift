/// One line of a settings file and how it ends, byte for byte.
struct SettingLine: Hashable, Sendable {
    var text: [UInt8]
    /// `\n`, `\r\n`, or nothing at the end of a file.
    var ending: [UInt8]

    init(_ text: some Sequence<UInt8>, ending: [UInt8]) {
        self.text = Array(text)
        self.ending = ending
    }

    var isBlank: Bool { text.allSatisfy(\.isBlank) }

    /// A line that only says something to people, in the formats that Holdfast knows.
    var isComment: Bool {
        let first = text.first { !$0.isBlank }
        return first == UInt8(ascii: "#") || first == UInt8(ascii: ";")
    }

    static func split(_ bytes: [UInt8]) -> [SettingLine] {
        var lines: [SettingLine] = []
        var start = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            let hasReturn = index > start && bytes[index - 1] == UInt8(ascii: "\r")
            let end = hasReturn ? index - 1 : index
            lines.append(SettingLine(bytes[start..<end], ending: Array(bytes[end...index])))
            start = index + 1
        }
        if start < bytes.count { lines.append(SettingLine(bytes[start...], ending: [])) }
        return lines
    }

    static func joined(_ lines: [SettingLine]) -> [UInt8] { lines.flatMap { $0.text + $0.ending } }
}

extension UInt8 {
    /// A space or a tab.
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

extension RandomAccessCollection<UInt8> {
    /// Without spaces and tabs at both ends.
    var trimmed: SubSequence {
        guard let first = firstIndex(where: { !$0.isBlank }) else { return self[endIndex...] }
        var end = endIndex
        while self[index(before: end)].isBlank { end = index(before: end) }
        return self[first..<end]
    }

    /// The text; `nil` when it is not UTF-8.
    var validText: String? { String(validating: self, as: UTF8.self) }
}
