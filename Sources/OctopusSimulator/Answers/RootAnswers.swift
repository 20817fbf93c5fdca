/// `/api` and what it links to.
let rootRoutes: [Route] = [
    Route("", .nothing) { .ok($0.state.root(space: "Spaces-1")) },
    Route("authentication", .nothing) { .ok($0.state.signIn) },
    Route("users/identity-metadata", .key) { _ in .ok(["Providers": []]) },
]

extension SimulatorState {
    func root(space: String) -> Wire {
        var root: Wire = [
            "Application": "Octopus Deploy", "Version": .text(version.description), "ApiVersion": "3.0.0",
            "InstallationId": .text(installationID),
        ]
        if version.hasShapesOf2020 {
            // The Swagger of 2020.5 has it, the published `/api` of 2023.1 has not.
            if !version.hasLinksOf2023 { root["IsEarlyAccessProgram"] = false }
            root["HasLongTermSupport"] = true
        }
        root["Links"] = links(space: space)
        return changed(root, at: "")
    }

    /// What every version has, and what came or went with some.
    func links(space: String) -> Wire {
        var links: Wire = ["Self": link("/api")]
        for line in commonRootLinks.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            let target = parts[1].hasPrefix("~/") ? "/api/\(space)\(parts[1].dropFirst())" : String(parts[1])
            links[String(parts[0])] = link(target)
        }
        for (name, target, isThere) in gatedLinks(space: space) where isThere { links[name] = link(target) }
        return links
    }

    private func gatedLinks(space: String) -> [(String, String, Bool)] {
        let worker = "/api/\(space)/workerpools"
        return [
            ("LetsEncryptConfiguration", "/api/letsencryptconfiguration", !isContainer),
            ("ServerHealthStatus", "/api/serverstatus/health", version.hasHealthLink),
            ("WorkerPoolsDynamicWorkerTypes", "\(worker)/dynamicworkertypes", version.hasHealthLink),
            ("WorkerPoolsSupportedTypes", "\(worker)/supportedtypes", version.hasHealthLink),
            (
                "Authenticate_Google Apps", "/users/authenticate/GoogleApps{?returnUrl}",
                isOn("authentication-googleapps")
            ),
            (
                "IntegratedAuthenticationChallenge", "/integrated-challenge",
                isOn("authentication-directoryservices")
            ),
            ("TelemetryConfiguration", "/api/telemetryconfiguration", version.hasTelemetryConfiguration),
            ("AuditStreamConfiguration", "/api/audit-stream", version.hasLinksOf2023),
            ("ArchivedEventFiles", "/api/events/archives{?skip,take}", version.hasLinksOf2023),
            ("RevokeUserSessions", "/api/users/{id}/revoke-sessions", version.hasLinksOf2023),
            // The path is documented; that there is a link, and how it is called, is UNVERIFIED.
            ("RateLimitingPolicies", "/api/ratelimitingpolicies{/id}{?skip,take}", version.hasRateLimits),
        ]
    }

    /// Which ways to sign in there are, as the sign-in page asks. Members of 2026: https://octopus.com/docs/api/authentication
    var signIn: Wire {
        let section = documents["configuration/authentication/values"]
        var page: Wire = [
            "AnyAuthenticationProvidersSupportPasswordManagement": .bool(
                isOn("authentication-usernamepassword"))
        ]
        for name in [
            "AutoLoginEnabled", "RememberMeEnabled", "UserApiKeysEnabled", "ApiKeyDefaultExpiryDays",
            "ApiKeyMaxExpiryDays",
        ] { page[name] = section?[name] }
        if version.hasKeyLifetimes { page["OctopusIdDynamicRegistrationPending"] = false }
        page["AuthenticationProviders"] = .list(providerNames.filter { isOn($0.section) }.map(signInElement))
        page["Links"] = ["Self": link("/api/authentication")]
        return changed(page, at: "authentication")
    }

    private func signInElement(_ provider: SignInProvider) -> Wire {
        var element: Wire = ["Name": .text(provider.name)]
        if version.hasKeyLifetimes { element["DisplayName"] = .text(provider.name) }
        return element.adding([
            "IdentityType": .text(provider.type), "FormsLoginEnabled": .bool(provider.hasForm),
            "CSSLinks": [], "JavascriptLinks": [],
            "Links": ["Authenticate": link("/users/authenticate/\(provider.section)")],
        ])
    }

    /// Whether a section of the configuration is there and switched on.
    func isOn(_ section: String) -> Bool {
        setting("configuration/\(section)/values", "IsEnabled") == true
    }
}
