internal import Convergence

/// What the files passwd(5), group(5) and shadow(5) of a root say, read once.
///
/// Users that only a directory service knows (LDAP, SSSD) are not in these files: Holdfast neither sees nor
/// changes them, and shows their files' owners as numbers.
struct AccountTables: Sendable {
    struct User {
        var id: UInt32
        var group: UInt32
        var comment: String
        var home: String
        var shell: String
        var password: String
    }

    struct GroupLine {
        var id: UInt32
        var members: [String]
    }

    private(set) var users: [String: User] = [:]
    private(set) var groups: [String: GroupLine] = [:]
    /// Groups by the users they list.
    private(set) var memberships: [String: [String]] = [:]
    /// Users by their primary group.
    private(set) var primaries: [UInt32: [String]] = [:]
    private(set) var userNames: [UInt32: String] = [:]
    private(set) var groupNames: [UInt32: String] = [:]

    /// As the C library reads them: of two lines for one name or number the first counts, and a line with
    /// missing fields does not.
    init(passwd: [UInt8], group: [UInt8]) {
        Self.lines(of: passwd, fields: 7) { fields in
            guard let id = UInt32(fields[2]), let group = UInt32(fields[3]), !fields[0].isEmpty else {
                return
            }
            let name = fields[0]
            guard users[name] == nil else { return }
            users[name] = User(
                id: id, group: group, comment: fields[4], home: fields[5], shell: fields[6],
                password: fields[1])
            primaries[group, default: []].append(name)
            if userNames[id] == nil { userNames[id] = name }
        }
        Self.lines(of: group, fields: 4) { fields in
            guard let id = UInt32(fields[2]), !fields[0].isEmpty, groups[fields[0]] == nil else { return }
            let members = fields[3].split(separator: ",").map(String.init)
            groups[fields[0]] = GroupLine(id: id, members: members)
            for member in members { memberships[member, default: []].append(fields[0]) }
            if groupNames[id] == nil { groupNames[id] = fields[0] }
        }
    }

    /// The password fields of a shadow(5) file.
    static func passwords(shadow: [UInt8]) -> [String: String] {
        var found: [String: String] = [:]
        lines(of: shadow, fields: 2) { fields in
            if found[fields[0]] == nil { found[fields[0]] = fields[1] }
        }
        return found
    }

    func account(_ name: String, password: Account.Password) -> Account? {
        guard let user = users[name] else { return nil }
        return Account(
            id: Int(user.id), group: groupNames[user.group] ?? String(user.group), comment: user.comment,
            home: user.home, shell: user.shell, groups: Names(memberships[name] ?? []), password: password)
    }

    func group(_ name: String) -> Group? {
        groups[name].map {
            Group(id: Int($0.id), members: Names($0.members), primaryOf: Names(primaries[$0.id] ?? []))
        }
    }

    private static func lines(of file: [UInt8], fields least: Int, _ use: ([String]) -> Void) {
        for line in file.split(separator: UInt8(ascii: "\n")) {
            guard line.first != UInt8(ascii: "#"), line.first != UInt8(ascii: "+"),
                line.first != UInt8(ascii: "-")
            else { continue }
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
                $0.withUnsafeBytes { EscapedText.name($0) }
            }
            if fields.count >= least { use(fields) }
        }
    }
}

extension Account.Password {
    /// What the password field of shadow(5) means.
    init(field: String) {
        if field.isEmpty {
            self = .empty
        } else if field.utf8.first == UInt8(ascii: "!") {
            self = Self.canMatch(field.drop { $0 == "!" }) ? .locked : .none
        } else {
            self = Self.canMatch(field[...]) ? .usable : .none
        }
    }

    /// Whether crypt(5) can make this text of any password: a `$id$` or `_` hash, or the old thirteen letters.
    private static func canMatch(_ hash: Substring) -> Bool {
        if hash.utf8.first == UInt8(ascii: "$") { return hash.utf8.count > 3 }
        guard hash.utf8.count >= 13 else { return false }
        return hash.utf8.dropFirst(hash.utf8.first == UInt8(ascii: "_") ? 1 : 0).allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "."), UInt8(ascii: "/")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
    }
}
