package import Convergence

/// Keys of a settings file and their values, or the absence of keys; the rest of the file is left alone.
///
/// A key is as wanted when the line that wins says so. Then nothing is touched, whatever losing lines say; otherwise
/// the winning line is rewritten where it stands. A key that is not there goes below its commented-out default, or
/// to the end of its section. Only this one file is judged, not those it includes or those that come after it.
package struct SettingKind: ResourceKind {
    package static let keyword = "setting"
    package static let summary =
        "keys of a settings file and their values, or their absence; everything else in the file stays as it is"

    /// What a kind sees of the file.
    package enum Observation: Equatable, Sendable {
        /// `hasDirectory`: whether there is a place to put it.
        case absent(hasDirectory: Bool)
        case file(bytes: [UInt8], attributes: Attributes, links: Int)
    }

    private enum Wish {
        case key(String)
        case values([Pair<SettingValue>])
        case absent([String])
    }

    private struct Wanted {
        var key: String
        /// `nil`: the key is to be absent.
        var value: SettingValue?
    }

    private let file: Path
    private let section: String?
    private let format: any SettingFormat
    private let wanted: [Wanted]
    private let then: [FollowUp]
    /// A file that is not there yet.
    private static let newAttributes = Attributes(mode: 0o644)

    package init(reading fields: inout Fields) {
        file = fields.required("file", .path, "The settings file, from the root of the host.")
        let name: SettingFormatName? = fields.optional(
            "format", .choice,
            "How the file is written; known without saying for files such as sshd_config, login.defs, those of systemd, and those below /etc/sysctl.d and /etc/default."
        )
        section = fields.optional(
            "section", .text,
            "The section of an ini file that the keys stand in; left out, what stands before the first section."
        )
        let wish: Wish = fields.exactlyOne(of: [
            .init("key", .text, "The key that `value` is for.") { .key($0) },
            .init("values", .pairs(of: .settingValue), "Several keys, each with its value or list of values.")
            {
                .values($0)
            },
            .init("absent", .oneOrMany(.text), "Keys that the file must not give any value.") { .absent($0) },
        ])
        let value = fields.optional(
            "value", .settingValue,
            "The value of `key`, never interpreted: `no` stays the word no. A list where the format repeats keys."
        )
        then = fields.optional(
            "then", .list(.followUp), default: [], shown: "nothing",
            "What happens once after a change: units to reload or restart.")
        let guessed = name ?? SettingFormatName.guess(file)
        format = (guessed ?? .ini).format(of: file)
        wanted =
            switch wish {
            case .key(let key): [Wanted(key: key, value: value ?? .text(""))]
            case .values(let pairs): pairs.map { Wanted(key: $0.key, value: $0.value) }
            case .absent(let keys): keys.map { Wanted(key: $0, value: nil) }
            }
        check(&fields, format: guessed)
    }

    // MARK: - Reading

    /// The rules between fields.
    private func check(_ fields: inout Fields, format name: SettingFormatName?) {
        guard !fields.isDescribing else { return }
        if file == .root { fields.reject("file", .fileWanted) }
        if file.isWithin("/proc") || file.isWithin("/sys") { fields.reject("file", .kernelFile) }
        guard let name else { return fields.reject("format", file.isOfAPT ? .aptFile : .formatWanted) }
        if let section {
            if name != .ini {
                fields.reject("section", .noSections(name))
            } else if section.isEmpty
                || section.utf8.contains(where: { $0.isControl || "[]".utf8.contains($0) })
            {
                fields.reject("section", .sectionWanted)
            }
        }
        if fields.has("key") != fields.has("value") {
            fields.reject(
                fields.has("key") ? "key" : "value",
                fields.has("key") ? .valueWanted : .keyWanted)
        }
        checkWanted(&fields)
    }

    private func checkWanted(_ fields: inout Fields) {
        guard let place = ["values", "absent", "key"].first(where: { fields.has($0) }) else { return }
        let valuePlace = place == "key" ? "value" : place
        if wanted.isEmpty { fields.reject(place, .keysWanted) }
        var seen: Set<String> = []
        for item in wanted {
            if let problem = format.problem(key: item.key) { fields.reject(place, .about(item.key, problem)) }
            if !seen.insert(format.canonical(key: item.key)).inserted {
                fields.reject(place, .keyTwice(item.key))
            }
            guard let value = item.value, fields.has(valuePlace) else { continue }
            if case .list(let list) = value {
                if list.isEmpty { fields.reject(valuePlace, .about(item.key, .emptyList)) }
                if !format.repeats(item.key) { fields.reject(valuePlace, .about(item.key, .noList)) }
            }
            for text in value.texts {
                if let problem = format.problem(value: text) {
                    fields.reject(valuePlace, .about(item.key, problem))
                }
            }
        }
    }

    // MARK: - Holding

    package var claims: [Claim] {
        wanted.map { Claim(.node(at: file), part: aspect(format.canonical(key: $0.key))) }
    }

    private func aspect(_ key: String) -> String { section.map { "\($0).\(key)" } ?? key }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        guard let node = try await host.node(at: file) else {
            guard let parent = file.parent else { return .absent(hasDirectory: false) }
            switch try await host.node(at: parent)?.form {
            case .directory, .link: return .absent(hasDirectory: true)
            default: return .absent(hasDirectory: false)
            }
        }
        switch node.form {
        case .file(let contents):
            guard contents.holes.isEmpty else {
                throw HostError(
                    .unsupported, "\(file) holds secrets of another control: hold the whole file there")
            }
            return .file(bytes: contents.bytes, attributes: node.attributes, links: node.links)
        case .unforeseenFile, .withheldFile, .unreadFile:
            throw HostError(.unforeseen, "the contents of \(file)")
        case .link(let target):
            throw HostError(
                .unsupported, "\(file) is a symbolic link to \(target): name the file that it leads to")
        case .directory, .other: throw HostError(.failed, "\(file) is a \(node.formName), not a file")
        }
    }

    package func assess(_ observed: Observation) -> Assessment {
        switch observed {
        case .absent(let hasDirectory):
            let differences = differences(in: SettingFile([], format: format))
            if differences.isEmpty { return .compliant }
            guard hasDirectory else { return .drifted(differences, .manual(how: .noDirectory(for: file))) }
            return .drifted(differences, fix(Content(edited([])), Self.newAttributes))
        case .file(let bytes, let attributes, let links):
            // UTF-16 would be full of these; no settings file has one.
            if bytes.contains(0) {
                return .unknown(HostError(.unsupported, "\(file) is not a text file: it has zero bytes"))
            }
            let text = SettingFile(bytes, format: format)
            if let line = text.unfinishedLine {
                return .unknown(
                    HostError(
                        .unsupported,
                        "line \(line) of \(file) begins a value that never ends (an open quote, or '\\' in the last line): mend it first"
                    ))
            }
            let differences = differences(in: text)
            if differences.isEmpty { return .compliant }
            if links > 1 { return .drifted(differences, .manual(how: .hardLinks(file, links))) }
            return .drifted(differences, fix(Content(edited(bytes)), attributes))
        }
    }

    private func fix(_ contents: Content, _ attributes: Attributes) -> Fix {
        .steps([.replaceFile(at: file, contents: contents, attributes: attributes)], then: then)
    }

    private func differences(in text: SettingFile) -> [Difference] {
        wanted.compactMap { item in
            guard let value = item.value else {
                let all = text.all(item.key, in: section)
                return all.isEmpty
                    ? nil : Difference(aspect(item.key), wanted: .absent, found: shown(all))
            }
            guard !text.holds(value, for: item.key, in: section) else { return nil }
            let found =
                if case .list = value {
                    text.all(item.key, in: section)
                } else {
                    text.found(item.key, in: section)
                }
            return Difference(aspect(item.key), wanted: value.shown, found: shown(found))
        }
    }

    private func shown(_ values: [SettingEntry.Value]) -> Difference.Value {
        switch values.count {
        case 0: .absent
        case 1: .text(values[0].shown)
        default: .list(values.map(\.shown))
        }
    }

    /// The file with every key as wanted.
    private func edited(_ bytes: [UInt8]) -> [UInt8] {
        var text = SettingFile(bytes, format: format)
        for item in wanted {
            if let value = item.value {
                text.hold(value, for: item.key, in: section)
            } else {
                text.remove(item.key, in: section)
            }
        }
        return text.bytes
    }

    package static let examples = [
        """
        ssh-root:
          severity: high
          title: Root logs in with a key, never with a password
          setting:
            file: /etc/ssh/sshd_config
            key: PermitRootLogin
            value: prohibit-password
            then: [{ reload: ssh.service }]
        """,
        """
        journal:
          severity: medium
          title: Logs survive a restart and cannot fill the disk
          setting:
            file: /etc/systemd/journald.conf
            section: Journal
            values: { Storage: persistent, SystemMaxUse: 1G }
            then: [{ restart: systemd-journald.service }]
        """,
        """
        resolver:
          severity: low
          title: Names are asked of our own servers
          setting:
            file: /etc/systemd/resolved.conf
            section: Resolve
            key: DNS
            value: [10.20.9.1, 10.20.9.2]
        """,
        """
        no-sulog:
          severity: low
          title: Nothing is logged to a file that nobody reads
          setting: { file: /etc/login.defs, absent: [SULOG_FILE] }
        """,
    ]
}

