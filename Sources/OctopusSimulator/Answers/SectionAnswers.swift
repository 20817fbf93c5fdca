/// The sections of `/api/configuration` that are not ways to sign in.
extension SimulatorState {
    var sectionDocuments: [String: Wire] {
        [
            "configuration/webportal/values": webPortal,
            "configuration/authentication/values": authentication,
        ]
    }

    /// The list of sections, as far as they are simulated.
    var sections: [Wire] {
        let names =
            [
                ("authentication", "Authentication", "How users sign in"),
                ("webportal", "Web Portal", "The portal's own settings"),
            ] + providerNames.filter(\.isThere).map { ($0.section, $0.name, "Signing in with \($0.name)") }
        return names.map { id, name, description in
            [
                "Id": .text(id), "Name": .text(name), "Description": .text(description),
                "Links": [
                    "Self": link("/api/configuration/\(id)"),
                    "Values": link("/api/configuration/\(id)/values"),
                    "Metadata": link("/api/configuration/\(id)/metadata"),
                ],
            ]
        }
    }

    func sectionLinks(_ id: String) -> Wire { ["Self": link("/api/configuration/\(id)/values")] }

    /// The shape of `Security` is what Octopus' own checks send to live containers.
    private var webPortal: Wire {
        var security: Wire = [
            "CorsWhitelist": nil, "ReferrerPolicy": "no-referrer", "ContentSecurityPolicyEnabled": true,
        ]
        if version.isAtLeast(2023, 1), !version.isAtLeast(2025, 1) {
            security["UnsafeScriptSourceEnabled"] = .bool(!isHardened)
        }
        var options: Wire = ["XFrameOptionAllowFrom": nil]
        if version.hasXFrameOptions { options["XFrameOptions"] = "DENY" }
        security = security.adding([
            "HttpStrictTransportSecurityEnabled": .bool(isHardened),
            "HttpStrictTransportSecurityMaxAge": 31_556_926, "XOptions": options,
        ])
        var portal: Wire = ["Id": "webportal", "Security": security]
        if version.hasTrustedProxies {
            portal["Logging"] = ["TrustedProxies": []]
        }
        portal["Links"] = sectionLinks("webportal")
        return portal
    }

    private var authentication: Wire {
        var section: Wire = [
            "Id": "authentication", "AutoLoginEnabled": false,
            "IsSelfServiceIdentityEditingEnabled": .bool(!isHardened), "TrustedRedirectUrls": [],
        ]
        if version.hasSessionTimeout {
            section = section.adding([
                "CookieDomain": nil, "SessionTimeoutInSeconds": .number(isHardened ? 900 : 1200),
                "MaximumSessionDurationInSeconds": .number(isHardened ? 43200 : 1_728_000),
                "RememberMeEnabled": .bool(!isHardened),
            ])
        }
        if version.hasUserKeySwitch { section["UserApiKeysEnabled"] = .bool(!isHardened) }
        if version.hasKeyLifetimes {
            section = section.adding([
                "ApiKeyDefaultExpiryDays": .number(isHardened ? 60 : 180),
                "ApiKeyMaxExpiryDays": .number(isHardened ? 90 : 366),
                "OidcConfigurationSettings": ["OidcIssuerUrl": nil],
            ])
        }
        section["Links"] = sectionLinks("authentication")
        return section
    }
}
