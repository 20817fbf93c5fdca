package import Convergence
package import PolicyText

extension SettingKind {
    /// `FILE:KEY`, and `FILE:SECTION.KEY` where the key stands in a section.
    package static func describe(
        _ name: String, on host: some HostObserving
    ) async throws(HostError) -> YAMLNode.Value? {
        guard let colon = name.lastIndex(of: ":"), let file = Path(String(name[..<colon])),
            colon < name.index(before: name.endIndex)
        else { throw HostError(.failed, .nameWanted(name)) }
        guard let format = SettingFormatName.guess(file)?.format(of: file) else {
            throw HostError(.unsupported, .formatUnknown(file))
        }
        guard let bytes = try await host.contents(of: file)?.bytes else { return nil }
        let text = SettingFile(bytes, format: format)
        if bytes.contains(0) || text.unfinishedLine != nil {
            throw HostError(.unsupported, "\(file) cannot be read as a settings file")
        }
        for place in places(String(name[name.index(after: colon)...])) {
            let all = text.all(place.key, in: place.section)
            if all.isEmpty { continue }
            guard let value = value(of: place, in: text, format) else {
                throw HostError(.unsupported, .valueUnknown(place.key, file))
            }
            var fields = Exported()
            fields.add("file", file)
            if let section = place.section { fields.add("section", verbatim: section) }
            fields.add("key", verbatim: place.key)
            switch value {
            case .text(let text): fields.add("value", verbatim: text)
            case .list(let list): fields.add("value", verbatim: list)
            }
            return fields.value
        }
        return nil
    }

    private typealias KeyPlace = (section: String?, key: String)

    /// Sections and keys may both have dots: what is in the file tells which it is.
    private static func places(_ name: String) -> [KeyPlace] {
        [(nil, name)]
            + name.indices.filter { name[$0] == "." }.map { dot in
                (String(name[..<dot]), String(name[name.index(after: dot)...]))
            }
    }

    /// What a policy must write to hold what the file says now; `nil` where only the program that reads the file can
    /// tell what that is.
    private static func value(
        of place: KeyPlace, in text: SettingFile, _ format: any SettingFormat
    ) -> SettingValue? {
        func spelled(_ entry: SettingEntry) -> String? {
            // As the program gets it, or else as it is written: a value of OpenSSH may need its quotes.
            [entry.value.shown, entry.written.validText].compactMap(\.self).first { spelling in
                format.problem(value: spelling) == nil
                    && entry.value == .text(format.canonical(value: spelling))
            }
        }
        let entries = text.entries(of: place.key, in: place.section)
        let deciding = format.deciding(entries)
        var values: [SettingValue] = []
        if let last = deciding.last, let one = spelled(last) { values.append(.text(one)) }
        let all = entries.compactMap(spelled)
        if format.repeats(place.key), all.count == entries.count { values.append(.list(all)) }
        guard format.problem(key: place.key) == nil else { return nil }
        return values.first { text.holds($0, for: place.key, in: place.section) }
    }
}

extension String {
    fileprivate static func nameWanted(_ name: String) -> Self {
        "'\(name)' is not a file and a key: write setting:FILE:KEY, as in "
            + "setting:/etc/ssh/sshd_config:PermitRootLogin, or FILE:SECTION.KEY"
    }
    fileprivate static func formatUnknown(_ file: Path) -> Self {
        "how \(file) is written cannot be told from its path: write the control by hand, with a 'format'"
    }
    fileprivate static func valueUnknown(_ key: String, _ file: Path) -> Self {
        "what \(file) says of \(key) cannot be written as one value: only the program that reads it can tell"
    }
}
