package import Convergence
internal import Octopus

/// The worker inside the Octopus Server: whatever runs on it runs beside the server's keys.
package struct BuiltInWorkerKind: ResourceKind {
    package static let keyword = "built-in-worker"
    package static let summary =
        "the worker inside the Octopus Server: off, or, on Windows, run as an account of its own"
    package static let isRemote = true

    enum Wanted: Sendable {
        case off
        case runsAs(String)
    }

    package struct Observation: Equatable, Sendable {
        var features: Seen = .missing
        var version: OctopusVersion?
        /// Spaces whose default pool has no worker: their work runs on the server.
        var users: Users = .unknown
        /// What the command line of each node tells, by the node's name. Only where the account is held.
        var nodes: [Node] = []
        /// The nodes that the server itself knows.
        var known: Seen?
    }

    enum Users: Equatable, Sendable {
        case unknown
        /// Names of default pools without a worker.
        case pools([String])
    }

    struct Node: Equatable, Sendable {
        var name: String
        var settings: Seen
    }

    private let wanted: Wanted
    private let connection: OctopusConnection

    package init(reading fields: inout Fields) {
        wanted = fields.exactlyOne(of: [
            .init("off", .presence, "No work runs on the server itself; all of it runs on external workers.")
            {
                _ in Wanted.off
            },
            .init(
                "runs-as", Shape<String>.text.checked { $0.contains("\\") ? .nameAlone : nil },
                "The name of the account that scripts run as, without a domain. Only on Windows; looked at on every node."
            ) { Wanted.runsAs($0) },
        ])
        connection = fields.octopus()
    }

    package var claims: [Claim] {
        switch wanted {
        case .off:
            [Claim(.field(of: OctopusDocument.features.address, at: "/IsBuiltInWorkerEnabled"))]
        case .runsAs:
            connection.nodes.map {
                Claim(.field(of: NodeDocument.showConfiguration(of: $0.name), at: Self.accountField))
            }
        }
    }

    static let account = "Octopus.BuiltInWorker.CustomAccountUserName"
    private static let accountField = Pointer("/" + account)

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation()
        if case .runsAs = wanted {
            for node in connection.nodes {
                let settings = try await host.seen(NodeDocument.showConfiguration(of: node.name))
                observed.nodes.append(Node(name: node.name, settings: settings))
            }
            observed.known = try await host.seen(OctopusDocument.nodes)
        }
        observed.features = try await host.seen(OctopusDocument.features)
        observed.version = try await host.seen(OctopusDocument.root).document?.version("/Version")
        if observed.isEnabled == true { observed.users = try await users(on: host) }
        return observed
    }

    /// Who still has work on the server is told along; it decides nothing.
    private func users(on host: some HostObserving) async throws(HostError) -> Users {
        let spaces = try await host.seen(OctopusDocument.spaces).document
        guard
            let pools = try await host.seen(OctopusDocument.workerPools).document
                .flatMap({ WorkerPool.all(in: $0, spaces: spaces) }),
            let workers = try await host.seen(OctopusDocument.workers).document.flatMap(OctopusWorker.all)
        else { return .unknown }
        let empty = pools.filter { pool in
            pool.isDefault && !pool.isDynamic && !workers.contains { $0.isUsable && $0.isIn(pool) }
        }
        return .pools(empty.map(\.title).sorted())
    }

    package func assess(_ observed: Observation) -> Assessment {
        switch (wanted, observed.isEnabled) {
        case (.off, true?):
            return .drifted(
                [Difference("off", wanted: .flag(true), found: .flag(false))],
                .manual(how: .turnOff(observed.users)))
        // Where it is off, nothing runs as anybody.
        case (.off, false?), (.runsAs, false?): return .compliant
        case (.off, nil): return notTold(observed)
        case (.runsAs(let account), _): return assess(account, observed)
        }
    }

    private func notTold(_ observed: Observation) -> Assessment {
        if case .refused(let error) = observed.features { return .unknown(error) }
        return OctopusFeature.workers.absence(in: observed.version).assessment
    }

    private func assess(_ account: String, _ observed: Observation) -> Assessment {
        var findings = Findings()
        for node in observed.nodes {
            switch node.settings {
            case .refused(let error):
                findings.cannotTell(error)
            case .missing: findings.cannotTell(.noSettings(of: node.name))
            case .document(let settings): assess(account, settings, of: node.name, observed, into: &findings)
            }
        }
        if case .refused(let error)? = observed.known { findings.cannotTell(error) }
        let unreached = unreached(observed)
        if observed.nodes.isEmpty || !unreached.isEmpty {
            findings.cannotTell(.unreached(unreached))
        }
        return findings.assessment
    }

    private func assess(
        _ account: String, _ settings: JSON, of node: String, _ observed: Observation,
        into findings: inout Findings
    ) {
        // The keys have dots and no slashes, so each is one step of a pointer.
        let name = settings.text(Self.accountField)
        if settings.text("/Octopus.Home")?.utf8.first == UInt8(ascii: "/") {
            findings.differs(
                "runs-as on \(node)", wanted: .text(account), found: .text("the server's own account"),
                how: .windowsOnly(node, observed.users))
        } else if name?.lowercased() != account.lowercased() {
            findings.differs(
                "runs-as on \(node)", wanted: .text(account),
                found: name.map { .text($0) } ?? .text("the server's own account"), how: .setAccount(account))
        }
    }

    /// Nodes that the server knows and the policy does not.
    private func unreached(_ observed: Observation) -> [String] {
        let known = observed.known?.document?.list("/Nodes") ?? []
        return known.compactMap { $0.text("/Name") }.filter { name in
            !observed.nodes.contains { $0.name.isHost(name) || $0.settings.isOfNode(name) }
        }.sorted()
    }

    package static let examples = [
        """
        nothing-on-the-server:
          severity: critical
          title: Deployments run on workers, not on the server
          built-in-worker: { off: true }
        """,
        """
        scripts-of-their-own-account:
          severity: high
          title: Scripts on the server run as an account without rights
          built-in-worker: { runs-as: svcWorker }
        """,
    ]
}

