package import Convergence
internal import Octopus

/// Workers outside of the server: enough healthy ones in each pool that matters, and none of them where it must not be.
package struct ExternalWorkersKind: ResourceKind {
    package static let keyword = "external-workers"
    package static let summary =
        "the workers that deployments run on: enough healthy ones, not on the server's own hosts, how they connect, how old"
    package static let isRemote = true

    package struct Observation: Equatable, Sendable {
        var pools: Seen
        var workers: Seen
        var spaces: Seen = .missing
        /// Names of the server's own nodes.
        var nodes: Seen = .missing
        var features: Seen = .missing
        var version: OctopusVersion?
    }

    let space: String?
    let pool: String?
    let healthy: Int
    let notOn: [WorkerPlace]
    let styles: [OctopusWorker.Style]
    let atLeast: OctopusVersion?
    let isPollingElsewhere: Bool
    /// The server's own hosts, as the policy names them.
    let own: [WorkerPlace]

    package init(reading fields: inout Fields) {
        space = fields.optional(
            "space", .text,
            "The name or the id of the one space that is looked at; by default all that the key can see.")
        pool = fields.optional(
            "pool", .text, "The name of the worker pool; by default the default pool of each space.")
        healthy = fields.optional(
            "healthy", .integer(1...10_000), default: 1,
            "How many healthy workers each such pool must have at least, not counting any on the server's own hosts."
        )
        notOn = fields.optional(
            "not-on", .workerPlaces, default: [], shown: "the server's own hosts alone",
            "Hosts and networks on which no worker may be, besides the server's own hosts.")
        styles = fields.optional(
            "styles", .list(.choice), default: OctopusWorker.Style.allCases, shown: "any",
            "How workers may be connected: listening, polling, ssh.")
        atLeast = fields.optional(
            "at-least", .octopusVersion, "The oldest version of Tentacle that a worker may have.")
        isPollingElsewhere = fields.optional(
            "polling-elsewhere", .presence, default: false,
            "Somebody made sure that no polling worker runs on the server's own hosts: the server does not know where they are."
        )
        let connection = fields.octopus()
        let hosts = [connection.publicURL.endpoint.host, connection.api.endpoint.host, "localhost"]
        own =
            hosts.map { Network($0).map { .network($0) } ?? .host($0) }
            + ["127.0.0.0/8", "::1/128"].compactMap { Network($0).map { .network($0) } }
    }

    /// Each pool on its own: one control may hold all default pools, another one of them.
    package var claims: [Claim] {
        let part = "pool \(pool ?? "by default") in \(space ?? "all spaces")"
        return [Claim(.field(of: OctopusDocument.workers.address, at: ""), part: part)]
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation(
            pools: try await host.seen(OctopusDocument.workerPools),
            workers: try await host.seen(OctopusDocument.workers))
        observed.spaces = try await host.seen(OctopusDocument.spaces)
        observed.nodes = try await host.seen(OctopusDocument.nodes)
        observed.features = try await host.seen(OctopusDocument.features)
        if observed.workers == .missing {
            observed.version = try await host.seen(OctopusDocument.root).document?.version("/Version")
        }
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        for seen in [observed.workers, observed.pools] {
            if case .refused(let error) = seen { return .unknown(error) }
        }
        guard case .document(let pools) = observed.pools, case .document(let workers) = observed.workers
        else {
            return OctopusFeature.workers.absence(in: observed.version).assessment
        }
        guard var pools = WorkerPool.all(in: pools, spaces: observed.spaces.document),
            var workers = OctopusWorker.all(in: workers)
        else {
            return .unknown(
                HostError(.failed, "the server's list of workers or of pools is in a form that is not known"))
        }
        if let space {
            do throws(HostError) {
                guard let id = try id(of: space, observed) else { return noSuchSpace(space) }
                pools.removeAll { $0.space != id }
                workers.removeAll { $0.space != id }
            } catch { return .unknown(error) }
        }
        let wanted = pools.filter { pool.map($0.isNamed) ?? $0.isDefault }
        if wanted.isEmpty { return noSuchPool() }
        if pool != nil { workers.removeAll { worker in !wanted.contains { worker.isIn($0) } } }
        var findings = Findings()
        // Who may not see the nodes does not know which hosts are the server's own.
        if case .refused(let error) = observed.nodes { findings.cannotTell(error) }
        if case .refused(let error) = observed.spaces { findings.cannotTell(error) }
        if space == nil, pool == nil {
            let seen = (observed.spaces.document?.list("") ?? []).compactMap { $0.text("/Id") }
            let bare = seen.filter { id in !wanted.contains { $0.space == id } }
            if !bare.isEmpty { findings.cannotTell(.noDefaultPool(in: bare.sorted())) }
        }
        let places = WorkerPlaces(
            own: own + observed.nodeHosts, forbidden: notOn, trustsPolling: isPollingElsewhere)
        for pool in wanted where !pool.isDynamic {
            count(workers.filter { $0.isIn(pool) }, in: pool, places, observed, into: &findings)
        }
        check(workers, places, into: &findings)
        return findings.assessment
    }

    private func count(
        _ workers: [OctopusWorker], in pool: WorkerPool, _ places: WorkerPlaces, _ observed: Observation,
        into findings: inout Findings
    ) {
        let usable = workers.filter(\.isUsable)
        let (outside, untold) = (
            usable.filter { places.isOutside($0) == true }, usable.filter { places.isOutside($0) == nil }
        )
        if outside.count >= healthy { return }
        if outside.count + untold.count >= healthy {
            return findings.cannotTell(.placeless(untold.map(\.name).sorted()))
        }
        let runsHere =
            pool.isDefault && usable.isEmpty
            && observed.features.document?.flag("/IsBuiltInWorkerEnabled") == true
        findings.differs(
            "healthy", wanted: .text("\(healthy) in \(pool.title)"),
            found: .text(
                runsHere ? "\(outside.count): its work runs on the server itself" : String(outside.count)),
            how: .add(to: pool, among: workers))
    }

    private func check(_ workers: [OctopusWorker], _ places: WorkerPlaces, into findings: inout Findings) {
        let misplaced = workers.filter { !$0.isDisabled && places.isForbidden($0) }
        if !misplaced.isEmpty {
            findings.differs(
                "not-on", wanted: .absent, found: .few(misplaced.map(\.placed).sorted()), how: .move)
        }
        let strange = workers.filter {
            $0.style.map { !styles.contains($0) } ?? (styles.count < OctopusWorker.Style.allCases.count)
        }
        if !strange.isEmpty {
            findings.differs(
                "styles", wanted: .list(styles.map(\.rawValue)),
                found: .few(strange.map { "\($0.name): \($0.style?.rawValue ?? $0.styleName)" }.sorted()),
                how: .reconnect)
        }
        guard let atLeast else { return }
        let tentacles = workers.filter(\.hasTentacle)
        let old = tentacles.filter { $0.version.map { $0 < atLeast } ?? false }
        if !old.isEmpty {
            findings.differs(
                "at-least", wanted: .text(atLeast.description),
                found: .few(old.map { "\($0.name): \($0.version?.description ?? "")" }.sorted()),
                how: .upgrade)
        }
        let untold = tentacles.filter { $0.version == nil }.map(\.name).sorted()
        if !untold.isEmpty { findings.cannotTell(.versionless(untold)) }
    }

    /// `nil` where there is no such space.
    private func id(of space: String, _ observed: Observation) throws(HostError) -> String? {
        switch observed.spaces {
        case .refused(let error): throw error
        case .document(let document):
            let all = document.list("") ?? []
            return all.first {
                $0.text("/Name")?.lowercased() == space.lowercased() || $0.text("/Id") == space
            }?
            .text("/Id")
        case .missing: throw HostError(.unsupported, "the server does not tell which spaces there are")
        }
    }

    private func noSuchSpace(_ space: String) -> Assessment {
        .unknown(
            HostError(
                .failed,
                "the key sees no space '\(space)': correct 'space', or let the key see it (SpaceView)"))
    }

    private func noSuchPool() -> Assessment {
        guard let pool else {
            return .unknown(
                HostError(.denied, "the key sees no default worker pool: it takes WorkerView in each space"))
        }
        return .drifted(
            [Difference("pool", wanted: .text(pool), found: .absent)], .manual(how: .makePool(pool)))
    }

    package static let examples = [
        """
        work-outside-of-the-server:
          severity: critical
          title: Every space has healthy workers outside of the server
          external-workers: { healthy: 2, not-on: [octopus2.corp.example, 10.20.8.0/24] }
        """,
        """
        workers-of-production:
          severity: high
          title: Workers of production are listening, and not older than the fixes
          external-workers:
            space: Production
            pool: Linux workers
            healthy: 2
            styles: [listening, ssh]
            at-least: 8.3.2993
        """,
    ]
}

