extension Step {
    /// What useradd(8) and usermod(8) make of it.
    func accountEffect(
        _ name: String, _ wanted: Account, on now: [Subject: Image]
    ) throws(HostError) -> [Subject: Foreseen] {
        try AccountRules.requireName(name)
        try AccountRules.requireFields(of: wanted)
        var after: [Subject: Foreseen] = [:]
        var account = wanted
        let present: Account? =
            if case .account(let found)? = now[.account(named: name)] { found } else { nil }
        if let present, account.id == nil {
            (account.id, account.wantsSystemID) = (present.id, present.wantsSystemID)
        }
        for group in wanted.groups.sorted where now[.group(named: group)] == .absent {
            throw HostError(.failed, "there is no group \(group)")
        }
        let primary = Subject.group(named: wanted.group)
        if now[primary] == .absent {
            // Only a group of the user's own name is made along with the user.
            guard wanted.group == name, present == nil else {
                throw HostError(.failed, "there is no group \(wanted.group)")
            }
            let own = Group(id: nil, primaryOf: [name], wantsSystemID: account.wantsSystemID)
            after[primary] = .image(.group(is: own))
        }
        for group in [wanted.group] + wanted.groups.sorted where after[.group(named: group)] == nil {
            guard case .group(var image)? = now[.group(named: group)] else { continue }
            if group == wanted.group { image.primaryOf = image.primaryOf.inserting(name) }
            if wanted.groups.contains(group) { image.members = image.members.inserting(name) }
            after[.group(named: group)] = .image(.group(is: image))
        }
        if let present {
            // Groups it leaves were not asked for, so their members are not known here.
            let left = Set(present.groups.sorted + [present.group])
                .subtracting(wanted.groups.sorted + [wanted.group])
            for group in left { after[.group(named: group)] = .unforeseen }
            try requirePasswordChange(from: present.password, to: wanted.password, of: name)
        } else if wanted.password == .usable || wanted.password == .empty {
            throw HostError(.failed, "a password cannot be given to \(name)")
        } else {
            // There is nothing to keep behind the lock.
            account.password = .none
        }
        after[.account(named: name)] = .image(.account(is: account))
        return after
    }

    private func requirePasswordChange(
        from old: Account.Password, to new: Account.Password, of name: String
    ) throws(HostError) {
        switch (old, new) {
        case _ where old == new: break
        case (.usable, .locked), (.locked, .usable), (.empty, .none): break
        default: throw HostError(.failed, "the password of \(name) cannot go from \(old) to \(new)")
        }
    }

    func removedAccountEffect(
        _ name: String, on now: [Subject: Image]
    ) throws(HostError) -> [Subject: Foreseen] {
        if now[.account(named: name)] == .absent { throw HostError(.failed, "there is no user \(name)") }
        var after: [Subject: Foreseen] = [.account(named: name): .image(.absent)]
        // userdel(8) removes a group of the same name when nobody else is in it.
        if case .group(let group)? = now[.group(named: name)] {
            let isOwn = group.primaryOf == [name] && group.members.removing(name).isEmpty
            after[.group(named: name)] = isOwn ? .image(.absent) : .unforeseen
        }
        if case .account(let account)? = now[.account(named: name)] {
            for group in account.groups.sorted + [account.group] where group != name {
                after[.group(named: group)] = .unforeseen
            }
        }
        return after
    }

    /// What groupadd(8) and groupmod(8) make of it.
    func groupEffect(
        _ name: String, _ wanted: Group, on now: [Subject: Image]
    ) throws(HostError) -> [Subject: Foreseen] {
        try AccountRules.requireName(name)
        var group = wanted
        var left: Set<String> = []
        if case .group(let found)? = now[.group(named: name)] {
            if group.id == nil { (group.id, group.wantsSystemID) = (found.id, found.wantsSystemID) }
            group.primaryOf = found.primaryOf
            left = Set(found.members.sorted).subtracting(wanted.members.sorted)
        } else {
            group.primaryOf = []
        }
        var after: [Subject: Foreseen] = [.group(named: name): .image(.group(is: group))]
        // Users who leave were not asked for, so their groups are not known here.
        for member in left { after[.account(named: member)] = .unforeseen }
        for member in group.members.sorted {
            guard case .account(var account)? = now[.account(named: member)] else {
                if now[.account(named: member)] == .absent {
                    throw HostError(.failed, "there is no user \(member)")
                }
                continue
            }
            account.groups = account.groups.inserting(name)
            after[.account(named: member)] = .image(.account(is: account))
        }
        return after
    }

    func removedGroupEffect(
        _ name: String, on now: [Subject: Image]
    ) throws(HostError) -> [Subject: Foreseen] {
        if now[.group(named: name)] == .absent { throw HostError(.failed, "there is no group \(name)") }
        var after: [Subject: Foreseen] = [.group(named: name): .image(.absent)]
        if case .group(let group)? = now[.group(named: name)] {
            if let user = group.primaryOf.sorted.first {
                throw HostError(.failed, "\(name) is the primary group of \(user)")
            }
            for member in group.members.sorted { after[.account(named: member)] = .unforeseen }
        }
        return after
    }
}
