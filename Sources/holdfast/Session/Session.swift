import Convergence
import LinuxHost
import PolicyText
import Reporting
import ResourceKinds
import Runs

/// A policy and the host it is held against: what plan, apply and check have in common.
struct Session {
    let policy: Policy
    let treatments: [Treatment]
    let host: LinuxHost
    let facts: Facts
    let root: String
    /// Seconds since 1970, when it began.
    let seconds: Int
    let began: ContinuousClock.Instant

    /// Reads the policy and the host's facts. Diagnostics go to standard error; a policy with errors ends here.
    static func open(
        _ options: PolicyOptions, on hostOptions: HostOptions, selection: SelectionOptions
    ) async throws -> Session {
        let began = ContinuousClock.now
        let bare = try LinuxHost(root: hostOptions.root)
        let facts = try await bare.facts()
        let seconds = try await bare.clock()
        let policy = try PolicyLoader(options, facts: facts, seconds: seconds).load()
        let unmatched = selection.selection.unmatched(in: policy)
        guard unmatched.isEmpty else {
            throw Failure(.usage, "no control has the id, section, severity or tag '\(unmatched[0])'")
        }
        let secrets = policy.controls.flatMap(\.resource.secrets)
        return Session(
            policy: policy,
            treatments: policy.treatments(
                on: facts, today: Day(ofSeconds: seconds), selection: selection.selection),
            host: secrets.isEmpty ? bare : try LinuxHost(root: hostOptions.root, secrets: secrets),
            facts: facts, root: hostOptions.root, seconds: seconds, began: began)
    }

    var builder: ReportBuilder { ReportBuilder(policy, treatments: treatments) }

    var digests: [RunHeader.SourceDigest] {
        policy.sources.map { RunHeader.SourceDigest(name: $0.name, sha256: sha256Hex($0.bytes)) }
    }

    /// The report around some results.
    func report(_ command: RunReport.Command, _ results: [ControlResult], run: String? = nil) -> RunReport {
        let elapsed = ContinuousClock.now - began
        var report = RunReport(
            tool: RunReport.Tool(version: Version.text), command: command, run: run,
            policy: RunReport.PolicySummary(name: policy.name, title: policy.title, sources: digests),
            host: facts, root: root, seconds: seconds,
            milliseconds: Int(elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000),
            results: results)
        report.skipped = builder.skipped
        return report
    }
}