extension Path {
    fileprivate var isOfAPT: Bool { isWithin("/etc/apt") }
}

extension String {
    fileprivate static func noDirectory(for path: Path) -> Self {
        "there is no directory \(path.parent ?? .root): hold it with a 'directory' control"
    }
    fileprivate static func hardLinks(_ path: Path, _ count: Int) -> Self {
        "\(path) has \(count) names (hard links): find the others with 'find / -xdev -samefile \(path)', "
            + "remove them, then apply again"
    }
}

extension Diagnostic.Message {
    fileprivate static let fileWanted: Self = "/ is a directory: name the settings file"
    fileprivate static let kernelFile: Self =
        "files below /proc and /sys belong to the kernel: hold them with a 'kernel-parameter' control"
    fileprivate static let formatWanted: Self =
        "'format' is missing, and the path does not tell it: write one of ini, key-value, key-equals-value, ssh"
    fileprivate static let aptFile: Self =
        "apt's own syntax cannot be held key by key: hold a file of your own below /etc/apt/apt.conf.d with a 'file' control"
    fileprivate static let sectionWanted: Self =
        "write the section's name without its brackets, as in Journal"
    fileprivate static func noSections(_ format: SettingFormatName) -> Self {
        "files of the format '\(format.rawValue)' have no sections: leave this out"
    }
    fileprivate static let valueWanted: Self =
        "'value' is missing: write it, or write 'absent' instead of 'key' for a key that must not be there"
    fileprivate static let keyWanted: Self = "'value' belongs to a 'key': write that, or 'values' for several"
    fileprivate static let keysWanted: Self = "write at least one key"
    fileprivate static func keyTwice(_ key: String) -> Self { "'\(key)' stands here twice: keep one" }
    fileprivate static let emptyList: Self = "an empty list holds nothing: use 'absent' to take the key away"
    fileprivate static let noList: Self = "this format reads one value for this key: write it without a list"
    fileprivate static func about(_ key: String, _ message: Self) -> Self { "'\(key)': \(message)" }
}
