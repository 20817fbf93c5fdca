/// The server's own configuration, apart from its sections.
let configurationRoutes: [Route] =
    [
        "featuresconfiguration", "upgradeconfiguration", "telemetryconfiguration", "serverconfiguration",
        "letsencryptconfiguration", "smtpconfiguration", "smtpconfiguration/isconfigured",
        "performanceconfiguration",
    ].map { path in Route(path, "ConfigureServer") { $0.document(path) } }
    + [
        Route("serverconfiguration/settings", "ConfigureServer") { .ok($0.state.settingsMirror) },
        Route("configuration/certificates", "ConfigureServer") { question in
            question.collection("CertificateConfiguration", question.state.certificates)
        },
        Route("configuration/certificates/{id}", "ConfigureServer") { question in
            question.collection("CertificateConfiguration", question.state.certificates)
        },
        Route("certificates/certificate-global", "ConfigureServer") { .ok($0.state.certificates[0]) },
        Route("configuration", "ConfigureServer") { question in
            question.collection("ConfigurationSectionMetadata", question.state.sections)
        },
        Route("configuration/{id}", "ConfigureServer") { question in
            question.collection("ConfigurationSectionMetadata", question.state.sections)
        },
        Route("configuration/{id}/values", "ConfigureServer") { question in
            question.document("configuration/\(question["id"].lowercased())/values")
        },
        Route("configuration/{id}/metadata", "ConfigureServer") { question in
            let values = question.state.documents["configuration/\(question["id"].lowercased())/values"]
            return values.map { .ok(Wire.metadata(of: $0)) } ?? .unknownPath
        },
        Route("ratelimitingpolicies", "ConfigureServer") { question in
            guard question.state.version.hasRateLimits else { return .unknownPath }
            let reply = question.collection("RateLimitingPolicy", question.state.rateLimitingPolicies)
            guard case .json(var page) = reply.body else { return reply }
            // The one page without links.
            page["Links"] = nil
            return .ok(page)
        },
        Route("ratelimitingpolicies/{id}", "ConfigureServer") { question in
            guard question.state.version.hasRateLimits else { return .unknownPath }
            return question.collection("RateLimitingPolicy", question.state.rateLimitingPolicies)
        },
    ]

extension SimulatorState {
    var configurationDocuments: [String: Wire] {
        func linked(_ path: String, _ document: Wire) -> Wire {
            document.adding(["Links": ["Self": link("/api/\(path)")]])
        }
        var documents: [String: Wire] = [
            "featuresconfiguration": linked("featuresconfiguration", features),
            "upgradeconfiguration": linked("upgradeconfiguration", upgrades),
            "serverconfiguration": linked(
                "serverconfiguration", ["Id": "serverconfiguration", "ServerUri": serverURI]),
            "smtpconfiguration": mail,
            "smtpconfiguration/isconfigured": ["IsConfigured": .bool(isHardened), "Links": .object([])],
            "performanceconfiguration": linked(
                "performanceconfiguration",
                ["Id": "performance", "DefaultDashboardRenderMode": "VirtualizeRows"]),
        ]
        if version.hasTelemetryConfiguration {
            documents["telemetryconfiguration"] = linked(
                "telemetryconfiguration",
                [
                    "Id": "telemetryconfiguration", "Enabled": .bool(!isHardened), "ShowAsNewUntil": nil,
                    "IsTelemetryEnforced": false,
                ])
        }
        if !isContainer {
            documents["letsencryptconfiguration"] = linked(
                "letsencryptconfiguration",
                [
                    "Id": "letsencrypt", "Enabled": false, "DnsName": nil, "RegistrationEmailAddress": nil,
                    "HttpsPort": 443, "IPAddress": "0.0.0.0", "Path": nil,
                    "AcceptLetsEncryptTermsOfService": false, "CertificateExpiryDate": nil,
                    "CertificateThumbprint": nil,
                ])
        }
        return documents
    }

    /// As its users are told: nothing on a fresh server.
    private var serverURI: Wire {
        guard isHardened else { return nil }
        return .text(
            ports.https.map { "https://localhost:\($0)\(virtualDirectory)" } ?? "https://octopus.example.com")
    }

