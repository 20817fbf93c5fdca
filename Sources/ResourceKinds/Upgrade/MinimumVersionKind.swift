package import Convergence
internal import Octopus

/// How old the Octopus Server, or the Tentacles it knows, may be.
package struct MinimumVersionKind: ResourceKind {
    package static let keyword = "minimum-version"
    package static let summary =
        "how old the Octopus Server or its Tentacles may be: a version, a supported line, no old advisories, a licence that covers more"
    package static let isRemote = true

    enum Product: String, Sendable, CaseIterable {
        case octopusServer = "octopus-server"
        case tentacle
    }

    package struct Observation: Equatable, Sendable {
        /// Of the server: `/api`, which everybody may read.
        var root: Seen = .missing
        var status: Seen = .missing
        var nodes: Seen = .missing
        var advisories: Seen = .missing
        /// Deployment targets and workers, for Tentacles.
        var machines: Seen = .missing
        var workers: Seen = .missing
        var seconds = 0
    }

    private let product: Product
    private let atLeast: OctopusVersion?
    private let isSameOnAllNodes: Bool
    private let isSupported: Bool
    private let licenceCovers: Bool
    private let advisories: AdvisoryRule?

    private static let serverRules = ["same-on-all-nodes", "supported", "licence-covers", "advisories"]

    package init(reading fields: inout Fields) {
        product = fields.optional(
            "product", .choice, default: .octopusServer, shown: "octopus-server",
            "Whose version it is: octopus-server, or tentacle for all Tentacles that the server knows.")
        atLeast = fields.optional("at-least", .octopusVersion, "The oldest version that will do.")
        isSameOnAllNodes = fields.optional(
            "same-on-all-nodes", .presence, default: false, "Every node of the server has the same version.")
        isSupported = fields.optional(
            "supported", .presence, default: false,
            "Its line still gets critical patches: it does for six months after its release.")
        licenceCovers = fields.optional(
            "licence-covers", .presence, default: false,
            "The licence covers the newest version that the server knows of.")
        advisories = fields.optional(
            "advisories", .mapping(AdvisoryRule.init(reading:)),
            "No advisory that concerns it is older than the days one has to act.")
        _ = fields.octopus()
        guard !fields.isDescribing else { return }
        if product == .tentacle {
            for rule in Self.serverRules where fields.has(rule) { fields.reject(rule, .ofServers(rule)) }
            if atLeast == nil {
                fields.reject("at-least", "write the oldest version of Tentacle that will do")
            }
        } else if !fields.has("at-least"), !Self.serverRules.contains(where: fields.has) {
            fields.reject("product", .holdsNothing)
        }
    }

    /// Each rule on its own: several controls may hold one version, each for its own reason.
    package var claims: [Claim] {
        guard product == .octopusServer else {
            return [OctopusDocument.machines, .workers].map {
                Claim(.field(of: $0.address, at: ""), part: "version of Tentacle")
            }
        }
        let rules = [
            (atLeast != nil, "at-least"), (isSameOnAllNodes, "same-on-all-nodes"), (isSupported, "supported"),
            (licenceCovers, "licence-covers"), (advisories != nil, "advisories"),
        ]
        return rules.filter(\.0).map {
            Claim(.field(of: OctopusDocument.root.address, at: "/Version"), part: $0.1)
        }
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation()
        guard product == .octopusServer else {
            observed.machines = try await host.seen(OctopusDocument.machines)
            observed.workers = try await host.seen(OctopusDocument.workers)
            return observed
        }
        observed.root = try await host.seen(OctopusDocument.root)
        if licenceCovers { observed.status = try await host.seen(OctopusDocument.serverStatus) }
        if isSameOnAllNodes { observed.nodes = try await host.seen(OctopusDocument.nodes) }
        if advisories != nil { observed.advisories = try await host.seen(AdvisoryDocument.address) }
        if isSupported || advisories != nil { observed.seconds = try await host.clock() }
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        switch product {
        case .tentacle:
            TentacleVersions(atLeast: atLeast).assess(observed.machines, observed.workers, into: &findings)
        case .octopusServer:
            if case .refused(let error) = observed.root { return .unknown(error) }
            guard let version = observed.root.document?.version("/Version") else {
                return .unknown(HostError(.failed, "the server does not tell its version"))
            }
            assess(version, observed, into: &findings)
        }
        return findings.assessment
    }

    private func assess(_ version: OctopusVersion, _ observed: Observation, into findings: inout Findings) {
        if let atLeast, version < atLeast {
            findings.differs(
                "at-least", wanted: .text(atLeast.description), found: .text(version.description),
                how: .upgrade(to: "\(atLeast) or newer"))
        }
        if isSupported { assess(supportOf: version, on: Day(ofSeconds: observed.seconds), into: &findings) }
        if licenceCovers { assess(licence: observed.status, into: &findings) }
        if isSameOnAllNodes { assess(nodes: observed.nodes, version, into: &findings) }
        advisories?.assess(version, with: observed.advisories, at: observed.seconds, into: &findings)
    }

    /// The day of a release is not in its number: between the two days nobody can tell.
    private func assess(supportOf version: OctopusVersion, on today: Day, into findings: inout Findings) {
        guard let line = ReleaseLine(version) else {
            if version.isYearly { return findings.cannotTell(.noLine(version)) }
            return findings.differs(
                "supported", wanted: .flag(true), found: .text("\(version), of before 2018"),
                how: .upgrade(to: "a line that gets patches"))
        }
        if today >= line.unsupportedFrom {
            findings.differs(
                "supported", wanted: .flag(true),
                found: .text(
                    "\(version): line \(version.line) gets none since \(line.unsupportedFrom) at the latest"),
                how: .upgrade(to: "a line that gets patches"))
        } else if today >= line.supportedAtLeastUntil {
            findings.cannotTell(.perhapsSupported(version, line))
        }
    }

    private func assess(licence status: Seen, into findings: inout Findings) {
        switch status {
        case .refused(let error): findings.cannotTell(error)
        case .missing:
            findings.cannotTell(HostError(.unsupported, "the server does not tell what its licence covers"))
        case .document(let status):
            guard let newest = status.version("/MaximumAvailableVersion"),
                let covered = status.version("/MaximumAvailableVersionCoveredByLicense")
            else {
                return findings.cannotTell(.noNewest)
            }
            if covered < newest {
                findings.differs(
                    "licence-covers", wanted: .text(newest.description), found: .text(covered.description),
                    how: .renew(covered))
            }
        }
    }

    /// That a node's entry holds its version is UNVERIFIED; where it does not, one node alone is surely the same.
    private func assess(nodes: Seen, _ version: OctopusVersion, into findings: inout Findings) {
        switch nodes {
        case .refused(let error): findings.cannotTell(error)
        case .missing:
            findings.cannotTell(HostError(.unsupported, "the server does not tell which nodes it has"))
        case .document(let document):
            guard let all = document.list("/Nodes"), !all.isEmpty else {
                return findings.cannotTell(HostError(.failed, "the server does not tell which nodes it has"))
            }
            guard all.count > 1 else { return }
            let named = all.map { (name: $0.text("/Name") ?? "?", version: $0.version("/Version")) }
            let others = named.filter { $0.version.map { $0 != version } ?? false }
            if !others.isEmpty {
                findings.differs(
                    "same-on-all-nodes", wanted: .text(version.description),
                    found: .few(others.map { "\($0.name): \($0.version?.description ?? "")" }.sorted()),
                    how: .together)
            }
            let untold = named.filter { $0.version == nil }.map(\.name).sorted()
            if !untold.isEmpty { findings.cannotTell(.versionless(untold)) }
            let offline = all.filter { $0.flag("/IsOffline") == true && $0.version("/Version") == version }
            if !offline.isEmpty {
                findings.cannotTell(.offline(offline.map { $0.text("/Name") ?? "?" }.sorted()))
            }
        }
    }

    package static let examples = [
        """
        patched:
          severity: critical
          title: The server has no vulnerability that was fixed long ago
          minimum-version:
            advisories:
              none-older-than: { critical: 14 days, high: 30 days, medium: 60 days, low: 90 days }
              runs-on: linux
        """,
        """
        supported:
          severity: high
          title: The server gets critical patches, and the licence covers the next version
          minimum-version: { at-least: 2026.2, supported: true, same-on-all-nodes: true, licence-covers: true }
        """,
        """
        tentacles:
          severity: medium
          title: No Tentacle is older than 8.1
          minimum-version: { product: tentacle, at-least: 8.1.0 }
        """,
    ]
}

