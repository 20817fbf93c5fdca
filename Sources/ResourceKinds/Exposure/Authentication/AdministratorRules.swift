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
        var lists: [[JSON]] = []
        for document in Self.documents {
            guard let items = findings.items(answers[document].items, having: ["Id"]) else { return }
            lists.append(items)
        }
        let users = OctopusUsers(answers[.users].seen.document)
        let teams = Self.teams(lists[0], roles: lists[1], scoped: lists[2])
        guard !teams.isEmpty else {
            // Somebody administers every server.
            return findings.cannotTell(
                HostError(
                    .unsupported,
                    "the server names no team that may do everything: the key does not see all teams and roles"
                ))
        }
        var ids: Set<String> = []
        for team in teams {
            // The team of everybody cannot be changed, and lists nobody.
            let isEveryone = team["Id"]?.words == "teams-everyone"
            ids.formUnion(isEveryone ? users.all.map(\.id) : team["MemberUserIds"]?.texts ?? [])
        }
        let found = users.all.filter { ids.contains($0.id) && $0.isActive }.map(\.name).sorted()
        // Who is in a group of a directory, the server does not list.
        let groups = teams.flatMap { team in
            (team["ExternalSecurityGroups"]?.list ?? []).map {
                "\($0["DisplayName"]?.words ?? $0["Id"]?.words ?? "a group") (team \(team["Name"]?.words ?? ""))"
            }
        }
        assess(found, groups: groups, &findings)
    }

    private static func teams(_ teams: [JSON], roles: [JSON], scoped: [JSON]) -> [JSON] {
        let powerful = Set(
            roles.filter { !permissions.isDisjoint(with: $0["GrantedSystemPermissions"]?.texts ?? []) }
                .compactMap { $0["Id"]?.words })
        let holders = Set(
            scoped.filter { role in
                // In one space, what a role grants for the system does not count.
                role["SpaceId"] == nil && role["UserRoleId"]?.words.map(powerful.contains) == true
            }.compactMap { $0["TeamId"]?.words })
        return teams.filter { $0["Id"]?.words.map(holders.contains) == true }
    }

    private func assess(_ found: [String], groups: [String], _ findings: inout Findings) {
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
        if !missing.isEmpty, groups.isEmpty {
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