extension Diagnostic.Message {
    fileprivate static let nameAlone: Self =
        "write the name of the account alone, without a machine or a domain before it"
}

extension BuiltInWorkerKind.Observation {
    fileprivate var isEnabled: Bool? { features.document?.flag("/IsBuiltInWorkerEnabled") }
}

extension Seen {
    /// Whether these are the settings of the node that the server calls so.
    fileprivate func isOfNode(_ name: String) -> Bool {
        document?.text("/Octopus.Server.NodeName")?.isHost(name) == true
    }
}

extension HostError {
    fileprivate static func noSettings(of node: String) -> Self {
        Self(.unsupported, "node \(node) does not tell its settings")
    }
    fileprivate static func unreached(_ nodes: [String]) -> Self {
        let which = nodes.isEmpty ? "a node" : nodes.joined(separator: ", ")
        return Self(
            .unsupported,
            "the account is only told by the command line of \(which): say in 'octopus' how it is reached, "
                + "as in 'nodes: { main: { reach: \"docker:octopus\" } }'")
    }
}

extension String {
    fileprivate static func turnOff(_ users: BuiltInWorkerKind.Users) -> Self {
        let first =
            switch users {
            case .unknown:
                "first see to it that every default worker pool has a worker (kind 'external-workers')"
            case .pools(let names) where names.isEmpty: "every default worker pool has a worker"
            case .pools(let names):
                "first add a worker to \(names.joined(separator: ", ")), whose work runs on the server now, or it stops"
            }
        return
            "\(first); then set IsBuiltInWorkerEnabled to false in /api/featuresconfiguration (GET, change it, PUT the whole "
            + "document), or turn off 'Run steps on the Octopus Server' in the portal, Configuration, Features"
    }
    fileprivate static func windowsOnly(_ node: String, _ users: BuiltInWorkerKind.Users) -> Self {
        "on Linux, as on \(node), the built-in worker has no account of its own: hold 'off: true' instead; "
            + turnOff(users)
    }
    fileprivate static func setAccount(_ account: String) -> Self {
        "run 'Octopus.Server builtin-worker --instance=OctopusServer --username=\(account) --password=…' as an "
            + "administrator on each such node, and restart it; the service must not run as LocalSystem"
    }
}
