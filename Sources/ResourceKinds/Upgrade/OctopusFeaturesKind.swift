package import Convergence
internal import Octopus

/// Features of the whole server, each on or off.
package struct OctopusFeaturesKind: ResourceKind {
    package static let keyword = "octopus-features"
    package static let summary = "features of the whole server that are on, or off; looks only"
    package static let isRemote = true

    package struct Observation: Equatable, Sendable {
        var answers: ServerAnswers
    }

    /// A feature by our name and by the server's; the fields: Swagger of 2020.5 and the public client of 2026.
    struct Feature: Sendable {
        var name: String
        var field: String
        var doc: String
    }

    static let known = [
        Feature(
            name: "smb-feeds", field: "IsConfigureFeedsWithLocalOrSmbPathsEnabled",
            doc: "Whether feeds may be folders of the server or of a file server."),
        Feature(
            name: "community-step-templates", field: "IsCommunityActionTemplatesEnabled",
            doc: "Whether step templates of the community can be installed."),
        Feature(
            name: "help-sidebar", field: "IsHelpSidebarEnabled",
            doc: "Whether the portal shows its help, which browsers fetch from outside."),
        Feature(
            name: "automatic-step-updates", field: "IsAutomaticStepUpdatesEnabled",
            doc: "Whether steps of deployments are updated without anybody asking."),
        Feature(
            name: "docker-hub-feed", field: "IsCompositeDockerHubRegistryFeedEnabled",
            doc: "Whether there is the built-in feed of Docker Hub."),
        Feature(
            name: "github-app", field: "IsGitHubAppEnabled",
            doc: "Whether the server can be connected with its maker's app at GitHub."),
        Feature(
            name: "webhook-triggers", field: "IsWebhookTriggerEnabled",
            doc: "Whether calls from outside can start a deployment."),
        Feature(
            name: "cloud-target-discovery", field: "IsKubernetesCloudTargetDiscoveryEnabled",
            doc: "Whether clusters of a cloud become targets by themselves."),
        Feature(
            name: "execution-containers", field: "IsActionContainersEnabled",
            doc: "Whether steps may run in containers; only older servers can be asked."),
    ]

    struct Wanted: Sendable {
        var feature: Feature
        var isOn: Bool
    }

    let wanted: [Wanted]

    package init(reading fields: inout Fields) {
        _ = fields.octopus()
        var wanted: [Wanted] = []
        for feature in Self.known {
            guard let isOn = fields.optional(feature.name, .flag, feature.doc) else { continue }
            wanted.append(Wanted(feature: feature, isOn: isOn))
        }
        self.wanted = wanted
        if wanted.isEmpty, !fields.isDescribing {
            fields.reject("smb-feeds", "write at least one feature: without any, nothing is held")
        }
    }

    package var claims: [Claim] {
        wanted.map { Claim(.field(of: OctopusDocument.features.address, at: $0.feature.pointer)) }
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        Observation(answers: try await .look(at: [.features], on: host))
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        let features = observed.answers[.features]
        for wanted in wanted {
            let feature = wanted.feature
            findings.flag(
                wanted.isOn, features.field(feature.pointer, feature.name),
                feature.name,
                how: "set \(feature.field) to \(wanted.isOn) in /api/featuresconfiguration "
                    + "(GET, change it, PUT the whole document), or in the portal under Configuration, Features"
            )
        }
        return findings.assessment
    }

    package static let examples = [
        """
        no-smb-feeds:
          severity: high
          title: No package comes from a folder that others can write
          octopus-features: { smb-feeds: false }
        """,
        """
        no-foreign-steps:
          severity: medium
          title: What deployments run changes only when we change it
          octopus-features: { community-step-templates: false, automatic-step-updates: false }
        """,
    ]
}

extension OctopusFeaturesKind.Feature {
    fileprivate var pointer: Pointer { Pointer("/\(field)") }
}
