package import Convergence
package import PolicyText

/// A file with these contents, a symbolic link, nothing at all, or only who owns a file and who may use it.
package struct FileKind: ResourceKind {
    package static let keyword = "file"
    package static let summary =
        "a file with these contents, a symbolic link, the absence of anything there, or only whose a file is and who may use it"

    private enum Wanted {
        case content(String)
        case source(String)
        case link(to: String)
        case absent
    }

    private enum Body {
        case file(Content)
        case link(to: String)
        case absent
        /// The file must be there; what it holds is nobody's business here and is never read.
        case unread
    }

    let path: Path
    private let body: Body
    private let ownership: Ownership
    /// What a file that is not there yet gets where the policy says no mode.
    private static let newMode: FileMode = 0o644
    /// The mode of a file with secrets where the policy says none: held, not only given to a new file.
    private static let secretMode: FileMode = 0o600
    private let then: [FollowUp]

    // Made once: 10,000 controls ask for them.
    private static let bodies: [Fields.Alternative<Wanted>] = [
        .init("content", .textWithSecrets, "The whole text; `${secret.NAME}` stands for a secret.") {
            .content($0)
        },
        .init("source", .text, "A file beside the policy whose bytes are the contents.") { .source($0) },
        .init("link", .linkTarget, "Where a symbolic link at this path leads.") { .link(to: $0) },
        .init("absent", .presence, "Nothing may be at this path.") { _ in .absent },
    ]
    private static let kernelTrees: [Path] = ["/proc", "/sys"]

    package init(reading fields: inout Fields) {
        path = fields.required("path", .path, "Where the file is, from the root of the host.")
        let wanted = fields.exactlyOne(of: Self.bodies, orAny: ["mode", "owner", "group"])
        var ownership = Ownership(
            mode: fields.optional(
                "mode", .mode, "Permission bits; left out, a file keeps its own and a new one gets 0644."),
            owner: fields.optional(
                "owner", .owner, "The owning user; left out, a file keeps its own and a new one is root's."),
            group: fields.optional(
                "group", .owner, "The owning group; left out, a file keeps its own and a new one is root's."))
        let secrets = fields.optional(
            "secrets", .pairs(of: .secret), default: [], shown: "none",
            "Where the secrets in `content` are kept, by the names used there; the file then has mode 0600.")
        then = fields.optional(
            "then", .list(.followUp), default: [], shown: "nothing",
            "What happens once after a change: units to reload or restart.")
        switch wanted {
        case .content(let text): body = .file(fields.content(of: text, in: "content", secrets: secrets))
        case .source(let name): body = .file(Content(fields.bytes(ofFileNamed: name, in: "source")))
        case .link(let target): body = .link(to: target)
        case .absent: body = .absent
        case nil: body = .unread
        }
        if !secrets.isEmpty, ownership.mode == nil { ownership.mode = Self.secretMode }
        if case .link = body { ownership.mode = nil }
        self.ownership = ownership
        check(&fields)
    }

    /// A file of root's that everybody may read, kept by another kind.
    init(at path: Path, contents: Content) {
        self.path = path
        body = .file(contents)
        ownership = Ownership(mode: Self.newMode, owner: "root", group: "root")
        then = []
    }

    /// The rules between fields.
    private func check(_ fields: inout Fields) {
        if path == .root { fields.reject("path", .rootIsNoFile) }
        if Self.kernelTrees.contains(where: path.isWithin) { fields.reject("path", .kernelPath) }
        switch body {
        case .file, .unread: break
        case .link where fields.has("mode"): fields.reject("mode", .linkHasNoMode)
        case .link: break
        case .absent:
            for name in ["mode", "owner", "group"] where fields.has(name) {
                fields.reject(name, .absentHasNoAttributes)
            }
        }
        if fields.has("secrets") {
            if !fields.has("content") {
                fields.reject("secrets", .secretsNeedContent)
            } else if let mode = ownership.mode, mode.bits & 0o007 != 0 {
                fields.reject("mode", .everybodyReadsSecret)
            }
        }
    }

    package var claims: [Claim] {
        guard case .unread = body else { return [Claim(.node(at: path))] }
        return [Claim(.node(at: path), part: FileAttributes.part)]
    }

    private var attributesAlone: FileAttributes { FileAttributes(path: path, ownership: ownership) }

    package var secrets: [SecretReference] {
        guard case .file(let content) = body else { return [] }
        return content.holes.map(\.secret)
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Place {
        let place =
            switch body {
            case .absent: try await Place(at: path, on: host)
            case .unread: try await attributesAlone.observe(on: host)
            case .file, .link: try await Place(at: path, held: ownership, on: host)
            }
        if case .file = body, place.node?.form == .unforeseenFile {
            throw HostError(.unforeseen, "the contents of \(path)")
        }
        return place
    }

    package func assess(_ place: Place) -> Assessment {
        switch body {
        case .absent: assessAbsence(place.node)
        case .file(let content): assessFile(content, at: place)
        case .link(let target): assessLink(to: target, at: place)
        case .unread: attributesAlone.assess(place, then: then)
        }
    }

    private func assessAbsence(_ node: Node?) -> Assessment {
        guard let node else { return .compliant }
        let differences = [Difference("file", wanted: .absent, found: .text("a \(node.formName)"))]
        switch node.form {
        case .directory: return .drifted(differences, .manual(how: .removeDirectory(path)))
        case .other: return .drifted(differences, .manual(how: .specialFile(path)))
        default: return .drifted(differences, .steps([.remove(at: path)], then: then))
        }
    }

    private func assessFile(_ content: Content, at place: Place) -> Assessment {
        let isSecret = !content.holes.isEmpty
        var differences: [Difference] = []
        var isRight = false
        switch place.node?.form {
        case nil: differences.append(Difference("content", wanted: .contents(content), found: .absent))
        case .file(content): isRight = true
        case .file(let found):
            let found: Difference.Value = isSecret ? .hidden : .contents(found)
            differences.append(Difference("content", wanted: .contents(content), found: found))
        case .unforeseenFile, .withheldFile, .unreadFile:
            differences.append(Difference("content", wanted: .contents(content), found: .hidden))
        case .link(let target):
            differences.append(.type(wanted: "a file", found: "a symbolic link to \(target)"))
            differences.append(Difference("content", wanted: .contents(content), found: .absent))
        case .directory, .other:
            differences.append(.type(wanted: "a file", found: "a \(place.node?.formName ?? "")"))
        }
        let kept = attributes(keptBy: place.node, when: place.node?.isLink == false)
        differences += ownership.differences(from: kept)
        if differences.isEmpty { return .compliant }
        if let obstacle = obstacle(at: place, replacing: !isRight) {
            return .drifted(differences, .manual(how: obstacle))
        }
        let attributes = ownership.attributes(over: kept, new: Self.newMode)
        let step: Step =
            isRight
            ? .setAttributes(of: path, to: attributes)
            : .replaceFile(at: path, contents: content, attributes: attributes)
        return .drifted(differences, .steps([step], then: then))
    }

    private func assessLink(to target: String, at place: Place) -> Assessment {
        var differences: [Difference] = []
        switch place.node?.form {
        case nil: differences.append(Difference("link", wanted: .text(target), found: .absent))
        case .link(target): break
        case .link(let found):
            differences.append(Difference("link", wanted: .text(target), found: .text(found)))
        default:
            let found = "a \(place.node?.formName ?? "")"
            differences.append(.type(wanted: "a symbolic link to \(target)", found: found))
        }
        let kept = attributes(keptBy: place.node, when: place.node?.isLink == true)
        differences += ownership.differences(from: kept)
        if differences.isEmpty { return .compliant }
        if let obstacle = obstacle(at: place, replacing: true) {
            return .drifted(differences, .manual(how: obstacle))
        }
        let attributes = ownership.attributes(over: kept, new: 0o777)
        return .drifted(
            differences, .steps([.replaceLink(at: path, to: target, attributes: attributes)], then: then))
    }

    /// What takes the place of something of another form keeps nothing of it.
    private func attributes(keptBy node: Node?, when isSameForm: Bool) -> Attributes? {
        isSameForm ? node?.attributes : nil
    }

    private func obstacle(at place: Place, replacing: Bool) -> String? {
        switch place.node?.form {
        case .directory: return .directoryInTheWay(path)
        case .other: return .specialFile(path)
        default: break
        }
        if replacing, let node = place.node, node.links > 1 { return .hardLinks(path, node.links) }
        return place.obstacles.isEmpty ? nil : place.obstacles.joined(separator: "; ")
    }

    package static func describe(
        _ name: String, on host: some HostObserving
    ) async throws(HostError) -> YAMLNode.Value? {
        guard let path = Path(name) else { throw HostError(.failed, "'\(name)' is not a path from the root") }
        guard let seen = try await host.unreadNode(at: path) else { return nil }
        var fields = Exported()
        fields.add("path", path)
        // What others may not read may be secret, and an export is for reading.
        let isPublic = seen.attributes.mode.bits & 0o004 != 0 || seen.isLink
        guard let node = isPublic ? try await host.node(at: path) : seen else { return nil }
        switch node.form {
        case .unreadFile: fields.add("mode", node.attributes.mode)
        case .link(let target): fields.add("link", verbatim: target)
        case .file(let contents):
            guard let text = contents.text else {
                throw HostError(
                    .unsupported, "\(path) is not text: keep a copy beside the policy as 'source'")
            }
            fields.add("content", verbatim: text)
            fields.add("mode", node.attributes.mode)
        default: throw HostError(.unsupported, "\(path) is a \(node.formName), not a file")
        }
        fields.add("owner", node.attributes.owner)
        fields.add("group", node.attributes.group)
        return fields.value
    }

    package static let examples = [
        """
        banner:
          severity: low
          title: Who logs in is told that the host is watched
          file:
            path: /etc/issue.net
            content: |
              Authorised use only. Activity is recorded.
            mode: 0644
            owner: root
            group: root
        """,
        """
        token:
          severity: high
          title: The backup job has its token, and only the job can read it
          file:
            path: /etc/backup/token
            content: "${secret.token}\\n"
            secrets: { token: { credential: backup-token } }
            owner: backup
            group: backup
            mode: 0400
            then: [{ restart: backup.service }]
        """,
        """
        passwords:
          severity: critical
          title: Only root and the group shadow may read what passwords are checked against
          file: { path: /etc/shadow, mode: 0640, owner: root, group: shadow }
        """,
        """
        time-zone:
          severity: low
          title: The clock shows UTC
          file: { path: /etc/localtime, link: /usr/share/zoneinfo/Etc/UTC }
        """,
        """
        no-trusted-hosts:
          severity: critical
          title: No host is trusted for its address alone
          file: { path: /etc/hosts.equiv, absent: true }
        """,
    ]
}

extension Node {
    fileprivate var isLink: Bool { if case .link = form { true } else { false } }
}

extension Difference {
    fileprivate static func type(wanted: String, found: String) -> Difference {
        Difference("file", wanted: .text(wanted), found: .text(found))
    }
}

extension Shape where Value == String {
    /// The text of a symbolic link, which may be relative.
    fileprivate static var linkTarget: Shape {
        Shape<String>.text.checked { text in
            text.isEmpty || text.utf8.count >= 4096 || text.utf8.contains(0) ? .linkTargetWanted : nil
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let rootIsNoFile: Self = "/ is a directory: hold it with a 'directory' control"
    fileprivate static let kernelPath: Self =
        "files below /proc and /sys belong to the kernel: hold them with a 'kernel-parameter' control"
    fileprivate static let linkTargetWanted: Self = "write the path that the link leads to"
    fileprivate static let linkHasNoMode: Self =
        "a symbolic link has no mode of its own: write the mode at the file it leads to"
    fileprivate static let absentHasNoAttributes: Self =
        "what is absent has no mode, owner or group: leave this out"
    fileprivate static let secretsNeedContent: Self =
        "secrets are used in 'content': write 'content' or leave them out"
    fileprivate static let everybodyReadsSecret: Self =
        "with this mode every user could read the secrets: end it with 0, as in 0640"
}

extension String {
    fileprivate static func directoryInTheWay(_ path: Path) -> Self {
        "\(path) is a directory: move away what is in it and remove it, then apply again"
    }
    fileprivate static func removeDirectory(_ path: Path) -> Self {
        "\(path) is a directory: hold it with a 'directory' control, or remove it"
    }
    fileprivate static func specialFile(_ path: Path) -> Self {
        "\(path) is a device, a socket or a pipe: find out what uses it, remove it, then apply again"
    }
    fileprivate static func hardLinks(_ path: Path, _ count: Int) -> Self {
        "\(path) has \(count) names (hard links): find the others with 'find / -xdev -samefile \(path)', "
            + "remove them, then apply again"
    }
}
