internal import Convergence

/// `[Section]`, then `Key=value`: systemd's files, see systemd.syntax(7), and `.ini` files.
///
/// Sections may come again. Repeated keys either add up or replace each other, which only the program knows; so
/// all of them after the last empty one, which resets, must agree. Keys and sections differ by case.
struct IniFormat: SettingFormat {
    var separator: String { "=" }

    func repeats(_ key: String) -> Bool { true }

    func deciding(_ entries: [SettingEntry]) -> [SettingEntry] {
        let reset = entries.lastIndex { $0.value == .text("") }
        guard let reset else { return entries }
        return reset == entries.count - 1 ? [entries[reset]] : Array(entries[(reset + 1)...])
    }

    func problem(value: String) -> Diagnostic.Message? {
        value.utf8.last == UInt8(ascii: "\\")
            ? "a value that ends in '\\' would go on in the next line" : plainProblem(value: value)
    }

    func read(_ lines: [SettingLine]) -> SettingEntries {
        var read = SettingEntries()
        var scope = SettingScope.whole
        var start = 0
        var index = 0
        while index < lines.count {
            let text = lines[index].text.trimmed
            if let name = Self.section(text) {
                read.blocks.append(.init(scope: scope, lines: start..<index))
                scope = .section(name)
                start = index + 1
            } else if lines[index].isComment {
                if let entry = Self.commented(lines[index].text, at: index, in: scope) {
                    read.commented.append(entry)
                }
            } else if let entry = Self.entry(lines, at: index, in: scope) {
                read.entries.append(entry)
                index = entry.lines.upperBound - 1
                let last = lines[entry.lines].last { !$0.isComment }
                if last?.text.last == UInt8(ascii: "\\") { read.unfinished = entry.lines.lowerBound }
            }
            index += 1
        }
        read.blocks.append(.init(scope: scope, lines: start..<lines.count))
        return read
    }

    private static func section(_ text: ArraySlice<UInt8>) -> String? {
        guard text.first == UInt8(ascii: "["), let end = text.lastIndex(of: UInt8(ascii: "]")) else {
            return nil
        }
        return text[(text.startIndex + 1)..<end].validText
    }

    private static func commented(_ text: [UInt8], at index: Int, in scope: SettingScope) -> SettingEntry? {
        guard let mark = text.firstIndex(where: { !$0.isBlank }) else { return nil }
        let indentation = text[..<mark]
        let rest = text[(mark + 1)...].drop { $0.isBlank }
        guard var entry = Assignment(rest)?.entry(at: index, in: scope) else { return nil }
        entry.prefix = indentation + entry.prefix
        return entry
    }

    /// A line and those that continue it; comments among those say nothing.
    private static func entry(_ lines: [SettingLine], at index: Int, in scope: SettingScope) -> SettingEntry?
    {
        guard let assignment = Assignment(lines[index].text[...]),
            var entry = assignment.entry(at: index, in: scope)
        else { return nil }
        guard lines[index].text.last == UInt8(ascii: "\\") else { return entry }
        var value: [UInt8] = Array(lines[index].text[assignment.value.startIndex...].dropLast())
        var next = index + 1
        while next < lines.count {
            let line = lines[next]
            next += 1
            if line.isComment { continue }
            let goesOn = line.text.last == UInt8(ascii: "\\")
            value += [UInt8(ascii: " ")] + (goesOn ? line.text.dropLast() : line.text[...])
            if !goesOn { break }
        }
        entry.lines = index..<next
        let text = value.trimmed.validText
        entry.value = text.map { .text($0) } ?? .opaque("bytes that are not UTF-8")
        entry.suffix = []
        return entry
    }
}

/// `key = value` in a line, with or without spaces around the sign.
struct Assignment {
    let key: ArraySlice<UInt8>
    let value: ArraySlice<UInt8>
    private let line: ArraySlice<UInt8>

    init?(_ line: ArraySlice<UInt8>) {
        guard let sign = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        key = line[..<sign].trimmed
        guard !key.isEmpty, !key.contains(where: \.isBlank) else { return nil }
        value = line[(sign + 1)...].trimmed
        self.line = line
    }

    /// `nil` when the key is not UTF-8.
    func entry(at index: Int, in scope: SettingScope) -> SettingEntry? {
        guard let name = key.validText else { return nil }
        return SettingEntry(
            lines: index..<(index + 1), key: name, scope: scope,
            value: value.validText.map { .text($0) } ?? .opaque("bytes that are not UTF-8"),
            prefix: Array(line[..<value.startIndex]), written: Array(value),
            suffix: Array(line[value.endIndex...]))
    }
}
