internal import Convergence

/// `KEY=word` as a shell reads it: /etc/default, /etc/environment, os-release. Values compare without their quotes
/// and are written with quotes where they need them. The last line with a key wins.
struct ShellFormat: SettingFormat {
    var separator: String { "=" }

    func problem(key: String) -> Diagnostic.Message? {
        let letters = key.utf8
        let isName =
            letters.first.map { !(48...57).contains($0) } ?? false
            && letters.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == UInt8(ascii: "_")
            }
        return isName ? nil : "write a name of letters, digits and '_', as a shell takes it"
    }

    func problem(value: String) -> Diagnostic.Message? {
        value.utf8.contains(where: \.isControl)
            ? "a value stands on one line and holds no control characters" : nil
    }

    func write(_ value: String, replacing old: [UInt8]) -> [UInt8] {
        let quote = old.first == UInt8(ascii: "'") && !value.utf8.contains(UInt8(ascii: "'")) ? "'" : "\""
        let isQuoted = old.first == UInt8(ascii: "'") || old.first == UInt8(ascii: "\"")
        if !isQuoted, value.utf8.allSatisfy(ShellWord.isPlain) { return Array(value.utf8) }
        if quote == "'" { return Array("'\(value)'".utf8) }
        var escaped: [UInt8] = []
        for byte in value.utf8 {
            if ShellWord.isSpecialInQuotes(byte) { escaped.append(UInt8(ascii: "\\")) }
            escaped.append(byte)
        }
        return Array("\"".utf8) + escaped + Array("\"".utf8)
    }

    func read(_ lines: [SettingLine]) -> SettingEntries {
        var read = SettingEntries()
        var index = 0
        while index < lines.count {
            let text = lines[index].text
            if let first = text.firstIndex(where: { !$0.isBlank }), text[first] == UInt8(ascii: "#") {
                let rest = text[(first + 1)...].drop { $0.isBlank }
                if var entry = entry([SettingLine(rest, ending: [])], at: 0) {
                    entry.lines = index..<(index + 1)
                    entry.prefix = text[..<first] + entry.prefix
                    read.commented.append(entry)
                }
            } else if let entry = entry(lines, at: index) {
                read.entries.append(entry)
                if isUnfinished(lines, entry) { read.unfinished = read.unfinished ?? index }
                index = entry.lines.upperBound - 1
            }
            index += 1
        }
        read.blocks = [.init(scope: .whole, lines: 0..<lines.count)]
        return read
    }

    private func isUnfinished(_ lines: [SettingLine], _ entry: SettingEntry) -> Bool {
        var taken = Array(lines[entry.lines])
        taken[taken.count - 1].ending = []
        return ShellWord(SettingLine.joined(taken)[entry.prefix.count...]).isOpen
    }

    private func entry(_ lines: [SettingLine], at index: Int) -> SettingEntry? {
        let line = lines[index].text
        var start = line.prefix { $0.isBlank }.endIndex
        let export = Array("export".utf8)
        if line[start...].starts(with: export), start + 6 < line.count, line[start + 6].isBlank {
            start = line[(start + 6)...].drop { $0.isBlank }.startIndex
        }
        guard let sign = line[start...].firstIndex(of: UInt8(ascii: "=")),
            let key = line[start..<sign].validText, problem(key: key) == nil
        else { return nil }
        var taken = 1
        var word = ShellWord(line[(sign + 1)...])
        // A quote that is not closed goes on in the next lines.
        var text = line
        while word.isOpen, index + taken < lines.count {
            text += lines[index + taken - 1].ending + lines[index + taken].text
            taken += 1
            word = ShellWord(text[(sign + 1)...])
        }
        if word.isOpen {
            (taken, text) = (1, line)
            word = ShellWord(line[(sign + 1)...])
        }
        return SettingEntry(
            lines: index..<(index + taken), key: key, scope: .whole, value: word.value,
            prefix: Array(line[...sign]), written: Array(text[(sign + 1)..<word.end]),
            suffix: Array(text[word.end...]))
    }
}

/// The word after `KEY=`, with its quotes taken off.
struct ShellWord {
    private(set) var value: SettingEntry.Value
    /// Where the word ends and a comment or blanks begin.
    private(set) var end: Int
    /// Whether a quote is still open, or the line goes on.
    private(set) var isOpen = false

    init(_ text: ArraySlice<UInt8>) {
        var bytes: [UInt8] = []
        var quote: UInt8?
        var index = text.startIndex
        var isLiteral = true
        loop: while index < text.endIndex {
            let byte = text[index]
            switch (quote, byte) {
            case (UInt8(ascii: "'"), UInt8(ascii: "'")), (UInt8(ascii: "\""), UInt8(ascii: "\"")):
                quote = nil
            case (nil, UInt8(ascii: "'")), (nil, UInt8(ascii: "\"")): quote = byte
            case (UInt8(ascii: "'"), _): bytes.append(byte)
            case (_, UInt8(ascii: "\\")):
                index += 1
                guard index < text.endIndex else {
                    isOpen = true
                    break loop
                }
                if text[index] == UInt8(ascii: "\n") { break }
                if quote != nil, !Self.isSpecialInQuotes(text[index]) { bytes.append(byte) }
                bytes.append(text[index])
            case (_, UInt8(ascii: "$")), (_, UInt8(ascii: "`")):
                isLiteral = false
                bytes.append(byte)
            case (nil, _) where byte.isBlank: break loop
            case (nil, _) where "|&;<>()*?~".utf8.contains(byte):
                isLiteral = false
                bytes.append(byte)
            default: bytes.append(byte)
            }
            index += 1
        }
        if quote != nil { isOpen = true }
        end = min(index, text.endIndex)
        let rest = text[end...].trimmed
        // Another word makes it a command with a variable, not a value.
        if !rest.isEmpty, rest.first != UInt8(ascii: "#") { isLiteral = false }
        if !isLiteral || isOpen { end = text[..<text.endIndex].trimmed.endIndex }
        if isLiteral, !isOpen, let text = bytes.validText {
            value = .text(text)
        } else {
            value = .opaque(text.trimmed.validText ?? "bytes that are not UTF-8")
        }
    }

    /// What a word may hold without quotes.
    static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) && byte < 128
            || "_./:@%+,=-".utf8.contains(byte)
    }

    /// What a backslash takes the meaning of, inside double quotes.
    static func isSpecialInQuotes(_ byte: UInt8) -> Bool { "\\\"$`".utf8.contains(byte) }
}
