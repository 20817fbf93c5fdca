/// A way to sign in.
struct SignInProvider: Hashable, Sendable {
    var section: String
    var name: String
    /// As `/api/authentication` tells it.
    var type: String
    var hasForm: Bool
    /// Whether this server has the section at all.
    var isThere = true
}

extension SimulatorState {
    var providerNames: [SignInProvider] {
        [
            SignInProvider(section: "authentication-guest", name: "Guest", type: "Guest", hasForm: false),
            SignInProvider(
                section: "authentication-usernamepassword", name: "Octopus", type: "UsernamePassword",
                hasForm: true),
            SignInProvider(
                section: "authentication-directoryservices", name: "Active Directory",
                type: "ActiveDirectory",
                hasForm: true, isThere: !isContainer),
            SignInProvider(
                section: "authentication-ldap", name: "LDAP", type: "UsernamePassword", hasForm: true,
                isThere: version.hasLDAP),
            SignInProvider(section: "authentication-aad", name: "Azure AD", type: "OAuth", hasForm: false),
            SignInProvider(
                section: "authentication-googleapps", name: "Google Apps", type: "OAuth", hasForm: false),
            SignInProvider(section: "authentication-od", name: "Okta", type: "OAuth", hasForm: false),
            SignInProvider(
                section: "authentication-generic-oidc", name: "OpenID Connect", type: "OAuth", hasForm: false,
                isThere: version.hasGenericOIDC),
        ]
    }

    /// Members of the sections: Clients 2026, `Model/Authentication`.
    var providerDocuments: [String: Wire] {
        var sections: [String: Wire] = [
            "guest": ["IsEnabled": false],
            "usernamepassword": ["IsEnabled": true],
            "directoryservices": [
                "IsEnabled": false, "ActiveDirectoryContainer": nil,
                "AuthenticationScheme": "IntegratedWindowsAuthentication",
                "AllowFormsAuthenticationForDomainUsers": true, "AreSecurityGroupsEnabled": true,
                "AllowAutoUserCreation": .bool(!isHardened),
            ],
            "ldap": directory,
            "aad": openID(issuer: nil, roles: "roles"),
            "googleapps": openID(issuer: "https://accounts.google.com", roles: nil)
                .adding(["HostedDomain": nil]),
            "od": openID(issuer: nil, roles: "groups").adding(["UsernameClaimType": "preferred_username"]),
            "generic-oidc": openID(issuer: nil, roles: "roles").adding([
                "UsernameClaimType": "preferred_username"
            ]),
        ]
        for provider in providerNames where !provider.isThere {
            sections["\(provider.section.dropFirst("authentication-".count))"] = nil
        }
        var documents: [String: Wire] = [:]
        for (name, members) in sections {
            let id = "authentication-\(name)"
            documents["configuration/\(id)/values"] = (["Id": .text(id)] as Wire).adding(members)
                .adding(["Links": sectionLinks(id)])
        }
        return documents
    }

    private func openID(issuer: Wire, roles: Wire) -> Wire {
        [
            "IsEnabled": false, "Issuer": issuer, "ClientId": nil, "ClientSecret": secret(isSet: false),
            "Scope": "openid profile email", "NameClaimType": "name", "RoleClaimType": roles,
            "AllowAutoUserCreation": .bool(!isHardened),
        ]
    }

    private var directory: Wire {
        [
            "IsEnabled": .bool(isHardened), "Server": isHardened ? "ldap.example.com" : nil,
            "Port": .number(isHardened ? 636 : 389), "SecurityProtocol": isHardened ? "SSL" : "None",
            "IgnoreSslErrors": false, "ConnectUsername": isHardened ? "cn=octopus,dc=example,dc=com" : nil,
            "ConnectPassword": secret(isSet: isHardened),
            "AttributeMapping": ["UserDisplayNameAttribute": "displayName"],
            "AllowAutoUserCreation": .bool(!isHardened),
        ]
    }
}
