package import Convergence
package import PolicyText

/// A user or a group of the host.
package struct AccountKind: ResourceKind {
    package static let keyword = "account"
    package static let summary =
        "a user or a group of the host; not the user's password, keys or home directory"

    package struct Observation: Equatable, Sendable {
        var user: Account?
        var group: Group?
        /// What must exist before this can be as wanted, in sentences.
        var obstacles: [String] = []
    }

    enum Name: Sendable {
        case user(String)
        case group(String)
    }

    let name: Name
    let isAbsent: Bool
    let user: WantedUser
    let group: WantedGroup

    package init(reading fields: inout Fields) {
        name = fields.exactlyOne(of: [
            .init("user", .accountName, "The name of the user.") { .user($0) },
            .init("group", .accountName, "The name of the group.") { .group($0) },
        ])
        isAbsent =
            fields.optional("absent", .presence, "There may be no such account; a home directory stays.")
            ?? false
        let id = fields.optional(
            "id", .integer(0...4_294_967_293),
            "The number of the user or group; an account that has another is left to a person.")
        let isSystem = fields.optional(
            "system", .flag,
            "Whether the number is one of the system's, below 1000; a new account gets such a number.")
        user = WantedUser(reading: &fields, id: id, isSystem: isSystem)
        group = WantedGroup(
            id: id, isSystem: isSystem,
            members: fields.optional(
                "members", .membership, "Who has this group as a supplementary group."))
        check(&fields, id: id, isSystem: isSystem)
    }

    /// The rules between fields.
    private func check(_ fields: inout Fields, id: Int?, isSystem: Bool?) {
        if let id, let isSystem, SystemID.range.contains(id) != isSystem {
            fields.reject("system", isSystem ? .idNotSystem : .idIsSystem)
        }
        let text: String
        switch name {
        case .user(let name):
            text = name
            if fields.has("members") { fields.reject("members", .onlyOfGroup("members")) }
            if id == 0, name != "root" { fields.reject("id", .secondRoot) }
        case .group(let name):
            text = name
            for field in WantedUser.fields where fields.has(field) {
                fields.reject(field, .onlyOfUser(field))
            }
            if id == 0, name != "root" { fields.reject("id", .secondRootGroup) }
        }
        if text == "root" {
            if isAbsent { fields.reject("absent", .rootStays) }
            if let id, id != 0 { fields.reject("id", .rootIsZero) }
        }
        if isAbsent {
            for field in WantedUser.fields + ["id", "system", "members"] where fields.has(field) {
                fields.reject(field, .absentHasNothing(field))
            }
        }
    }

    /// Whole, where it must go; else field by field, so that two controls may hold different fields of one
    /// account.
    package var claims: [Claim] {
        let (subject, parts): (Subject, [String]) =
            switch name {
            case .user(let name): (.account(named: name), user.held)
            case .group(let name): (.group(named: name), group.held)
            }
        return isAbsent || parts.isEmpty ? [Claim(subject)] : parts.map { Claim(subject, part: $0) }
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation()
        switch name {
        case .user(let name):
            observed.user = try await host.account(name)
            guard !isAbsent else { return observed }
            for group in user.neededGroups(of: observed.user) where group != name || observed.user != nil {
                if try await host.group(group) == nil {
                    observed.obstacles.append(
                        "there is no group '\(group)': hold it with an 'account' control")
                }
            }
        case .group(let name):
            observed.group = try await host.group(name)
            guard !isAbsent else { return observed }
            for member in group.neededMembers(of: observed.group) where try await host.account(member) == nil
            {
                observed.obstacles.append("there is no user '\(member)': hold it with an 'account' control")
            }
        }
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        switch name {
        case .user(let name):
            guard isAbsent else {
                return user.assess(name, observed.user, obstacles: observed.obstacles)
            }
            guard observed.user != nil else { return .compliant }
            return .drifted(
                [Difference("user", wanted: .absent, found: .text(name))],
                .steps([.removeAccount(named: name)]))
        case .group(let name):
            guard isAbsent else {
                return group.assess(name, observed.group, obstacles: observed.obstacles)
            }
            guard let found = observed.group else { return .compliant }
            let differences = [Difference("group", wanted: .absent, found: .text(name))]
            guard found.primaryOf.isEmpty else {
                return .drifted(differences, .manual(how: .primaryGroup(name, of: found.primaryOf)))
            }
            return .drifted(differences, .steps([.removeGroup(named: name)]))
        }
    }

    /// `name` is that of a user or, where there is none, of a group; `user:NAME` and `group:NAME` say which.
    package static func describe(
        _ name: String, on host: some HostObserving
    ) async throws(HostError) -> YAMLNode.Value? {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        let (kind, name) = parts.count == 2 ? (parts[0], parts[1]) : ("", name)
        if kind != "group", let account = try await host.account(name) { return account.exported(as: name) }
        if kind != "user", let group = try await host.group(name) { return group.exported(as: name) }
        return nil
    }

    package static let examples = [
        """
        backup-user:
          severity: medium
          title: Backups run as a user of their own that nobody can log in as
          account:
            user: backup-agent
            system: true
            shell: /usr/sbin/nologin
            home: /nonexistent
            locked: true
            groups: { none-of: [sudo, docker] }
        """,
        """
        no-games:
          severity: low
          title: There is no user for games
          account: { user: games, absent: true }
        """,
        """
        docker-group:
          severity: critical
          title: Nobody is in the group that is as good as root
          account: { group: docker, members: { exactly: [] } }
        """,
    ]
}