/// Where workers are, as far as that is known.
private struct WorkerPlaces {
    var own: [WorkerPlace]
    var forbidden: [WorkerPlace]
    var trustsPolling: Bool

    /// Whether it is off the server's own hosts; `nil` where nobody knows where a polling worker is.
    func isOutside(_ worker: OctopusWorker) -> Bool? {
        if isForbidden(worker) { return false }
        return worker.host != nil || trustsPolling ? true : nil
    }

    /// A polling worker is mostly named after its host.
    func isForbidden(_ worker: OctopusWorker) -> Bool {
        let host = worker.host ?? worker.name
        return (own + forbidden).contains { $0.holds(host) }
    }
}

extension ExternalWorkersKind.Observation {
    fileprivate var nodeHosts: [WorkerPlace] {
        (nodes.document?.list("/Nodes") ?? []).compactMap { $0.text("/Name") }.map { .host($0) }
    }
}

extension WorkerPool {
    fileprivate func isNamed(_ name: String) -> Bool { self.name.lowercased() == name.lowercased() }
}

extension OctopusWorker {
    fileprivate var placed: String { host.map { "\(name) at \($0)" } ?? name }
}

extension HostError {
    fileprivate static func noDefaultPool(in spaces: [String]) -> Self {
        Self(.failed, "the server shows no default worker pool of \(spaces.fewNames)")
    }
    fileprivate static func placeless(_ names: [String]) -> Self {
        Self(
            .unsupported,
            "the server does not know where polling workers run (\(names.fewNames)): make sure that none "
                + "runs on the server's own hosts, and then write 'polling-elsewhere: true'")
    }
    fileprivate static func versionless(_ names: [String]) -> Self {
        Self(
            .unsupported,
            "the server has not yet seen the version of \(names.fewNames): run a health check")
    }
}

extension String {
    fileprivate static func add(to pool: WorkerPool, among workers: [OctopusWorker]) -> Self {
        let ill = workers.filter { !$0.isUsable }.map { worker in
            "\(worker.name) is \(worker.isDisabled ? "disabled" : worker.health ?? "of unknown health")"
        }.sorted()
        let state = ill.isEmpty ? "" : ": \(ill.prefix(Findings.longest).joined(separator: ", "))"
        return "add workers on other hosts to pool \(pool.title), or mend those it has\(state); on the host, "
            + "'Tentacle register-worker --workerpool=…', or Infrastructure > Worker Pools"
    }
    fileprivate static func makePool(_ pool: String) -> Self {
        "make a worker pool '\(pool)' under Infrastructure > Worker Pools and add workers to it, or correct 'pool'"
    }
    fileprivate static let move =
        "move these workers to other hosts, and remove them under Infrastructure > Workers"
    fileprivate static let reconnect =
        "register these workers again in a style that is allowed: 'Tentacle register-worker --comms-style=…'"
    fileprivate static let upgrade =
        "upgrade these Tentacles under Infrastructure > Workers > Upgrade Tentacles, or with the package manager of the host"
}
