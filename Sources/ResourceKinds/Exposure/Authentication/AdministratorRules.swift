internal import Convergence
internal import Octopus

/// Who may do everything on the server.
///
/// An administrator is an active user in a team that holds, for the whole system, a role which grants one of two permissions:
/// the two built-in roles that hold `ConfigureServer` could also edit users, teams and roles (docs, default-permissions).
struct AdministratorRules: Sendable {
    let exactly: [String]?
    let atLeast: [String]
    let noneOf: [String]
    let atMost: Int?

    init(reading fields: inout Fields) {
        exactly = fields.optional("exactly", .list(.text), "These users and no others.")
        atLeast = fields.optional(
            "at-least", .list(.text), default: [], shown: "none", "These users, among others.")
        noneOf = fields.optional("none-of", .list(.text), default: [], shown: "none", "None of these users.")
        atMost = fields.optional("at-most", .integer(1...10_000), "How many there may be.")
        if exactly != nil, fields.has("at-least") || fields.has("none-of") || fields.has("at-most") {
            fields.reject("exactly", "'exactly' already says who they are: leave the other rules out")
        } else if exactly == nil, atLeast.isEmpty, noneOf.isEmpty, atMost == nil, !fields.isDescribing {
            fields.reject("at-most", "write 'exactly', 'at-least', 'none-of' or 'at-most'")
        }
    }

    static let permissions: Set<String> = ["AdministerSystem", "ConfigureServer"]
    static let documents: [OctopusDocument] = [.teams, .userRoles, .scopedUserRoles, .users]

    func assess(_ answers: ServerAnswers, _ findings: inout Findings) {
        guard let all = findings.items(answers[.teams].items, having: ["Id"]),
            let roles = findings.items(answers[.userRoles].items, having: ["Id"]),
            let scoped = findings.items(
                answers[.scopedUserRoles].items, having: ["Id", "UserRoleId", "TeamId"]),
            findings.items(answers[.users].items, having: ["Id"]) != nil
        else { return }
        let users = OctopusUsers(answers[.users].seen.document)
        let teams = Self.teams(all, roles: roles, scoped: scoped, &findings)
        guard !teams.isEmpty else {
            // Somebody administers every server.
            return findings.cannotTell(
                HostError(
                    .unsupported,
                    "the server names no team that may do everything: the key does not see all teams and roles"
                ))
        }
        let members = AdministratorMembers(of: teams, among: users)
        for error in members.untold { findings.cannotTell(error) }
        assess(members, &findings)
    }

    private static func teams(
        _ teams: [JSON], roles: [JSON], scoped: [JSON], _ findings: inout Findings
    ) -> [JSON] {
        if !roles.allSatisfy({ $0["GrantedSystemPermissions"]?.names != nil }) {
            findings.cannotTell(.form("GrantedSystemPermissions", of: "roles"))
        }
        let powerful = Set(
            roles.filter { !permissions.isDisjoint(with: $0["GrantedSystemPermissions"]?.names ?? []) }
                .compactMap { $0["Id"]?.words })
        // In one space, what a role grants for the system does not count.
        if !scoped.allSatisfy({ $0["SpaceId"].map { $0.text != nil } ?? true }) {
            findings.cannotTell(.form("SpaceId", of: "roles of teams"))
        }
        let everywhere = scoped.filter { $0["SpaceId"]?.words == nil }
        let known = (
            teams: Set(teams.compactMap { $0["Id"]?.words }), roles: Set(roles.compactMap { $0["Id"]?.words })
        )
        if everywhere.contains(where: { !known.teams.contains($0["TeamId"]?.words ?? "") }) {
            findings.cannotTell(
                .partial("teams", "some that hold roles are not among them: it takes TeamView"))
        }
        if everywhere.contains(where: { !known.roles.contains($0["UserRoleId"]?.words ?? "") }) {
            findings.cannotTell(
                .partial("roles", "some that teams hold are not among them: it takes UserRoleView"))
        }
        let holders = Set(
            everywhere.filter { powerful.contains($0["UserRoleId"]?.words ?? "") }
                .compactMap { $0["TeamId"]?.words })
        // The role of this team cannot be taken from it.
        if known.teams.contains(builtIn), !holders.contains(builtIn) {
            findings.cannotTell(.partial("roles of teams", "that of \(builtIn) is not among them"))
        }
        return teams.filter { $0["Id"]?.words.map(holders.contains) == true }
    }

    private static let builtIn = "teams-administrators"

    private func assess(_ members: AdministratorMembers, _ findings: inout Findings) {
        let (found, groups) = (members.names, members.groups)
        let plain = Set(found.map { $0.lowercased() })
        let strangers = found.filter { name in
            if let exactly { return !exactly.contains { $0.lowercased() == name.lowercased() } }
            return noneOf.contains { $0.lowercased() == name.lowercased() }
        }
        let missing = (exactly ?? atLeast).filter { !plain.contains($0.lowercased()) }
        let how: String = .administrators
        if !strangers.isEmpty {
            let wanted: Difference.Value =
                exactly.map { .list($0) } ?? .text("none of \(noneOf.joined(separator: ", "))")
            findings.differs("administrators", wanted: wanted, found: .few(strangers), how: how)
        }
        if !missing.isEmpty, groups.isEmpty, members.untold.isEmpty {
            findings.differs("administrators", wanted: .few(missing), found: .few(found), how: how)
        }
        if let atMost, found.count > atMost {
            findings.differs(
                "administrators", wanted: .text("\(atMost) or fewer"),
                found: .few(["\(found.count) users"] + found),
                how: how)
        }
        // Members of groups may be among them, or too many.
        guard !groups.isEmpty, atMost != nil || exactly != nil || !noneOf.isEmpty || !missing.isEmpty else {
            return
        }
        findings.cannotTell(
            HostError(
                .unsupported,
                "who is in \(groups.prefix(Findings.longest).joined(separator: ", ")): look in the directory that the group is from"
            ))
    }
}

extension String {
    fileprivate static let administrators =
        "change the members of the teams that hold a role with AdministerSystem or ConfigureServer "
        + "(Configuration, Teams; Configuration, User Roles); leave one local administrator with a long password in a safe"
}