extension Account {
    fileprivate func exported(as name: String) -> YAMLNode.Value {
        var fields = Exported()
        fields.add("user", name)
        if let id { fields.add("id", id) }
        fields.add("primary-group", group)
        if !comment.isEmpty { fields.add("comment", verbatim: comment) }
        fields.add("home", home)
        fields.add("shell", shell)
        if password != .unread { fields.add("locked", password == .locked || password == .none) }
        var rule = Exported()
        rule.add("exactly", groups.sorted)
        fields.add("groups", rule.value)
        return fields.value
    }
}

extension Group {
    fileprivate func exported(as name: String) -> YAMLNode.Value {
        var fields = Exported()
        fields.add("group", name)
        if let id { fields.add("id", id) }
        var rule = Exported()
        rule.add("exactly", members.sorted)
        fields.add("members", rule.value)
        return fields.value
    }
}

extension Diagnostic.Message {
    fileprivate static let secondRoot: Self = "id 0 is root's: another user with it would be root too"
    fileprivate static let secondRootGroup: Self = "id 0 is the id of the group root"
    fileprivate static let rootIsZero: Self = "root has id 0"
    fileprivate static let rootStays: Self =
        "root cannot be removed; to keep it from logging in write 'locked: true'"
    fileprivate static let idNotSystem: Self =
        "ids of system accounts are below 1000: change 'id' or leave 'system' out"
    fileprivate static let idIsSystem: Self =
        "ids below 1000 are the system's: change 'id' or leave 'system' out"
    fileprivate static func onlyOfUser(_ field: String) -> Self {
        "'\(field)' belongs to a user: a group has none"
    }
    fileprivate static func onlyOfGroup(_ field: String) -> Self {
        "'\(field)' belongs to a group; for a user write 'groups'"
    }
    fileprivate static func absentHasNothing(_ field: String) -> Self {
        "what is absent has no '\(field)': leave this out"
    }
}

extension String {
    fileprivate static func primaryGroup(_ name: String, of users: Names) -> Self {
        "'\(name)' is the primary group of \(users.sorted.prefix(5).joined(separator: ", ")): "
            + "give them another with 'usermod --gid GROUP USER', or remove them"
    }
}
