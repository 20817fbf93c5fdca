internal import Convergence
internal import Octopus

/// Who is in the teams that may do everything, as far as the server tells it.
struct AdministratorMembers {
    /// Names of the active users, sorted.
    let names: [String]
    /// Groups of a directory: who is in them, the server does not list.
    let groups: [String]
    /// Why there may be more members than these.
    let untold: [HostError]

    init(of teams: [JSON], among users: OctopusUsers) {
        var ids: Set<String> = []
        var groups: [String] = []
        var untold: [HostError] = []
        for team in teams {
            // The team of everybody cannot be changed, and lists nobody.
            if team["Id"]?.words == "teams-everyone" {
                ids.formUnion(users.all.map(\.id))
            } else if let members = team["MemberUserIds"]?.names {
                ids.formUnion(members)
            } else {
                untold.append(.form("MemberUserIds", of: "teams"))
            }
            guard let external = team["ExternalSecurityGroups"]?.list else {
                untold.append(.form("ExternalSecurityGroups", of: "teams"))
                continue
            }
            groups += external.map {
                "\($0["DisplayName"]?.words ?? $0["Id"]?.words ?? "a group") (team \(team["Name"]?.words ?? ""))"
            }
        }
        let members = users.all.filter { ids.contains($0.id) }
        let strangers = ids.count(where: { users.name(of: $0) == nil })
        if strangers > 0 {
            untold.append(
                .partial("users", "\(strangers) members of teams are not among them: it takes UserView"))
        }
        if members.contains(where: { $0.isActive == nil }) { untold.append(.form("IsActive", of: "users")) }
        names = members.filter { $0.isActive == true }.map(\.name).sorted()
        self.groups = groups
        self.untold = untold
    }
}

extension HostError {
    /// A field that is absent, or of another type than any version is known to write.
    static func form(_ field: String, of things: String) -> HostError {
        HostError(
            .failed, "the server does not tell '\(field)' of its \(things) in a form that holdfast knows")
    }
}
