/// A user of the host, as its own account database tells it.
package struct Account: Hashable, Sendable, Codable {
    /// What may be said of a password without saying the password.
    package enum Password: String, Hashable, Sendable, Codable {
        case usable
        /// Anyone may log in without one.
        case empty
        /// Locked, with the old password kept behind the lock.
        case locked
        /// There never was one, or it cannot match.
        case none
        /// Not told to this user: /etc/shadow is root's. Only a look says so, and no record keeps it.
        case unread
    }

    /// `nil` only in a step or a forecast: the system chooses.
    package var id: Int?
    /// The name of the primary group.
    package var group: String
    package var comment: String
    package var home: String
    package var shell: String
    /// Supplementary groups.
    package var groups: Names
    package var password: Password
    /// Only while `id` is `nil`: the system chooses from the ids of system accounts; useradd(8), `--system`.
    package var wantsSystemID: Bool

    package init(
        id: Int?, group: String, comment: String = "", home: String, shell: String, groups: Names = [],
        password: Password = .none, wantsSystemID: Bool = false
    ) {
        self.id = id
        self.wantsSystemID = wantsSystemID && id == nil
        self.group = group
        self.comment = comment
        self.home = home
        self.shell = shell
        self.groups = groups
        self.password = password
    }
}

/// A group of the host's users.
package struct Group: Hashable, Sendable, Codable {
    /// `nil` only in a step or a forecast: the system chooses.
    package var id: Int?
    /// The users who have it as a supplementary group.
    package var members: Names
    /// The users who have it as their primary group: while there are any it cannot be removed.
    package var primaryOf: Names
    /// Only while `id` is `nil`: the system chooses from the ids of system groups; groupadd(8), `--system`.
    package var wantsSystemID: Bool

    package init(id: Int?, members: Names = [], primaryOf: Names = [], wantsSystemID: Bool = false) {
        self.id = id
        self.wantsSystemID = wantsSystemID && id == nil
        self.members = members
        self.primaryOf = primaryOf
    }
}

/// The ids Debian gives to what the system itself needs, such as the users of daemons.
/// Debian Policy Manual, 9.2.2; adduser(8).
package enum SystemID {
    package static let range = 0...999
}
