package import Convergence

/// What an Octopus Server can only do from a version on, or only up to one.
///
/// Versions: the vendor's documentation and release notes, as listed beside each. A field that the server's answer lacks is
/// then either not in this version, or not told.
package struct OctopusFeature: Hashable, Sendable {
    /// As messages call it.
    package let name: String
    /// `nil` where the version is not known: then an absent field is only "not told".
    package let since: OctopusVersion?
    /// The first version that has it no more.
    package let until: OctopusVersion?
    /// From here on it does what it says.
    package let reliableSince: OctopusVersion?

    package init(_ name: String, since: String?, until: String? = nil, reliableSince: String? = nil) {
        self.name = name
        self.since = since.flatMap(OctopusVersion.init)
        self.until = until.flatMap(OctopusVersion.init)
        self.reliableSince = reliableSince.flatMap(OctopusVersion.init)
    }

    /// What an absent field means.
    package enum Absence: Hashable, Sendable {
        case notSupported(String)
        case untold(HostError)

        /// The assessment of a control that holds nothing else.
        package var assessment: Assessment {
            switch self {
            case .notSupported(let reason): .notApplicable(reason)
            case .untold(let error): .unknown(error)
            }
        }
    }

    /// What it means that a server of this version, where that is known, does not tell of this.
    package func absence(in version: OctopusVersion?) -> Absence {
        guard let version else {
            return .untold(HostError(.unsupported, "the server tells neither of \(name) nor its version"))
        }
        if let since, version < since {
            return .notSupported("\(name): needs Octopus Server \(since) or newer; this is \(version)")
        }
        if let until, version >= until {
            return .notSupported("\(name): Octopus Server has it no more since \(until); this is \(version)")
        }
        return .untold(HostError(.unsupported, "the server (\(version)) does not tell of \(name)"))
    }
}

extension OctopusFeature {
    /// OctopusDSC's gate.
    package static let autoLogin = OctopusFeature("signing in by itself", since: "3.5")
    /// docs, http-security-headers.
    package static let strictTransportSecurity = OctopusFeature("HSTS", since: "3.13")
    /// docs, lets-encrypt-integration. Servers in containers have had none since 2020.6, whatever their version.
    package static let letsEncrypt = OctopusFeature("Let's Encrypt", since: "3.16")
    /// Some version of 2018; which one is UNVERIFIED, so its first is taken.
    package static let workers = OctopusFeature("workers", since: "2018.1")
    /// OctopusDSC's gate.
    package static let builtInWorkerAccount = OctopusFeature(
        "an account for the built-in worker", since: "2018.1")
    /// docs, create-an-api-key.
    package static let apiKeyExpiry = OctopusFeature("expiry of API keys", since: "2020.6")
    /// docs, authentication/ldap.
    package static let ldap = OctopusFeature("LDAP", since: "2021.2")
    /// Issues #7305; times below 20 minutes misbehave before 2023.4.6282 (Issues #8392).
    package static let sessionTimes = OctopusFeature(
        "session times", since: "2022.1.1448", reliableSince: "2023.4.6282")
    /// docs, auditing; needs an enterprise licence.
    package static let auditStreaming = OctopusFeature("streaming of the audit log", since: "2022.4")
    /// docs, auditing.
    package static let trustedProxies = OctopusFeature("trusted proxies", since: "2023.1")
    /// docs, create-an-api-key.
    package static let userApiKeySwitch = OctopusFeature("the switch for users' API keys", since: "2023.2")
    /// Issues #7924.
    package static let apiKeyLifetimes = OctopusFeature("lifetimes of API keys", since: "2025.4")
    /// docs, rate-limiting; on by default only where the server was installed at this version or later.
    package static let rateLimits = OctopusFeature("rate limits", since: "2026.3")
    /// "Rolling out autumn 2026" (docs, create-an-api-key, 2026-10-09): the version is UNVERIFIED, the earliest is taken.
    package static let apiKeyLastUse = OctopusFeature("the last use of API keys", since: "2026.3")
    /// As `apiKeyLastUse`.
    package static let apiKeyScopes = OctopusFeature("scopes of API keys", since: "2026.3")
    /// docs, polling-tentacles-with-ha.
    package static let pollingQueue = OctopusFeature(
        "a Redis queue for polling Tentacles", since: "2026.4.6909")
    /// A document of its own in newer servers; from which version on is UNVERIFIED.
    package static let telemetry = OctopusFeature("the switch for telemetry", since: nil)
    /// docs, command line: `metrics` was removed.
    package static let metricsLogging = OctopusFeature(
        "logging of metrics", since: "2018.2.7", until: "2020.5")

    package static let all: [OctopusFeature] = [
        autoLogin, strictTransportSecurity, letsEncrypt, workers, builtInWorkerAccount, apiKeyExpiry, ldap,
        sessionTimes, auditStreaming, trustedProxies, userApiKeySwitch, apiKeyLifetimes, rateLimits,
        apiKeyLastUse, apiKeyScopes, pollingQueue, telemetry, metricsLogging,
    ]
}
