internal import Convergence
internal import Octopus

/// A way to sign in; the sections of the server's configuration are named as the public client names them.
enum SignInProvider: String, CaseIterable, Sendable {
    case usernamePassword = "username-password"
    case guest
    case activeDirectory = "active-directory"
    case ldap
    case azureAD = "azure-ad"
    case google
    case okta
    case octopusID = "octopus-id"
    case oidc

    var document: OctopusDocument { .configuration("authentication-\(section)") }

    private var section: String {
        switch self {
        case .usernamePassword: "usernamepassword"
        case .guest: "guest"
        case .activeDirectory: "directoryservices"
        case .ldap: "ldap"
        case .azureAD: "aad"
        case .google: "googleapps"
        case .okta: "od"
        case .octopusID: "octopusid"
        case .oidc: "generic-oidc"
        }
    }

    /// The switch of the command line.
    func flag(_ isOn: Bool) -> String? {
        switch self {
        case .usernamePassword: "--usernamePasswordIsEnabled=\(isOn)"
        case .guest: "--guestLoginEnabled=\(isOn)"
        case .activeDirectory: "--activeDirectoryIsEnabled=\(isOn)"
        case .ldap: "--ldapIsEnabled=\(isOn)"
        case .azureAD: "--azureADIsEnabled=\(isOn)"
        case .google: "--googleAppsIsEnabled=\(isOn)"
        case .okta: "--oktaIsEnabled=\(isOn)"
        case .octopusID, .oidc: nil
        }
    }

    static let isEnabled: Pointer = "/IsEnabled"
    static let allowsAutoUserCreation: Pointer = "/AllowAutoUserCreation"
}
