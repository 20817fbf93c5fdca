internal import Convergence

/// What an `account` control wants of a user; what is `nil` stays as it is.
struct WantedUser: Sendable {
    /// The fields that only a user has.
    static let fields = ["primary-group", "comment", "home", "shell", "locked", "groups"]

    private let id: Int?
    private let isSystem: Bool?
    private let primaryGroup: String?
    private let comment: String?
    private let home: Path?
    private let shell: Path?
    private let isLocked: Bool?
    private let groups: MembershipRule?

    init(reading fields: inout Fields, id: Int?, isSystem: Bool?) {
        self.id = id
        self.isSystem = isSystem
        primaryGroup = fields.optional(
            "primary-group", .accountName, "The user's own group; a new user gets one of the same name.")
        comment = fields.optional("comment", .comment, "The user's full name or purpose.")
        home = fields.optional(
            "home", .field,
            "The home directory, which is not made: use 'directory'; a new user gets /home/NAME, a "
                + "system user "
                + "/nonexistent.")
        shell = fields.optional(
            "shell", .field,
            "The login shell; a new user gets /bin/sh, a system user /usr/sbin/nologin.")
        isLocked = fields.optional(
            "locked", .flag,
            "Whether no password lets the user in; keys still do. A new user has no password, and none "
                + "is ever set."
        )
        groups = fields.optional("groups", .membership, "The user's supplementary groups.")
    }

    /// The names of the fields that are held.
    var held: [String] {
        [
            (id != nil || isSystem != nil, "id"), (primaryGroup != nil, "primary-group"),
            (comment != nil, "comment"), (home != nil, "home"), (shell != nil, "shell"),
            (isLocked != nil, "locked"), (groups != nil, "groups"),
        ].filter(\.0).map(\.1)
    }

    /// The groups that must exist for a change, in the order of the policy.
    func neededGroups(of found: Account?) -> [String] {
        let missing = (groups?.needed ?? []).filter { found?.groups.contains($0) != true }
        guard let primaryGroup, primaryGroup != found?.group else { return missing }
        return [primaryGroup] + missing
    }

    func assess(_ name: String, _ found: Account?, obstacles: [String]) -> Assessment {
        guard let found else { return assessNew(name, obstacles: obstacles) }
        var account = found
        var differences: [Difference] = []
        var byHand: [String] = []
        var untold: HostError?
        func compare(_ aspect: String, _ wanted: String?, _ keyPath: WritableKeyPath<Account, String>) {
            guard let wanted, wanted != found[keyPath: keyPath] else { return }
            differences.append(
                Difference(aspect, wanted: .text(wanted), found: .text(found[keyPath: keyPath])))
            account[keyPath: keyPath] = wanted
        }
        if let difference = idDifference(of: found.id, wantsSystemID: found.wantsSystemID, id, isSystem) {
            differences.append(difference)
            byHand.append(.changeID(ofUser: name))
        }
        compare("primary-group", primaryGroup, \.group)
        compare("comment", comment, \.comment)
        compare("home", home?.description, \.home)
        compare("shell", shell?.description, \.shell)
        if let difference = groups?.difference("groups", from: found.groups) {
            differences.append(difference)
            account.groups = groups?.applied(to: found.groups) ?? found.groups
        }
        if isLocked != nil, found.password == .unread {
            untold = .unreadPassword(of: name)
        } else if let isLocked, isLocked != found.password.isLocked || found.password == .empty {
            differences.append(
                Difference(
                    "locked", wanted: .text(String(isLocked)), found: .text(found.password.spoken)))
            switch (isLocked, found.password) {
            case (true, .empty): account.password = .none
            case (true, _): account.password = .locked
            case (false, .locked): account.password = .usable
            case (false, _): byHand.append(.setPassword(name))
            }
        }
        if differences.isEmpty { return untold.map { .unknown($0) } ?? .compliant }
        // What differs is told, and that there may be more.
        if let untold { byHand.append(untold.description) }
        guard obstacles.isEmpty else {
            return .drifted(differences, .manual(how: obstacles.joined(separator: "; ")))
        }
        let hand = byHand.joined(separator: "; ")
        if account == found { return .drifted(differences, .manual(how: hand)) }
        return .drifted(
            differences,
            .steps([.setAccount(named: name, to: account)], byHand: hand.isEmpty ? nil : hand))
    }

    private func assessNew(_ name: String, obstacles: [String]) -> Assessment {
        let differences = [Difference("user", wanted: .text(name), found: .absent)]
        guard obstacles.isEmpty else {
            return .drifted(differences, .manual(how: obstacles.joined(separator: "; ")))
        }
        let isSystem = isSystem ?? id.map(SystemID.range.contains) ?? false
        let account = Account(
            id: id, group: primaryGroup ?? name, comment: comment ?? "",
            home: home?.description ?? (isSystem ? "/nonexistent" : "/home/\(name)"),
            shell: shell?.description ?? (isSystem ? "/usr/sbin/nologin" : "/bin/sh"),
            groups: groups?.applied(to: []) ?? [], password: .none, wantsSystemID: isSystem)
        return .drifted(
            differences,
            .steps(
                [.setAccount(named: name, to: account)], byHand: isLocked == false ? .setPassword(name) : nil)
        )
    }
}

/// How a number differs from the one that is held, or from the range it should be of.
func idDifference(of found: Int?, wantsSystemID: Bool, _ wanted: Int?, _ isSystem: Bool?) -> Difference? {
    if let wanted {
        guard found != wanted else { return nil }
        return Difference("id", wanted: .text(String(wanted)), found: .text(found.map(String.init) ?? "any"))
    }
    guard let isSystem, isSystem != found.map(SystemID.range.contains) ?? wantsSystemID else { return nil }
    return Difference(
        "system", wanted: .text(String(isSystem)), found: .text("id \(found.map(String.init) ?? "any")"))
}

extension Account.Password {
    fileprivate var isLocked: Bool { self == .locked || self == .none }

    fileprivate var spoken: String {
        switch self {
        case .usable: "a usable password"
        case .empty: "an empty password"
        case .locked: "a locked password"
        case .none: "no password"
        case .unread: "not told"
        }
    }
}

extension Shape where Value == String {
    /// One field of passwd(5): it ends at a colon or a new line.
    fileprivate static var comment: Shape {
        Shape<String>.text.checked { $0.utf8.allSatisfy { $0 != 0x3a && $0 >= 0x20 } ? nil : .noSeparators }
    }
}

extension Shape where Value == Path {
    /// A path that can stand in passwd(5).
    fileprivate static var field: Shape {
        Shape<Path>.path.checked {
            $0.description.utf8.allSatisfy { $0 != 0x3a && $0 >= 0x20 } ? nil : .noSeparators
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let noSeparators: Self =
        "write no ':' and no new line here: /etc/passwd cannot hold them"
}

extension String {
    fileprivate static func changeID(ofUser name: String) -> Self {
        "changing the id of '\(name)' would leave its files to nobody: find them with 'find / "
            + "-xdev -user \(name)', "
            + "then use 'usermod --uid' and 'chown'"
    }
    fileprivate static func setPassword(_ name: String) -> Self { "set a password with 'passwd \(name)'" }
}
