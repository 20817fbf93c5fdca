package import Convergence
internal import Octopus

/// Whether the server limits how often it may be asked.
///
/// Documented since 2026.3; its API was only seen in a client of July 2026, so what its documents hold is UNVERIFIED. What
/// is not understood is unknown, and the command line is named.
package struct OctopusRateLimitsKind: ResourceKind {
    package static let keyword = "octopus-rate-limits"
    package static let summary = "whether the server limits how often it may be asked; looks only"
    package static let isRemote = true

    let isEnabled: Bool

    package init(reading fields: inout Fields) {
        _ = fields.octopus()
        isEnabled = fields.optional(
            "enabled", .flag, default: true, shown: "true",
            "Whether every limit that the server knows is in force: for who has not signed in, for users, for keys."
        )
    }

    package var claims: [Claim] { [Claim(.field(of: OctopusDocument.rateLimits.address, at: ""))] }

    package func observe(on host: some HostObserving) async throws(HostError) -> Seen {
        try await host.seen(OctopusDocument.rateLimits)
    }

    package func assess(_ seen: Seen) -> Assessment {
        var findings = Findings()
        switch seen {
        case .refused(let error): findings.cannotTell(error)
        case .missing: findings.cannotTell(.limitsUntold)
        case .document(let document):
            guard let policies = document.items ?? document["Items"]?.items, !policies.isEmpty else {
                findings.cannotTell(.limitsUntold)
                break
            }
            assess(policies, &findings)
        }
        return findings.assessment
    }

    private func assess(_ policies: [JSON], _ findings: inout Findings) {
        var different: [String] = []
        for policy in policies {
            // Neither name is documented.
            guard let isOn = (policy["IsEnabled"] ?? policy["Enabled"])?.yesOrNo else {
                findings.cannotTell(.limitsUntold)
                continue
            }
            if isOn != isEnabled {
                different.append(policy["Name"]?.words ?? policy["Id"]?.words ?? "one without a name")
            }
        }
        guard !different.isEmpty else { return }
        findings.differs(
            "enabled", wanted: .text("\(isEnabled)"), found: .few(different.map { "\($0): \(!isEnabled)" }),
            how:
                "`Octopus.Server rate-limiting-policy --help` says how each is turned \(isEnabled ? "on" : "off"); "
                + "servers that were upgraded keep the limits for users and for who has not signed in off")
    }

    package static let examples = [
        """
        rate-limits:
          severity: medium
          title: Nobody can try passwords or keys without end
          octopus-rate-limits: { enabled: true }
        """
    ]
}

extension HostError {
    fileprivate static let limitsUntold = HostError(
        .unsupported,
        "the server does not tell its rate limits in a form that holdfast knows (they came with 2026.3): "
            + "look with `Octopus.Server rate-limiting-policy --help` on a node")
}
