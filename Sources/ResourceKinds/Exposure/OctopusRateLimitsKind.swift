package import Convergence
internal import Octopus

/// Whether the server limits how often it may be asked.
///
/// The documents: https://octopus.com/docs/api/rate-limiting of 2026. Which names a server gives to the scopes was only seen
/// there in part (`AuthenticatedHuman`), so the policies are known by their documented names.
package struct OctopusRateLimitsKind: ResourceKind {
    package static let keyword = "octopus-rate-limits"
    package static let summary = "whether the server limits how often it may be asked, by whom; looks only"
    package static let isRemote = true

    package struct Observation: Equatable, Sendable {
        var answers: ServerAnswers
    }

    /// The three policies that every server has, and what their names hold.
    enum Scope: String, CaseIterable, Sendable {
        case unauthenticated
        case authenticated
        case agents

        init(ofPolicyNamed name: String) {
            let name = name.lowercased()
            self =
                name.contains("agent") ? .agents : name.contains("unauth") ? .unauthenticated : .authenticated
        }

        var doc: String {
            switch self {
            case .unauthenticated: "Requests a minute that one address may make without signing in, at most."
            case .authenticated: "Requests a minute that one user may make, at most."
            case .agents: "Requests a minute that AI agents may make for one user, at most."
            }
        }
    }

    let limits: [Scope: Int]

    package init(reading fields: inout Fields) {
        _ = fields.octopus()
        var limits: [Scope: Int] = [:]
        for scope in Scope.allCases {
            limits[scope] = fields.optional(scope.rawValue, .integer(1...1_000_000), scope.doc)
        }
        self.limits = limits
        if limits.isEmpty, !fields.isDescribing {
            fields.reject("unauthenticated", "write at least one limit: without any, nothing is held")
        }
    }

    package var claims: [Claim] {
        Scope.allCases.filter { limits[$0] != nil }.map {
            Claim(.field(of: OctopusDocument.rateLimits.address, at: ""), part: $0.rawValue)
        }
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        Observation(answers: try await .look(at: [.rateLimits], gated: true, on: host))
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        let fields = observed.answers[.rateLimits]
        let policies: Result<[JSON], Untold> =
            switch fields.seen {
            case .missing: .failure(fields.absence(of: "rate limits", .rateLimits))
            // There are few: the server's one page holds them all.
            case .document(let page): page["Items"]?.list.map { .success($0) } ?? fields.items
            case .refused: fields.items
            }
        guard let policies = findings.told(policies, "rate limits", { Optional($0) }) else {
            return findings.assessment
        }
        for scope in Scope.allCases {
            guard let limit = limits[scope] else { continue }
            let ours = policies.filter { Scope(ofPolicyNamed: $0["Name"]?.words ?? "") == scope }
            guard !ours.isEmpty else {
                findings.cannotTell(.untold(scope))
                continue
            }
            for policy in ours { assess(policy, scope, limit, &findings) }
        }
        return findings.assessment
    }

    private func assess(_ policy: JSON, _ scope: Scope, _ limit: Int, _ findings: inout Findings) {
        guard let isEnabled = policy["IsEnabled"]?.flag, let rate = policy["RequestsPerMinute"]?.whole
        else {
            findings.cannotTell(.untold(scope))
            return
        }
        let isAudit = policy["AuditMode"]?.flag ?? false
        guard !isEnabled || isAudit || rate > limit else { return }
        let found =
            !isEnabled ? "off" : isAudit ? "\(rate) a minute, logged but not refused" : "\(rate) a minute"
        findings.differs(
            scope.rawValue, wanted: .text("\(limit) a minute or fewer"), found: .text(found),
            how:
                "in the portal under Configuration, Settings, Rate Limiting, or `Octopus.Server rate-limiting-policy`; "
                + "a server that was upgraded to 2026.3 keeps the limits for users and for who has not signed in off"
        )
    }

    package static let examples = [
        """
        rate-limits:
          severity: medium
          title: Nobody can try passwords or keys without end
          octopus-rate-limits: { unauthenticated: 200, authenticated: 600 }
        """,
        """
        agent-limits:
          severity: low
          title: An agent that runs wild does not stop deployments
          octopus-rate-limits: { agents: 200 }
        """,
    ]
}

extension HostError {
    fileprivate static func untold(_ scope: OctopusRateLimitsKind.Scope) -> HostError {
        HostError(
            .unsupported,
            "the server does not tell its limit for '\(scope.rawValue)' in a form that holdfast knows: "
                + "look with `Octopus.Server rate-limiting-policy --help` on a node")
    }
}