    private var features: Wire {
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

    private var upgrades: Wire {
        var upgrades: Wire = [
            "Id": "upgrades", "NotificationMode": "AlwaysShow", "AllowChecking": true,
        ]
        // Telemetry took its place.
        if !version.hasTelemetryConfiguration { upgrades["IncludeStatistics"] = .bool(!isHardened) }
        return upgrades
    }

    /// In the shape of 2019, or in that of a client of 2026, which knows several kinds of credentials.
    private var mail: Wire {
        let links: Wire = [
            "Self": link("/api/smtpconfiguration"),
            "IsConfigured": link("/api/smtpconfiguration/isconfigured"),
        ]
        let host: Wire = isHardened ? "smtp.example.com" : nil
        let login: Wire = isHardened ? "octopus" : nil
        let common: Wire = [
            "Id": "smtp", "SmtpHost": host, "SmtpPort": .number(isHardened ? 587 : 25),
            "SendEmailFrom": isHardened ? "octopus@example.com" : nil,
        ]
        guard version.isAtLeast(2024, 1) else {
            return common.adding([
                "SmtpLogin": login, "EnableSsl": .bool(isHardened),
                "SmtpPassword": secret(isSet: isHardened), "NewSmtpPassword": .optional(canary),
                "Links": links,
            ])
        }
        return common.adding([
            "EnableSsl": .bool(isHardened), "Timeout": 12000,
            "Details": [
                "CredentialType": "UsernamePassword", "SmtpLogin": login,
                "SmtpPassword": secret(isSet: isHardened),
            ], "Links": links,
        ])
    }

    var certificates: [Wire] {
        [
            changed(
                [
                    "Id": "certificate-global", "Name": "Octopus Certificate",
                    "Thumbprint": .text(thumbprint), "SignatureAlgorithm": "sha256RSA",
                    "Links": ["Self": link("/api/configuration/certificates/certificate-global")],
                ], at: "configuration/certificates/certificate-global")
        ]
    }

    /// The read-only mirror of the command line's keys. How real servers group them is UNVERIFIED.
    var settingsMirror: Wire {
        var sets: [(name: String, values: [Wire])] = []
        for setting in nodeSettings {
            let parts = setting.key.split(separator: ".")
            let name = parts.count > 2 ? String(parts[1]) : "Server"
            let value: Wire = [
                "Key": .text(setting.key), "Value": setting.value, "Description": .text(setting.key),
            ]
            if let place = sets.firstIndex(where: { $0.name == name }) {
                sets[place].values.append(value)
            } else {
                sets.append((name, [value]))
            }
        }
        return .list(
            sets.map { ["ConfigurationSet": .text($0.name), "ConfigurationValues": .list($0.values)] })
    }

    /// https://octopus.com/docs/api/rate-limiting
    var rateLimitingPolicies: [Wire] {
        let names = [
            ("Unauthenticated requests", "Unauthenticated", 200),
            ("Authenticated requests", "AuthenticatedHuman", 600),
            ("AI Agent requests", "AuthenticatedAgent", 600),
        ]
        return names.enumerated().map { place, policy in
            let id = "RateLimitingPolicies-\(place + 1)"
            let rate = rateLimit.map { $0.requests * 60 / $0.seconds } ?? policy.2
            return changed(
                [
                    "Id": .text(id), "IsBuiltIn": true, "Name": .text(policy.0), "IsEnabled": true,
                    "ScopeType": .text(policy.1), "RequestsPerMinute": .number(rate),
                    "BurstLimit": .number(rateLimit?.requests ?? 200), "AuditMode": false,
                ], at: "ratelimitingpolicies/\(id)")
        }
    }
}

extension Wire {
    /// What the sign-in and settings pages are drawn from: the types of a section's members.
    static func metadata(of values: Wire) -> Wire {
        var properties: [Wire] = []
        if case .object(let members) = values {
            for member in members where !["Id", "Links"].contains(member.name) {
                properties.append([
                    "Name": .text(member.name), "Type": .text(member.value.typeName),
                    "DisplayInfo": [
                        "Required": false, "ReadOnly": false, "Label": .text(member.name),
                        "Description": .text(member.name), "Options": nil, "ListApi": nil,
                        "ShowCopyToClipboard": false, "ConnectivityCheck": nil,
                        "PropertyApplicability": nil,
                    ],
                ])
            }
        }
        return [
            "Description": .text(values["Id"]?.textValue ?? ""),
            "Types": [["Name": "Values", "Properties": .list(properties)]],
        ]
    }

    private var typeName: String {
        switch self {
        case .bool: "bool"
        case .number: "int"
        case .list: "string[]"
        case .object(let members) where members.contains { $0.name == "HasValue" }: "SensitiveValue"
        case .object: "object"
        case .null, .text: "string"
        }
    }
}
