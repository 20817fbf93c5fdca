/// The lists of the server's own configuration.
extension SimulatorState {
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
