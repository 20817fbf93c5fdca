package import Convergence

/// A document that an Octopus Server keeps: where it is, how much of it there is, and who may read it.
///
/// Paths and shapes: Swagger of 2020.5 and the links of a recorded `/api` (2019.7.12); permissions:
/// https://octopus.com/docs/security/users-and-teams/default-permissions
package struct OctopusDocument: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        /// One object.
        case object
        /// Pages of a list; the document is the array of all items.
        case list
        /// Pages of a list in each space the key can see; the document is one array of all items, each with its `SpaceId`.
        case listInEverySpace
        /// The API keys of every user: an array of all items, each with its `UserId`.
        case listOfEveryUser
    }

    /// How looks name it.
    package var name: String
    /// The name among the links of `/api`. A server without the link does not have the document.
    package var link: String
    /// What follows the link's target.
    package var suffix: String
    package var form: Form
    /// What an API key needs; `nil` where everybody may read it.
    package var permission: String?

    package init(
        _ name: String, link: String, suffix: String = "", _ form: Form = .object, needs permission: String?
    ) {
        self.name = name
        self.link = link
        self.suffix = suffix
        self.form = form
        self.permission = permission
    }

    package var address: Address { Address(service: Self.service, document: name) }

    /// The name of the service that keeps these documents.
    package static let service = "octopus"

    /// The document of that name; `configuration/ID` is the values of any section of the configuration.
    package static func named(_ name: String) -> OctopusDocument? {
        if let known = byName[name] { return known }
        guard name.hasPrefix("configuration/") else { return nil }
        return configuration(String(name.dropFirst("configuration/".count)))
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension OctopusDocument {
    /// Version, installation id and links; `/api` itself.
    package static let root = OctopusDocument("api", link: "Self", needs: nil)
    /// Which ways to sign in there are, as the sign-in page asks. That nobody needs a key for it is UNVERIFIED.
    package static let signIn = OctopusDocument("sign-in", link: "Authentication", needs: nil)
    package static let serverStatus = OctopusDocument(
        "server-status", link: "ServerStatus", needs: "AdministerSystem")
    /// `{Nodes: [{Id, Name, IsInMaintenanceMode, LastSeen, IsOffline, …}]}`
    package static let nodes = OctopusDocument(
        "nodes", link: "OctopusServerClusterSummary", needs: "AdministerSystem")
    package static let features = OctopusDocument(
        "features", link: "FeaturesConfiguration", needs: "ConfigureServer")
    package static let upgrade = OctopusDocument(
        "upgrade", link: "UpgradeConfiguration", needs: "ConfigureServer")
    /// Newer servers only; the name of its link is UNVERIFIED.
    package static let telemetry = OctopusDocument(
        "telemetry", link: "TelemetryConfiguration", needs: "ConfigureServer")
    /// `{Id, ServerUri}`
    package static let server = OctopusDocument(
        "server", link: "ServerConfiguration", needs: "ConfigureServer")
    /// The read-only mirror of the command line's keys: `[{ConfigurationSet, ConfigurationValues: [{Key, Value, Description}]}]`
    package static let serverSettings = OctopusDocument(
        "server-settings", link: "ServerConfigurationSettings", needs: "ConfigureServer")
    package static let letsEncrypt = OctopusDocument(
        "lets-encrypt", link: "LetsEncryptConfiguration", needs: "ConfigureServer")
    package static let licenseStatus = OctopusDocument(
        "license-status", link: "CurrentLicenseStatus", needs: "AdministerSystem")
    /// The certificates by which the server is known to Tentacles: `{Id, Name, Thumbprint, SignatureAlgorithm}`
    package static let certificates = OctopusDocument(
        "certificates", link: "CertificateConfiguration", .list, needs: "ConfigureServer")
    /// `{Items: [{Id, Name, IsEnabled, AuditMode, RequestsPerMinute, …}]}`, one page; https://octopus.com/docs/api/rate-limiting of 2026.
    /// The name of its link is UNVERIFIED.
    package static let rateLimits = OctopusDocument(
        "rate-limits", link: "RateLimitingPolicies", needs: "ConfigureServer")
    /// Whose key this is.
    package static let me = OctopusDocument("me", link: "CurrentUser", needs: "a valid API key")
    package static let users = OctopusDocument("users", link: "Users", .list, needs: "UserView")
    package static let apiKeys = OctopusDocument(
        "api-keys", link: "Users", .listOfEveryUser, needs: "UserView")
    package static let teams = OctopusDocument("teams", link: "Teams", .list, needs: "TeamView")
    package static let userRoles = OctopusDocument(
        "user-roles", link: "UserRoles", .list, needs: "UserRoleView")
    package static let scopedUserRoles = OctopusDocument(
        "scoped-user-roles", link: "ScopedUserRoles", .list, needs: "TeamView")
    package static let spaces = OctopusDocument("spaces", link: "Spaces", .list, needs: "SpaceView")
    package static let workerPools = OctopusDocument(
        "worker-pools", link: "WorkerPools", .listInEverySpace, needs: "WorkerView")
    package static let workers = OctopusDocument(
        "workers", link: "Workers", .listInEverySpace, needs: "WorkerView")
    package static let machines = OctopusDocument(
        "machines", link: "Machines", .listInEverySpace, needs: "MachineView")
    package static let machinePolicies = OctopusDocument(
        "machine-policies", link: "MachinePolicies", .listInEverySpace, needs: "MachinePolicyView")
    package static let proxies = OctopusDocument(
        "proxies", link: "Proxies", .listInEverySpace, needs: "ProxyView")

    /// The values of a section of the configuration: `webportal`, `authentication`, `authentication-guest`.
    package static func configuration(_ section: String) -> OctopusDocument {
        OctopusDocument(
            "configuration/\(section)", link: "Configuration", suffix: "/\(section)/values",
            needs: "ConfigureServer")
    }

    package static let all: [OctopusDocument] = [
        root, signIn, serverStatus, nodes, features, upgrade, telemetry, server, serverSettings, letsEncrypt,
        licenseStatus, certificates, rateLimits, me, users, apiKeys, teams, userRoles, scopedUserRoles,
        spaces,
        workerPools, workers, machines, machinePolicies, proxies,
    ]
}
