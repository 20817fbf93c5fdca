/// A settings file being read and edited. What is not a line of ours stays as it is, byte for byte.
struct SettingFile: Sendable {
    private let format: any SettingFormat
    private(set) var lines: [SettingLine]

    init(_ bytes: [UInt8], format: some SettingFormat) {
        self.format = format
        lines = SettingLine.split(bytes)
    }

    var bytes: [UInt8] { SettingLine.joined(lines) }

    // MARK: - Looking

    /// The number of a line that begins a value which nothing ends, counted from one.
    var unfinishedLine: Int? { format.read(lines).unfinished.map { $0 + 1 } }

    /// Every line that gives this key a value where the section counts, in the order of the file.
    func entries(of key: String, in section: String?) -> [SettingEntry] {
        let key = format.canonical(key: key)
        return format.read(lines).entries.filter { $0.key == key && counts($0.scope, in: section) }
    }

    /// What the reader of the file makes of this key, in its order.
    func found(_ key: String, in section: String?) -> [SettingEntry.Value] {
        format.deciding(entries(of: key, in: section)).map(\.value)
    }

    /// Every value in the order of the file, also those that do not win.
    func all(_ key: String, in section: String?) -> [SettingEntry.Value] {
        entries(of: key, in: section).map(\.value)
    }

    func holds(_ wanted: SettingValue, for key: String, in section: String?) -> Bool {
        switch wanted {
        case .text(let text):
            let found = found(key, in: section)
            return !found.isEmpty && found.allSatisfy { $0 == .text(format.canonical(value: text)) }
        case .list(let list):
            return all(key, in: section) == list.map { .text(format.canonical(value: $0)) }
        }
    }

    private func counts(_ scope: SettingScope, in section: String?) -> Bool {
        if let section { return scope == .section(section) }
        return scope == .whole || scope == .overriding
    }

    // MARK: - Editing

    /// Makes the reader find this value. The line that wins is rewritten where it stands; lines that lose stay.
    mutating func hold(_ wanted: SettingValue, for key: String, in section: String?) {
        guard !holds(wanted, for: key, in: section) else { return }
        switch wanted {
        case .text(let text):
            let deciding = format.deciding(entries(of: key, in: section))
            if let last = deciding.last {
                rewrite(last, text)
                for entry in deciding.dropLast().reversed() { lines.removeSubrange(entry.lines) }
            } else {
                insert([text], for: key, in: section)
            }
        case .list(let list):
            let entries = entries(of: key, in: section)
            let kept = zip(entries, list).map { $0 }
            insert(Array(list.dropFirst(kept.count)), for: key, in: section)
            for entry in entries.dropFirst(kept.count).reversed() { lines.removeSubrange(entry.lines) }
            for (entry, text) in kept.reversed()
            where entry.value != .text(format.canonical(value: text)) {
                rewrite(entry, text)
            }
        }
    }

    /// Takes every line of this key away.
    mutating func remove(_ key: String, in section: String?) {
        for entry in entries(of: key, in: section).reversed() { lines.removeSubrange(entry.lines) }
    }

    private mutating func rewrite(_ entry: SettingEntry, _ value: String) {
        let text = entry.prefix + format.write(value, replacing: entry.written) + entry.suffix
        let ending = lines[entry.lines.upperBound - 1].ending
        lines.replaceSubrange(entry.lines, with: [SettingLine(text, ending: ending)])
    }

    private mutating func insert(_ values: [String], for key: String, in section: String?) {
        guard !values.isEmpty else { return }
        let read = format.read(lines)
        let canonical = format.canonical(key: key)
        let scope: SettingScope = section.map { .section($0) } ?? .whole
        let model =
            read.entries.last { $0.key == canonical && $0.scope == scope }
            ?? read.commented.first { $0.key == canonical && $0.scope == scope }
        let neighbour = model ?? read.entries.last { $0.scope == scope }
        let prefix = prefix(for: key, like: neighbour)
        let texts = values.map { prefix + format.write($0, replacing: []) }
        if let model {
            insert(texts, at: model.lines.upperBound)
        } else if let block = read.blocks.last(where: { $0.scope == scope }) {
            insert(texts, at: end(of: block.lines, in: read))
        } else if let section {
            let gap: [[UInt8]] = lines.last?.isBlank ?? true ? [] : [[]]
            insert(gap + [Array("[\(section)]".utf8)] + texts, at: lines.count)
        } else {
            insert(texts, at: lines.count)
        }
    }

    /// The key and its separator, indented and separated as another line is.
    private func prefix(for key: String, like entry: SettingEntry?) -> [UInt8] {
        guard let entry else { return Array((key + format.separator).utf8) }
        let indentation = entry.prefix.prefix { $0.isBlank }
        let separator = entry.prefix.reversed().prefix { $0.isBlank || $0 == UInt8(ascii: "=") }
        return indentation + Array(key.utf8)
            + (separator.isEmpty ? Array(format.separator.utf8) : separator.reversed())
    }

    /// After the last line of a block that says something. A comment that touches the next header belongs to it.
    private func end(of block: Range<Int>, in read: SettingEntries) -> Int {
        // A blank line can be the last of a continued value.
        let said = read.entries.last { block.contains($0.lines.lowerBound) }?.lines.upperBound
        let start = said ?? block.lowerBound
        func skippingBlanks(_ from: Int) -> Int {
            var end = from
            while end > start, lines[end - 1].isBlank { end -= 1 }
            return end
        }
        var end = block.upperBound
        if end < lines.count {
            while end > start, lines[end - 1].isComment { end -= 1 }
            let isApart = end > start && lines[end - 1].isBlank
            if !isApart { end = block.upperBound }
        }
        return skippingBlanks(end)
    }

    private mutating func insert(_ texts: [[UInt8]], at place: Int) {
        let newline = Array("\n".utf8)
        let above = place > 0 ? lines[place - 1].ending : []
        let usual = lines.first.map(\.ending) ?? newline
        let ending = [above, usual, newline].first { !$0.isEmpty } ?? newline
        if place > 0, lines[place - 1].ending.isEmpty { lines[place - 1].ending = ending }
        lines.insert(contentsOf: texts.map { SettingLine($0, ending: ending) }, at: place)
    }
}
