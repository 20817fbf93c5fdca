/// Teams, roles, and who has which.
let teamRoutes: [Route] = [
    Route("teams", "TeamView") { $0.collection("Team", $0.state.teams) },
    Route("teams/{id}", "TeamView") { $0.collection("Team", $0.state.teams) },
    Route("teams/{team}/scopeduserroles", "TeamView") { question in
        let roles = question.state.scopedUserRoles.filter { $0["TeamId"] == .text(question["team"]) }
        return question.collection("ScopedUserRole", roles)
    },
    Route("userroles", "UserRoleView") { $0.collection("UserRole", $0.state.userRoles) },
    Route("userroles/{id}", "UserRoleView") { $0.collection("UserRole", $0.state.userRoles) },
    Route("scopeduserroles", "TeamView") { $0.collection("ScopedUserRole", $0.state.scopedUserRoles) },
    Route("scopeduserroles/{id}", "TeamView") {
        $0.collection("ScopedUserRole", $0.state.scopedUserRoles)
    },
]

extension SimulatorState {
    var teams: [Wire] {
        let administrators = isHardened ? ["Users-1"] : ["Users-1", "Users-21"]
        var teams = [
            team("teams-everyone", "Everyone", people.map(\.id), space: nil, isOpen: false),
            team("teams-administrators", "Octopus Administrators", administrators, space: nil),
            team("teams-managers", "Octopus Managers", [], space: nil),
        ]
        if isHardened { teams.append(team("teams-auditors", "Auditors", ["Users-21"], space: nil)) }
        for space in spaces {
            let id = space["Id"]?.textValue ?? ""
            teams.append(team("teams-spacemanagers-\(id)", "Space Managers", ["Users-1"], space: id))
        }
        return teams
    }

    private func team(
        _ id: String, _ name: String, _ members: [String], space: String?, isOpen: Bool = true
    ) -> Wire {
        changed(
            [
                "Id": .text(id), "Name": .text(name), "Description": nil, "MemberUserIds": .texts(members),
                "ExternalSecurityGroups": [], "SpaceId": .optional(space), "CanBeDeleted": false,
                "CanBeRenamed": false, "CanChangeRoles": false, "CanChangeMembers": .bool(isOpen),
                "Links": [
                    "Self": link("/api/teams/\(id)"),
                    "ScopedUserRoles": link("/api/teams/\(id)/scopeduserroles{?skip,take}"),
                ],
            ], at: "teams/\(id)")
    }

    var userRoles: [Wire] {
        [
            role("systemadministrator", "System administrator", system: Permission.system, space: []),
            role(
                "systemmanager", "System manager",
                system: Permission.system.filter { $0 != "AdministerSystem" }, space: []),
            role("spacemanager", "Space manager", system: [], space: Permission.space),
            role(
                "auditor", "Auditor",
                system: Permission.system.filter { $0.hasSuffix("View") || $0 == "ConfigureServer" },
                space: Permission.space.filter { $0.hasSuffix("View") }, isBuiltIn: false),
        ]
    }

    private func role(
        _ id: String, _ name: String, system: [String], space: [String], isBuiltIn: Bool = true
    ) -> Wire {
        [
            "Id": .text("userroles-\(id)"), "Name": .text(name), "Description": .text(name),
            "GrantedSystemPermissions": .texts(system), "GrantedSpacePermissions": .texts(space),
            "SystemPermissionDescriptions": .texts(system.map(Permission.description)),
            "SpacePermissionDescriptions": .texts(space.map(Permission.description)),
            "SupportedRestrictions": [], "CanBeDeleted": .bool(!isBuiltIn),
            "Links": ["Self": link("/api/userroles/userroles-\(id)")],
        ]
    }

    var scopedUserRoles: [Wire] {
        var roles = [
            scopedRole(1, "systemadministrator", team: "teams-administrators", space: nil),
            scopedRole(2, "systemmanager", team: "teams-managers", space: nil),
        ]
        if isHardened { roles.append(scopedRole(3, "auditor", team: "teams-auditors", space: nil)) }
        for (place, space) in spaces.enumerated() {
            let id = space["Id"]?.textValue ?? ""
            roles.append(scopedRole(10 + place, "spacemanager", team: "teams-spacemanagers-\(id)", space: id))
        }
        return roles
    }

    private func scopedRole(_ number: Int, _ role: String, team: String, space: String?) -> Wire {
        [
            "Id": .text("ScopedUserRoles-\(number)"), "UserRoleId": .text("userroles-\(role)"),
            "TeamId": .text(team), "ProjectIds": [], "EnvironmentIds": [], "TenantIds": [],
            "ProjectGroupIds": [], "SpaceId": .optional(space),
            "Links": ["Self": link("/api/scopeduserroles/ScopedUserRoles-\(number)")],
        ]
    }
}
