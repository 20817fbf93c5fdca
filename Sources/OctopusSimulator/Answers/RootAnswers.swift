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
            root = root.adding(["IsEarlyAccessProgram": false, "HasLongTermSupport": false])
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
            // UNVERIFIED: a client of July 2026 has the path; how the link is called is a guess.
            ("RateLimitingPolicies", "/api/ratelimitingpolicies{/id}{?skip,take}", version.hasRateLimits),
        ]
    }

    /// Which ways to sign in there are, as the sign-in page asks.
    var signIn: Wire {
        let providers = providerNames.filter { isOn($0.section) }
        return changed(
            [
                "Id": nil,
                "AnyAuthenticationProvidersSupportPasswordManagement": .bool(
                    isOn("authentication-usernamepassword")),
                "AutoLoginEnabled": setting("configuration/authentication/values", "AutoLoginEnabled")
                    ?? false,
                "AuthenticationProviders": .list(
                    providers.map { provider in
                        [
                            "Name": .text(provider.name), "IdentityType": .text(provider.type),
                            "FormsLoginEnabled": .bool(provider.hasForm), "CSSLinks": [],
                            "JavascriptLinks": [],
                            "Links": ["Authenticate": link("/users/authenticate/\(provider.section)")],
                        ]
                    }), "Links": ["Self": link("/api/authentication")],
            ], at: "authentication")
    }

    /// Whether a section of the configuration is there and switched on.
    func isOn(_ section: String) -> Bool {
        setting("configuration/\(section)/values", "IsEnabled") == true
    }
}
