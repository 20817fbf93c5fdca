package import Convergence
package import PolicyText

/// A directory, or the absence of one; not what is in it.
package struct DirectoryKind: ResourceKind {
    package static let keyword = "directory"
    package static let summary = "a directory, its owner and its mode, or its absence; not what is in it"

    package struct Observation: Equatable, Sendable {
        var place: Place
        /// Only looked at where the directory must go.
        var names: Names = []
    }

    let path: Path
    private let ownership: Ownership
    private let isAbsent: Bool
    /// What a directory that is not there yet gets where the policy says no mode.
    private static let newMode: FileMode = 0o755
    /// How many names are said of a directory that is in the way.
    private static let shownNames = 5

    package init(reading fields: inout Fields) {
        path = fields.required("path", .path, "Where the directory is, from the root of the host.")
        ownership = Ownership(
            mode: fields.optional(
                "mode", .mode, "Permission bits; left out, a directory keeps its own and a new one gets 0755."
            ),
            owner: fields.optional(
                "owner", .owner,
                "The owning user; left out, a directory keeps its own and a new one is root's."),
            group: fields.optional(
                "group", .owner,
                "The owning group; left out, a directory keeps its own and a new one is root's."))
        isAbsent = fields.optional("absent", .presence, "There may be no such directory.") ?? false
        if path.isWithin("/proc") || path.isWithin("/sys") { fields.reject("path", .kernelPath) }
        if isAbsent {
            if path == .root { fields.reject("absent", .rootStays) }
            for name in ["mode", "owner", "group"] where fields.has(name) {
                fields.reject(name, .absentHasNoAttributes)
            }
        }
    }

    /// A directory that another kind needs: any will do, and a new one is root's.
    init(at path: Path) {
        self.path = path
        ownership = .nothing
        isAbsent = false
    }

    package var claims: [Claim] { [Claim(.node(at: path))] }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        guard isAbsent else {
            return Observation(place: try await Place(at: path, held: ownership, on: host))
        }
        let place = try await Place(at: path, on: host)
        guard place.node?.form == .directory else { return Observation(place: place) }
        return Observation(place: place, names: try await host.names(in: path) ?? [])
    }

    package func assess(_ observed: Observation) -> Assessment {
        isAbsent
            ? assessAbsence(observed.place.node, holding: observed.names) : assessPresence(observed.place)
    }

    private func assessAbsence(_ node: Node?, holding names: Names) -> Assessment {
        guard let node else { return .compliant }
        let differences = [Difference("directory", wanted: .absent, found: .text("a \(node.formName)"))]
        guard node.form == .directory else {
            return .drifted(differences, .manual(how: .notADirectory(path, node.formName)))
        }
        guard names.isEmpty else {
            return .drifted(differences, .manual(how: .notEmpty(path, names.sorted, shown: Self.shownNames)))
        }
        return .drifted(differences, .steps([.remove(at: path)]))
    }

    private func assessPresence(_ place: Place) -> Assessment {
        var differences: [Difference] = []
        switch place.node?.form {
        case .directory?: break
        case .link(let target)?:
            differences.append(
                Difference(
                    "directory", wanted: .text("a directory"), found: .text("a symbolic link to \(target)")))
            return .drifted(differences, .manual(how: .linkInTheWay(path, target)))
        case let form?:
            let name = Node(form, Attributes(mode: 0)).formName
            differences.append(
                Difference("directory", wanted: .text("a directory"), found: .text("a \(name)")))
            return .drifted(differences, .manual(how: .fileInTheWay(path, name)))
        case nil:
            differences.append(Difference("directory", wanted: .text("a directory"), found: .absent))
        }
        let found = place.node?.attributes
        differences += ownership.differences(from: found)
        if differences.isEmpty { return .compliant }
        guard place.obstacles.isEmpty else {
            return .drifted(differences, .manual(how: place.obstacles.joined(separator: "; ")))
        }
        let attributes = ownership.attributes(over: found, new: Self.newMode)
        let step: Step =
            found == nil
            ? .makeDirectory(at: path, attributes: attributes) : .setAttributes(of: path, to: attributes)
        return .drifted(differences, .steps([step]))
    }

    package static func describe(
        _ name: String, on host: some HostObserving
    ) async throws(HostError) -> YAMLNode.Value? {
        guard let path = Path(name) else { throw HostError(.failed, "'\(name)' is not a path from the root") }
        guard let node = try await host.node(at: path) else { return nil }
        guard node.form == .directory else {
            throw HostError(.unsupported, "\(path) is a \(node.formName), not a directory")
        }
        var fields = Exported()
        fields.add("path", path)
        fields.add("mode", node.attributes.mode)
        fields.add("owner", node.attributes.owner)
        fields.add("group", node.attributes.group)
        return fields.value
    }

    package static let examples = [
        """
        jobs:
          severity: medium
          title: Only root sees the jobs of the host
          directory: { path: /etc/cron.d, mode: 0700, owner: root, group: root }
        """,
        """
        no-drop-box:
          severity: medium
          title: No directory is left over that anyone may write
          directory: { path: /srv/incoming, absent: true }
        """,
    ]
}

extension Diagnostic.Message {
    fileprivate static let kernelPath: Self = "directories below /proc and /sys belong to the kernel"
    fileprivate static let rootStays: Self = "/ cannot be removed"
    fileprivate static let absentHasNoAttributes: Self =
        "what is absent has no mode, owner or group: leave this out"
}

extension String {
    fileprivate static func notADirectory(_ path: Path, _ form: String) -> Self {
        "\(path) is a \(form), not a directory: hold it with a 'file' control and 'absent: true'"
    }
    fileprivate static func fileInTheWay(_ path: Path, _ form: String) -> Self {
        "\(path) is a \(form): move it away, then apply again"
    }
    fileprivate static func linkInTheWay(_ path: Path, _ target: String) -> Self {
        "\(path) is a symbolic link to \(target): hold the directory it leads to, or remove the link"
    }
    fileprivate static func notEmpty(_ path: Path, _ names: [String], shown: Int) -> Self {
        let more = names.count > shown ? " and \(names.count - shown) more" : ""
        return "\(path) holds \(names.prefix(shown).joined(separator: ", "))\(more): "
            + "move away what is needed and remove the rest, then apply again"
    }
}
