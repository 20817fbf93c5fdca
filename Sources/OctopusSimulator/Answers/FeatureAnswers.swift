/// What of the server is switched on, and what it tells its maker.
extension SimulatorState {
    var features: Wire {
        var features: Wire = [
            "Id": "features", "IsBuiltInWorkerEnabled": .bool(!isHardened),
            "IsCommunityActionTemplatesEnabled": .bool(!isHardened),
        ]
        if version.hasShapesOf2020 {
            features = features.adding([
                "IsActionContainersEnabled": true, "IsKubernetesEnabled": true,
                "IsConfigurationAsCodeEnabled": true, "IsHelpSidebarEnabled": true,
                "HelpSidebarSupportLink": "",
            ])
        }
        if version.isAtLeast(2023, 1) {
            features = features.adding([
                "HelpSidebarSupportLinkLabel": "", "IsAutomaticStepUpdatesEnabled": .bool(!isHardened),
                "IsKubernetesCloudTargetDiscoveryEnabled": false,
                "IsCompositeDockerHubRegistryFeedEnabled": true,
            ])
        }
        if version.isAtLeast(2025, 1) {
            features = features.adding([
                "IsConfigureFeedsWithLocalOrSmbPathsEnabled": .bool(!isHardened),
                "IsNavigationVisualUpliftEnabled": true, "IsGitHubAppEnabled": false,
                "DefaultPowerShellEdition": "Core", "IsWebhookTriggerEnabled": false,
            ])
        }
        return features
    }

    var upgrades: Wire {
        var upgrades: Wire = [
            "Id": "upgrades", "NotificationMode": "AlwaysShow", "AllowChecking": true,
        ]
        // Telemetry took its place.
        if !version.hasTelemetryConfiguration { upgrades["IncludeStatistics"] = .bool(!isHardened) }
        return upgrades
    }
}
