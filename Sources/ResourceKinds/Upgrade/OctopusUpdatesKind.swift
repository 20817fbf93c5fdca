package import Convergence
internal import Octopus

/// What the server asks and tells its maker: whether there is a newer version, and how it is used.
package struct OctopusUpdatesKind: ResourceKind {
    package static let keyword = "octopus-updates"
    package static let summary =
        "whether the Octopus Server looks for newer versions, whom it tells of them, and what it tells its maker"
    package static let isRemote = true

    /// Whom the portal tells that there is a newer version; `NotificationMode`.
    enum Notification: String, Sendable, CaseIterable {
        case always
        case majorAndMinor = "major-and-minor"
        case never

        var octopusName: String {
            switch self {
            case .always: "AlwaysShow"
            case .majorAndMinor: "ShowOnlyMajorMinor"
            case .never: "NeverShow"
            }
        }
    }

    package struct Observation: Equatable, Sendable {
        var upgrade: Seen = .missing
        /// Only where telemetry is held.
        var telemetry: Seen?
        var version: OctopusVersion?
    }

    private let check: Bool?
    private let notification: Notification?
    private let telemetry: Bool?

    package init(reading fields: inout Fields) {
        check = fields.optional(
            "check", .flag, "Whether the server asks octopus.com every 8 hours for a newer version.")
        notification = fields.optional(
            "notification", .choice,
            "Of which newer versions the portal tells: always, major-and-minor, never.")
        telemetry = fields.optional(
            "telemetry", .flag, "Whether the server tells its maker how it is used.")
        _ = fields.octopus()
        if check == nil, notification == nil, telemetry == nil, !fields.isDescribing {
            fields.reject("check", .holdsNothing)
        }
    }

    package var claims: [Claim] {
        var pointers: [Claim] = []
        func claim(_ document: OctopusDocument, _ pointer: Pointer) {
            pointers.append(Claim(.field(of: document.address, at: pointer)))
        }
        if check != nil { claim(.upgrade, "/AllowChecking") }
        if notification != nil { claim(.upgrade, "/NotificationMode") }
        if telemetry != nil { claim(.telemetry, "/Enabled") }
        return pointers
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation()
        if telemetry != nil { observed.telemetry = try await host.seen(OctopusDocument.telemetry) }
        if check != nil || notification != nil || observed.telemetry?.document == nil {
            observed.upgrade = try await host.seen(OctopusDocument.upgrade)
        }
        observed.version = try await host.seen(OctopusDocument.root).document?.version("/Version")
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        if check != nil || notification != nil {
            switch observed.upgrade {
            case .refused(let error): findings.cannotTell(error)
            case .missing: findings.cannotTell(.untold("how it looks for newer versions", observed.version))
            case .document(let upgrade): assess(upgrade, observed, into: &findings)
            }
        }
        if let telemetry { assess(telemetry: telemetry, observed, into: &findings) }
        return findings.assessment
    }

    private func assess(_ upgrade: JSON, _ observed: Observation, into findings: inout Findings) {
        if let check {
            if let found = upgrade.flag("/AllowChecking") {
                if found != check {
                    findings.differs(
                        "check", wanted: .flag(check), found: .flag(found),
                        how: .set(
                            "upgradeCheck", check.description, document: "upgradeconfiguration",
                            "AllowChecking"))
                }
            } else {
                findings.cannotTell(.untold("whether it looks for newer versions", observed.version))
            }
        }
        if let notification {
            if let found = upgrade.text("/NotificationMode") {
                if found != notification.octopusName {
                    let word = Notification.allCases.first { $0.octopusName == found }?.rawValue ?? found
                    findings.differs(
                        "notification", wanted: .text(notification.rawValue), found: .text(word),
                        how: .set(
                            "upgradeNotification", notification.octopusName, document: "upgradeconfiguration",
                            "NotificationMode"))
                }
            } else {
                findings.cannotTell(.untold("of which newer versions it tells", observed.version))
            }
        }
    }

    /// A document of its own in newer servers; before that, a field of the other. Where neither is, nobody can tell.
    private func assess(telemetry wanted: Bool, _ observed: Observation, into findings: inout Findings) {
        if case .refused(let error)? = observed.telemetry { return findings.cannotTell(error) }
        if let document = observed.telemetry?.document, let found = document.flag("/Enabled") {
            guard found != wanted else { return }
            let isEnforced = document.flag("/IsTelemetryEnforced") == true
            return findings.differs(
                "telemetry", wanted: .flag(wanted), found: .flag(found),
                how: isEnforced
                    ? .enforced
                    : .set("sendTelemetry", wanted.description, document: "telemetryconfiguration", "Enabled")
            )
        }
        switch observed.upgrade {
        case .refused(let error): findings.cannotTell(error)
        case .missing: findings.cannotTell(OctopusFeature.telemetry.untold(in: observed.version))
        case .document(let upgrade):
            guard let found = upgrade.flag("/IncludeStatistics") else {
                return findings.cannotTell(OctopusFeature.telemetry.untold(in: observed.version))
            }
            guard found != wanted else { return }
            findings.differs(
                "telemetry", wanted: .flag(wanted), found: .flag(found),
                how: .set(
                    "upgradeCheckWithStatistics", wanted.description, document: "upgradeconfiguration",
                    "IncludeStatistics"))
        }
    }

    package static let examples = [
        """
        newer-versions:
          severity: medium
          title: The server looks for newer versions, and says so to those who can act
          octopus-updates: { check: true, notification: always }
        """,
        """
        no-telemetry:
          severity: low
          title: The server tells its maker nothing of how it is used
          octopus-updates: { telemetry: false }
        """,
    ]
}

extension Diagnostic.Message {
    fileprivate static let holdsNothing: Self =
        "write at least one of 'check', 'notification', 'telemetry'"
}

extension OctopusFeature {
    /// The same where an absent field is nothing to compare.
    fileprivate func untold(in version: OctopusVersion?) -> HostError {
        switch absence(in: version) {
        case .notSupported(let reason): HostError(.unsupported, reason)
        case .untold(let error): error
        }
    }
}

extension String {
    fileprivate static func set(
        _ option: String, _ value: String, document: String, _ field: String
    ) -> Self {
        "run 'Octopus.Server configure --instance=OctopusServer --\(option)=\(value)' on one node, "
            + "or set \(field) to \(value) in /api/\(document) (GET, change it, PUT the whole document)"
    }
    fileprivate static let enforced: Self =
        "the server says that its licence enforces telemetry: ask the vendor, or close telemetry.octopus.com in the network"
}
