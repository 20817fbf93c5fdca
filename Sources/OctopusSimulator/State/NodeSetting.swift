/// A setting as a node's command line tells it: `Octopus.WebPortal.ForceSSL`. Those that extensions own are texts.
struct NodeSetting: Hashable, Sendable {
    var key: String
    var value: Wire

    /// In the unsorted order of a recorded `show-configuration` of 2019.
    static func all(of state: SimulatorState) -> [NodeSetting] {
        let hardened = state.isHardened
        let isForced = state.ports.isForced ?? (hardened && state.ports.https != nil)
        var prefixes = hardened && state.ports.https != nil ? [] : ["http://localhost:\(state.ports.http)/"]
        if let https = state.ports.https { prefixes.append("https://localhost:\(https)/") }
        let home = state.isContainer ? "/Octopus" : "C:\\Octopus"
        let database =
            "Data Source=sql.example.com;Initial Catalog=Octopus;User ID=octopus;Password="
            + state.clearSecret("not-a-real-password")
        let pairs: [(String, Wire)] = [
            ("Communications.ServicesPort", .number(state.ports.tentacles.first ?? 10943)),
            ("Communications.WebSocketPrefix", nil),
            ("Storage.ExternalDatabaseConnectionString", .text(database)),
            ("Server.NodeName", "octopus-1"),
            ("Server.TaskCap", 5),
            ("Server.MaintenanceMode", false),
            ("Server.License", .text(state.clearSecret("PExpY2Vuc2U+"))),
            ("Home", .text(home)),
            ("Node.Cache", .text(state.isContainer ? "/cache" : "C:\\Octopus\\OctopusServer")),
            ("PackageCache.DaysToCachePackages", 1),
            ("Tasks.MaxConcurrentTasks", 0),
            ("Tasks.RecordTaskMetrics", true),
            ("Upgrades.AllowChecking", true),
            ("Upgrades.IncludeStatistics", .bool(!hardened)),
            ("Upgrades.NotificationMode", "AlwaysShow"),
            ("Azure.PowerShellModule", nil),
            ("Deployment.CustomBundledPackageDirectory", nil),
            ("Watchdog.Enabled", false),
            ("Watchdog.Interval", 0),
            ("Watchdog.Instances", "*"),
            (
                "BuiltInWorker.CustomAccountUserName",
                hardened && !state.isContainer ? "svcOctopusWorker" : nil
            ),
            ("BuiltInWorker.CustomAccountDomain", nil),
            ("WebPortal.ListenPrefixes", .text(prefixes.joined(separator: ","))),
            ("WebPortal.ForceSSL", text(isForced)),
            ("WebPortal.RequestLoggingEnabled", "False"),
            ("WebPortal.RequestMetricLoggingEnabled", "True"),
        ]
        let all = pairs + portal(state) + providers(state)
        return all.map { NodeSetting(key: "Octopus.\($0.0)", value: $0.1) }
    }

    private static func portal(_ state: SimulatorState) -> [(String, Wire)] {
        [
            ("WebPortal.CorsWhitelist", nil),
            ("WebPortal.XFrameOptionAllowFrom", nil),
            ("WebPortal.HttpStrictTransportSecurityEnabled", text(state.isHardened)),
            ("WebPortal.HttpStrictTransportSecurityMaxAge", "31556926"),
            ("WebPortal.ContentSecurityPolicyEnabled", "True"),
            ("WebPortal.ReferrerPolicy", "no-referrer"),
            ("WebPortal.TrustedRedirectUrls", nil),
            ("WebPortal.AutoLoginEnabled", "False"),
            ("Folders.LogDirectory", state.isContainer ? "/Octopus/Logs" : "C:\\Octopus\\Logs"),
            ("Folders.ArtifactsDirectory", state.isContainer ? "/artifacts" : "C:\\Octopus\\Artifacts"),
            ("Folders.PackagesDirectory", state.isContainer ? "/repository" : "C:\\Octopus\\Packages"),
            ("Proxy.UseDefaultProxy", "False"),
            ("Proxy.ProxyHost", nil),
            ("Proxy.ProxyPort", nil),
            ("Proxy.ProxyUsername", nil),
            ("Proxy.ProxyPassword", .optional(state.canary)),
        ]
    }

    private static func providers(_ state: SimulatorState) -> [(String, Wire)] {
        func openID(_ name: String, issuer: Wire, scope: String = "", roles: Wire? = nil) -> [(String, Wire)]
        {
            [
                ("\(name).IsEnabled", "False"), ("\(name).Issuer", issuer), ("\(name).ClientId", nil),
                ("\(name).Scope", .text("openid%20profile%20email\(scope)")),
                ("\(name).RedirectUri", .text("/api/users/authenticatedToken/\(name)")),
                ("\(name).NameClaimType", "name"), ("\(name).AllowAutoUserCreation", "True"),
            ] + (roles.map { [("\(name).RoleClaimType", $0)] } ?? [])
        }
        return openID("AzureAD", issuer: nil, roles: "roles")
            + openID("GoogleApps", issuer: "https://accounts.google.com")
            + [("GoogleApps.HostedDomain", nil)]
            + openID("Okta", issuer: nil, scope: "%20groups", roles: "groups")
            + [
                ("Okta.UsernameClaimType", "preferred_username"),
                ("UsernamePassword.IsEnabled", text(true)),
            ]
    }

    private static func text(_ value: Bool) -> Wire { value ? "True" : "False" }
}
