internal import Convergence

/// OpenSSH's `Keyword arguments`; see sshd_config(5) and ssh_config(5). The first line with a keyword wins, apart from
/// those that add up. What follows `Match` or `Host` counts under a condition only, and is left alone; but `Match all`
/// always counts, and in the server's file it is stronger than what stands above it.
/// Judges one file, not what it includes.
struct SSHFormat: SettingFormat {
    var isServer = true

    var separator: String { " " }

    /// Keywords of which every line counts; `servconf.c` and `readconf.c` of OpenSSH 9.
    private static let cumulative: Set<String> = [
        "acceptenv", "allowgroups", "allowusers", "certificatefile", "denygroups", "denyusers",
        "dynamicforward", "hostcertificate", "hostkey", "identityfile", "include", "listenaddress",
        "localforward", "port", "remoteforward", "sendenv", "subsystem",
    ]

    func repeats(_ key: String) -> Bool { isCumulative(canonical(key: key)) }
    func canonical(key: String) -> String { key.lowercased() }
    func canonical(value: String) -> String { Arguments(Array(value.utf8)[...]).compared ?? value }

    /// A client takes one port.
    private func isCumulative(_ key: String) -> Bool {
        Self.cumulative.contains(key) && (isServer || key != "port")
    }

    func deciding(_ entries: [SettingEntry]) -> [SettingEntry] {
        let stronger = entries.filter { $0.scope == .overriding }
        let counting = stronger.isEmpty ? entries : stronger
        return counting.first.map { isCumulative($0.key) } ?? false ? counting : Array(counting.prefix(1))
    }

    func problem(key: String) -> Diagnostic.Message? {
        let isScope = ["match", "host"].contains(canonical(key: key))
        return isScope ? "'\(key)' begins a block, it is not a setting" : plainProblem(key: key)
    }

    func problem(value: String) -> Diagnostic.Message? {
        if value.isEmpty { return "a keyword needs a value: use 'absent' to take the keyword away" }
        let arguments = Arguments(Array(value.utf8)[...])
        if arguments.compared == nil { return "a quote is not closed" }
        if arguments.end < value.utf8.count {
            return "'#' begins a comment: put the value in double quotes inside the policy's own"
        }
        return plainProblem(value: value)
    }

    func read(_ lines: [SettingLine]) -> SettingEntries {
        var read = SettingEntries()
        var scope = SettingScope.whole
        var start = 0
        for (index, line) in lines.enumerated() {
            guard let first = line.text.firstIndex(where: { !$0.isBlank }) else { continue }
            let isComment = line.text[first] == UInt8(ascii: "#")
            let text = isComment ? line.text[(first + 1)...] : line.text[...]
            guard var entry = entry(text, at: index, in: scope) else { continue }
            if isComment {
                // Prose has more words than a setting.
                guard entry.value.shown.utf8.allSatisfy({ !$0.isBlank }) else { continue }
                entry.prefix = Array(line.text[..<first]) + entry.prefix.drop { $0.isBlank }
                read.commented.append(entry)
            } else if entry.key == "match" || entry.key == "host" {
                read.blocks.append(.init(scope: scope, lines: start..<index))
                scope = self.scope(of: entry)
                start = index + 1
            } else {
                read.entries.append(entry)
            }
        }
        // New lines never go into a block: only what stands above the first one counts without a condition.
        read.blocks.append(.init(scope: scope, lines: start..<lines.count))
        read.blocks = Array(read.blocks.prefix(1))
        return read
    }

    private func scope(of header: SettingEntry) -> SettingScope {
        let isForAll =
            header.key == "match"
            ? header.value.shown.lowercased() == "all" : header.value.shown == "*"
        guard isForAll else { return .conditional }
        return isServer ? .overriding : .whole
    }

    private func entry(_ line: ArraySlice<UInt8>, at index: Int, in scope: SettingScope) -> SettingEntry? {
        guard let start = line.firstIndex(where: { !$0.isBlank }) else { return nil }
        let key = line[start...].prefix { !$0.isBlank && $0 != UInt8(ascii: "=") }
        guard let name = key.validText, !name.isEmpty else { return nil }
        var rest = line[key.endIndex...].drop { $0.isBlank }
        if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst().drop { $0.isBlank } }
        let arguments = Arguments(rest)
        let hasGap = rest.startIndex > key.endIndex
        return SettingEntry(
            lines: index..<(index + 1), key: canonical(key: name), scope: scope,
            value: arguments.compared.map { .text($0) }
                ?? .opaque(rest.trimmed.validText ?? "bytes that are not UTF-8"),
            prefix: Array(line[..<rest.startIndex]) + (hasGap ? [] : [UInt8(ascii: " ")]),
            written: Array(rest[..<arguments.end]), suffix: Array(line[arguments.end...]))
    }
}

/// The arguments of a line, as OpenSSH's `argv_split` tells them apart: blanks part them, quotes keep them together,
/// and a `#` at the beginning of one ends the line.
private struct Arguments {
    /// One spelling for equal arguments; `nil` when a quote is not closed or the bytes are not UTF-8.
    let compared: String?
    /// Behind the last argument.
    let end: Int

    init(_ text: ArraySlice<UInt8>) {
        var found: [[UInt8]] = []
        var end = text.startIndex
        var index = text.startIndex
        var isOpen = false
        while true {
            while index < text.endIndex, text[index].isBlank { index += 1 }
            guard index < text.endIndex, text[index] != UInt8(ascii: "#") else { break }
            var argument: [UInt8] = []
            var quote: UInt8?
            while index < text.endIndex {
                let byte = text[index]
                if byte == UInt8(ascii: "\\"), index + 1 < text.endIndex,
                    "\"'\\".utf8.contains(text[index + 1])
                        || quote == nil && text[index + 1] == UInt8(ascii: " ")
                {
                    index += 1
                    argument.append(text[index])
                } else if quote == nil, byte.isBlank {
                    break
                } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else if byte == quote {
                    quote = nil
                } else {
                    argument.append(byte)
                }
                index += 1
            }
            isOpen = isOpen || quote != nil
            found.append(argument)
            end = index
        }
        self.end = end
        // A blank inside an argument is not the one between two: a character parts them that no line holds.
        let joined = found.joined(separator: [found.contains { $0.contains(where: \.isBlank) } ? 0x1F : 0x20])
        compared = isOpen ? nil : Array(joined).validText
    }
}