extension Diagnostic.Message {
    fileprivate static let holdsNothing: Self =
        "write at least one of 'at-least', 'same-on-all-nodes', 'supported', 'licence-covers', 'advisories'"
    fileprivate static func ofServers(_ rule: String) -> Self {
        "'\(rule)' is told of a server alone: leave it out, or leave out 'product'"
    }
}

extension HostError {
    fileprivate static func noLine(_ version: OctopusVersion) -> Self {
        Self(
            .unsupported,
            "\(version) is of no line that is known here, so nobody can tell whether it gets patches")
    }
    fileprivate static func perhapsSupported(_ version: OctopusVersion, _ line: ReleaseLine) -> Self {
        Self(
            .unsupported,
            "line \(version.line) gets critical patches for six months after its release, which is not told: until some day "
                + "between \(line.supportedAtLeastUntil) and \(line.unsupportedFrom); https://octopus.com/downloads tells which "
                + "lines get them")
    }
    fileprivate static let noNewest = Self(
        .unsupported,
        "the server does not know the newest version: it may not look for one ('octopus-updates'), or not reach octopus.com"
    )
    fileprivate static func offline(_ nodes: [String]) -> Self {
        Self(
            .failed,
            "nodes that do not answer had this version when they last did: \(nodes.fewNames); start them, or remove them "
                + "from the server's list of nodes")
    }
    fileprivate static func versionless(_ nodes: [String]) -> Self {
        Self(
            .unsupported,
            "the server does not tell the version of its nodes \(nodes.fewNames): run "
                + "'Octopus.Server version' on each")
    }
}

extension String {
    fileprivate static func upgrade(to version: String) -> Self {
        "upgrade to \(version): maintenance mode, stop all nodes, back up database and master key, upgrade one node, then the rest"
    }
    fileprivate static func renew(_ covered: OctopusVersion) -> Self {
        "renew the licence, which covers versions up to \(covered), and write it in with "
            + "'Octopus.Server license --instance=OctopusServer --licenseFile=…' or under Configuration > License"
    }
    fileprivate static let together =
        "stop all nodes and upgrade those that are behind: nodes of two versions must not run on one database"
}
