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

    package init(
        id: Int?, group: String, comment: String = "", home: String, shell: String, groups: Names = [],
        password: Password = .none
    ) {
        self.id = id
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

    package init(id: Int?, members: Names = [], primaryOf: Names = []) {
        self.id = id
        self.members = members
        self.primaryOf = primaryOf
    }
}
