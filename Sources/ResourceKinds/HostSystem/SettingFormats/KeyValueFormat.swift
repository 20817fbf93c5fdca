internal import Convergence

/// `KEY value`, as in /etc/login.defs. The last line with a key wins (`getdef.c` of shadow: each line replaces what
/// an earlier one said), quotes are dropped, and a `#` after the value is part of it.
struct KeyValueFormat: SettingFormat {
    var separator: String { "\t" }

    func problem(value: String) -> Diagnostic.Message? {
        if value.isEmpty { return "a key without a value is not read: use 'absent' to take the key away" }
        if value.utf8.contains(UInt8(ascii: "\"")) { return "a quote would end the value in this format" }
        return plainProblem(value: value)
    }

    func read(_ lines: [SettingLine]) -> SettingEntries {
        var read = SettingEntries()
        for (index, line) in lines.enumerated() {
            guard let first = line.text.firstIndex(where: { !$0.isBlank }) else { continue }
            if line.text[first] == UInt8(ascii: "#") {
                // `# UMASK is the default…` is prose; a default that is commented out touches the sign.
                if let entry = Self.entry(line.text[(first + 1)...], at: index) {
                    read.commented.append(entry)
                }
            } else if let entry = Self.entry(line.text[...], at: index) {
                read.entries.append(entry)
            }
        }
        read.blocks = [.init(scope: .whole, lines: 0..<lines.count)]
        return read
    }

    private static func entry(_ line: ArraySlice<UInt8>, at index: Int) -> SettingEntry? {
        let isCommented = line.startIndex > 0 && line.first?.isBlank ?? true
        guard !isCommented, let start = line.firstIndex(where: { !$0.isBlank }) else { return nil }
        let key = line[start...].prefix { !$0.isBlank }
        let rest = line[key.endIndex...].drop { $0.isBlank || $0 == UInt8(ascii: "\"") }
        guard let name = key.validText, !rest.isEmpty else { return nil }
        let value = rest.prefix { $0 != UInt8(ascii: "\"") }.trimmed
        let written = line[line[key.endIndex...].drop { $0.isBlank }.startIndex...].trimmed
        return SettingEntry(
            lines: index..<(index + 1), key: name, scope: .whole,
            value: value.validText.map { .text($0) } ?? .opaque("bytes that are not UTF-8"),
            prefix: Array(line[..<written.startIndex]), written: Array(written),
            suffix: Array(line[written.endIndex...]))
    }
}
