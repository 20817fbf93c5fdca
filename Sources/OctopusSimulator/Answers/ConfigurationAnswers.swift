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
}
