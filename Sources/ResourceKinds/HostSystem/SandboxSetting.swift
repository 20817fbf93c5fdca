internal import Convergence

/// A setting of systemd.exec(5) that narrows what a service may do, and that systemd shows in a form which
/// can be compared with what a policy says. `SystemCallFilter`, for one, is shown as the hundreds of calls it
/// stands for.
struct SandboxSetting: Sendable {
    enum Form: Sendable {
        case flag
        case choice([String])
        /// Octal digits.
        case mask
        case paths
        /// Words in any order.
        case words
        /// Words in any order and in either case; there may be none.
        case capabilities
    }

    let name: String
    let form: Form
    let doc: String

    static let all: [SandboxSetting] = [
        .init(
            "NoNewPrivileges", .flag, "Set-user-id programs and file capabilities give the service nothing."),
        .init("PrivateTmp", .flag, "The service has a /tmp and a /var/tmp of its own."),
        .init("PrivateDevices", .flag, "The service sees no physical devices."),
        .init("PrivateNetwork", .flag, "The service has no network but its own loopback."),
        .init("PrivateUsers", .flag, "The service sees only root, itself and nobody."),
        .init(
            ""
                + "ProtectSystem", .choice(["no", "yes", "full", "strict"]),
            "What of the system is read-only."),
        .init(
            "ProtectHome", .choice(["no", "yes", "read-only", "tmpfs"]),
            "What is seen of the home directories."),
        .init("ProtectKernelTunables", .flag, "The kernel's settings below /proc and /sys are read-only."),
        .init("ProtectKernelModules", .flag, "The service cannot load kernel modules."),
        .init("ProtectKernelLogs", .flag, "The service cannot read the kernel's log."),
        .init("ProtectControlGroups", .flag, "The control groups below /sys/fs/cgroup are read-only."),
        .init("ProtectClock", .flag, "The service cannot set the clock."),
        .init("ProtectHostname", .flag, "The service cannot change the host's name."),
        .init(
            "ProtectProc", .choice(["default", "noaccess", "invisible", "ptraceable"]),
            "What the service sees of the processes of others."),
        .init("ProcSubset", .choice(["all", "pid"]), "Whether /proc shows more than processes."),
        .init("RestrictRealtime", .flag, "The service cannot take real-time priority."),
        .init("RestrictSUIDSGID", .flag, "The service cannot make set-user-id or set-group-id files."),
        .init("RestrictNamespaces", .flag, "The service cannot make or enter namespaces."),
        .init("LockPersonality", .flag, "The service cannot change its execution domain."),
        .init("MemoryDenyWriteExecute", .flag, "No memory of the service is writable and executable."),
        .init("RemoveIPC", .flag, "Shared memory and queues of the service's user go when it stops."),
        .init("UMask", .mask, "The mask of new files' permission bits, as in 0027."),
        .init("ReadWritePaths", .paths, "What stays writable where the rest is read-only."),
        .init("ReadOnlyPaths", .paths, "What is read-only."),
        .init("InaccessiblePaths", .paths, "What the service cannot see into."),
        .init("RestrictAddressFamilies", .words, "The only kinds of sockets, such as AF_INET and AF_UNIX."),
        .init("CapabilityBoundingSet", .capabilities, "The only capabilities, such as CAP_NET_BIND_SERVICE."),
    ]

    private init(_ name: String, _ form: Form, _ doc: String) {
        self.name = name
        self.form = form
        self.doc = doc
    }

    /// The setting as a policy says it; `nil` where it does not.
    func read(_ fields: inout Fields) -> [String]? {
        switch form {
        case .flag: fields.optional(name, .yesOrNo, doc).map { [$0] }
        case .choice(let words): fields.optional(name, .word(among: words), doc).map { [$0] }
        case .mask: fields.optional(name, .mode, doc).map { [$0.description] }
        case .paths: fields.optional(name, .nonempty(.list(.unitPath)), doc).map { $0.map(\.description) }
        case .words: fields.optional(name, .nonempty(.list(.directiveWord)), doc)
        case .capabilities: fields.optional(name, .list(.directiveWord), doc)
        }
    }

    /// The lines of a drop-in that give it this value and no other: a list is emptied first, or it would be
    /// added to.
    func lines(_ value: [String]) -> [String] {
        let line = "\(name)=\(value.joined(separator: " "))"
        return switch form {
        case .flag, .choice, .mask: [line]
        case .paths, .words: ["\(name)=", line]
        case .capabilities: value.isEmpty ? ["\(name)="] : ["\(name)=", line]
        }
    }

    /// Whether systemd shows this value.
    func matches(_ value: [String], shown: String) -> Bool {
        let words = shown.split(separator: " ").map(String.init)
        return switch form {
        case .flag, .choice: Self.plain(shown) == value.joined()
        case .mask: Int(shown, radix: 8) == Int(value.joined(), radix: 8)
        // A mark before a path says what to do where it is missing.
        case .paths: Set(words.map { $0.drop { "-+".contains($0) } }.map(String.init)) == Set(value)
        case .words: Set(words) == Set(value)
        case .capabilities: Set(words.map { $0.lowercased() }) == Set(value.map { $0.lowercased() })
        }
    }

    /// systemd takes several spellings of yes and no, and shows one; systemd.syntax(7).
    fileprivate static func plain(_ text: String) -> String {
        switch text.lowercased() {
        case "yes", "true", "on", "1", "y", "t": "yes"
        case "no", "false", "off", "0", "n", "f": "no"
        default: text
        }
    }
}

extension Shape where Value == String {
    fileprivate static var yesOrNo: Shape { .word(among: ["yes", "no", "true", "false"]) }

    /// One of these words; `true` and `false` are read as systemd shows them.
    fileprivate static func word(among words: [String]) -> Shape {
        .scalar(.choice(words), placeholder: words[0]) { text throws(Diagnostic.Rejection) in
            let known = words + (words.contains("yes") ? ["true", "false"] : [])
            guard known.contains(text) else {
                throw Diagnostic.Rejection(.oneOf(words, Nearest.hint(to: text, among: words)))
            }
            return SandboxSetting.plain(text)
        }
    }

    /// A word that can stand in a line of a unit file.
    fileprivate static var directiveWord: Shape {
        Shape<String>.text.checked { text in
            let isWord = text.utf8.allSatisfy {
                (65...90).contains($0 & 0xdf) || (48...57).contains($0) || $0 == 95
            }
            return isWord && !text.isEmpty ? nil : .directiveWordWanted
        }
    }
}

extension Shape where Value == Path {
    /// A path that systemd reads in a unit file as it stands; systemd.syntax(7), systemd.unit(5)
    /// "Specifiers".
    fileprivate static var unitPath: Shape {
        Shape<Path>.path.checked { path in
            path.description.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !"%\"'\\:".utf8.contains($0) }
                ? nil : .plainPathWanted
        }
    }
}

extension Shape {
    fileprivate static func nonempty<Element>(_ list: Shape<[Element]>) -> Shape where Value == [Element] {
        list.checked { $0.isEmpty ? .emptyList : nil }
    }
}

extension Diagnostic.Message {
    fileprivate static func oneOf(_ words: [String], _ hint: String) -> Self {
        "write one of \(words.joined(separator: ", "))\(hint)"
    }
    fileprivate static let directiveWordWanted: Self =
        "write a name of letters, digits and '_', as in AF_INET"
    fileprivate static let plainPathWanted: Self =
        "write a path without spaces, quotes, '%', ':' and '\\': they mean something else to systemd"
    fileprivate static let emptyList: Self = "write at least one here, or leave the field out"
}
