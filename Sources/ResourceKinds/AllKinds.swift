package import Convergence

/// The table of contents: every kind, in the order of the documentation.
package let allKinds: [any ResourceKind.Type] = [
    FileKind.self,
    DirectoryKind.self,
    SettingKind.self,
    AccountKind.self,
    PackageKind.self,
    ServiceKind.self,
    CommandKind.self,
    MinimumVersionKind.self,
    OctopusUpdatesKind.self,
    ExternalWorkersKind.self,
    BuiltInWorkerKind.self,
    AttestationKind.self,
    TLSEndpointKind.self,
    HTTPEndpointKind.self,
    OctopusPortalKind.self,
    OctopusAuthenticationKind.self,
    OctopusRateLimitsKind.self,
    OctopusProxyKind.self,
    OctopusFeaturesKind.self,
]
