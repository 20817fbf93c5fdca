internal import Convergence

/// Makes, changes and removes groups. Members are set user by user, which keeps gshadow in step everywhere.
struct GroupWriter {
    let tools: AccountTools

    func set(_ name: String, to wanted: Group) async throws(HostError) {
        let present = try tools.accounts.group(name)
        // Before anything is changed.
        let users = try tools.accounts.current().tables.users
        for member in wanted.members.sorted
        where users[member] == nil && !(present?.members.contains(member) ?? false) {
            throw HostError(.failed, "there is no user \(EscapedText.of(member))")
        }
        if let present {
            if let id = wanted.id, id != present.id {
                try await tools.run(.groupmod, ["--gid", String(id)], on: name)
            }
        } else {
            let number = wanted.id.map { ["--gid", String($0)] }
            try await tools.run(.groupadd, number ?? (wanted.wantsSystemID ? ["--system"] : []), on: name)
        }
        let old = present?.members ?? []
        for member in wanted.members.sorted where !old.contains(member) {
            try await setGroups(of: member) { $0.inserting(name) }
        }
        for member in old.sorted where !wanted.members.contains(member) {
            if try tools.accounts.current().tables.users[member] == nil {
                try await tools.removeUnknownMember(member, of: name, leaving: wanted.members)
            } else {
                try await setGroups(of: member) { $0.removing(name) }
            }
        }
        guard let real = try tools.accounts.group(name), real.members == wanted.members,
            wanted.id == nil || real.id == wanted.id
        else { throw HostError(.failed, "the account tools did not make the group \(name) as asked") }
    }

    func remove(_ name: String) async throws(HostError) {
        guard try tools.accounts.group(name) != nil else {
            throw HostError(.failed, "there is no group \(name)")
        }
        try await tools.run(.groupdel, [], on: name)
        guard try tools.accounts.group(name) == nil else {
            throw HostError(.failed, "groupdel did not remove \(name)")
        }
    }

    private func setGroups(of user: String, _ change: (Names) -> Names) async throws(HostError) {
        let tables = try tools.accounts.current().tables
        guard tables.users[user] != nil else {
            throw HostError(.failed, "there is no user \(EscapedText.of(user))")
        }
        let groups = change(Names(tables.memberships[user] ?? []))
        try await tools.run(.usermod, ["--groups", groups.sorted.joined(separator: ",")], on: user)
    }
}
