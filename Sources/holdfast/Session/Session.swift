import Convergence
import LinuxHost
import PolicyText
import Reporting
import ResourceKinds
import Runs

/// A policy and the host it is held against: what plan, apply and check have in common.
struct Session {
    let policy: Policy
    /// What the policy names differently and the host has once.
    let aliases: Aliases
    let treatments: [Treatment]
    /// The machine, and what is looked at beyond it.
    let host: RoutedHost<LinuxHost>
    let machine: LinuxHost
    let remote: RemoteLooks
    let facts: Facts
    let root: String
    /// Where runs are recorded; `nil` for a command that neither records nor asks for any.
    let state: StateOptions?
    /// What a hint repeats of the command line.
    let invocation: Invocation
    /// Seconds since 1970, when it began.
    let seconds: Int
    let began: ContinuousClock.Instant

    /// What a session needs of a command line.
    struct Request {
        var policies: [String]
        var reading: ReadingOptions
        /// Laid over the policies: what the command line itself says of the Octopus Server.
        var overlay: PolicySource?
        /// `nil`: this machine.
        var tree: RootOptions?
        var state: StateOptions?
        var advisories: String?
        var selection: SelectionOptions
        var invocation: Invocation
    }

    static func open(
        _ options: PolicyOptions, on hostOptions: HostOptions, looking remote: RemoteOptions,
        selection: SelectionOptions, colours: ColourOptions
    ) async throws -> Session {
        try await open(
            Request(
                policies: options.policies, reading: options.reading, tree: hostOptions.tree,
                state: hostOptions.state, advisories: remote.advisories, selection: selection,
                invocation: Invocation(
                    policy: options.words + remote.words + selection.words, host: hostOptions.words)),
            colours: colours)
    }

    /// Reads the policy and the host's facts. Diagnostics go to standard error; a policy with errors ends here.
    static func open(_ request: Request, colours: ColourOptions) async throws -> Session {
        let began = ContinuousClock.now
        let root = try request.tree?.directory() ?? "/"
        let bare = try LinuxHost(root: root)
        let facts = try await bare.facts()
        let seconds = try await bare.clock()
        let loader = PolicyLoader(
            request.policies, request.reading, overlay: request.overlay, facts: facts, seconds: seconds,
            style: colours.diagnostics)
        let policy = try loader.load()
        try request.selection.require(in: policy)
        let aliases = await policy.aliases(on: bare)
        try loader.refuse(policy.heldTwice(under: aliases), in: policy)
        let secrets =
            policy.controls.flatMap(\.resource.secrets) + (policy.octopus?.look.map { [$0.secret] } ?? [])
        let machine = secrets.isEmpty ? bare : try LinuxHost(root: root, secrets: secrets)
        let remote = RemoteLooks(policy.octopus, machine: machine, advisories: request.advisories)
        return Session(
            policy: policy, aliases: aliases,
            treatments: policy.treatments(
                on: facts, today: Day(ofSeconds: seconds), selection: request.selection.selection),
            host: remote.routed(from: machine), machine: machine, remote: remote,
            facts: facts, root: root, state: request.state, invocation: request.invocation, seconds: seconds,
            began: began)
    }

    var builder: ReportBuilder { ReportBuilder(policy, treatments: treatments) }

    var digests: [RunHeader.SourceDigest] {
        policy.sources.map { RunHeader.SourceDigest(name: $0.name, sha256: sha256Hex($0.bytes)) }
    }

    /// The report around some results.
    func report(
        _ command: RunReport.Command, _ results: [ControlResult], run: String? = nil
    ) async -> RunReport {
        let remote = await remote.summary()
        let elapsed = (ContinuousClock.now - began).components
        var report = RunReport(
            tool: RunReport.Tool(version: Version.text), command: command, run: run,
            policy: RunReport.PolicySummary(name: policy.name, title: policy.title, sources: digests),
            host: facts, root: root, seconds: seconds,
            milliseconds: Int(elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000),
            results: results)
        report.skipped = builder.skipped
        report.remote = remote
        report.orphans = orphans(without: run)
        if command != .apply { report.cutOff = cutOff() }
        report.invocation = invocation
        return report
    }

    /// Controls that an earlier run applied and the policy no longer holds. `run` applied what the policy does hold:
    /// its journal need not be read.
    private func orphans(without run: String?) -> [RunReport.Orphan] {
        guard let state else { return [] }
        do throws(HostError) {
            switch StateDirectory.look(at: state.stateDir) {
            case .absent: return []
            case .unknown(let error): throw error
            case .open(let directory):
                return try Holdings.load(from: directory, without: run).holdings.orphans(
                    policy: policy.name, root: root, controls: Set(policy.controls.map(\.id)))
            }
        } catch {
            Terminal.note("holdfast: what earlier runs applied could not be told: \(error)")
            return []
        }
    }

    /// An earlier run under this root that was cut off, which is said. Who only looks leaves it as it is.
    private func cutOff() -> String? {
        guard let state, case .open(let directory) = StateDirectory.look(at: state.stateDir),
            let history = try? RunHistory(directory), let header = history.cutOff(under: root, in: directory)
        else { return nil }
        Terminal.note(
            "holdfast: run \(header.run) was cut off; the next apply or undo here brings it to its end, and "
                + "`holdfast undo \(header.run)` takes back what it did")
        return header.run
    }

    func header(_ run: String) -> RunHeader {
        RunHeader(
            run: run, purpose: .apply, toolVersion: Version.text, policy: policy.name, sources: digests,
            host: facts,
            root: root, seconds: seconds)
    }
}
