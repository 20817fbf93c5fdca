internal import Convergence

/// Makes, changes and removes users. No home directory and no mailbox is made or removed.
struct AccountWriter {
    let tools: AccountTools

    func set(_ name: String, to wanted: Account) async throws(HostError) {
        if let present = try tools.accounts.account(name) {
            try await change(name, from: present, to: wanted)
        } else {
            try await add(name, wanted)
        }
        try verify(name, wanted)
    }

    func remove(_ name: String) async throws(HostError) {
        guard let account = try tools.accounts.account(name) else {
            throw HostError(.failed, "there is no user \(name)")
        }
        let own = try tools.accounts.group(name)
        try await tools.run(.userdel, [], on: name)
        // Whether userdel removes the user's own group depends on login.defs(5); here it always goes.
        if account.group == name, let own, own.primaryOf == [name], own.members.removing(name).isEmpty,
            try tools.accounts.group(name) != nil
        {
            try await tools.run(.groupdel, [], on: name)
        }
        guard try tools.accounts.account(name) == nil else {
            throw HostError(.failed, "userdel did not remove \(name)")
        }
    }

    private func add(_ name: String, _ account: Account) async throws(HostError) {
        guard account.password == .none || account.password == .locked else {
            throw HostError(.failed, "a password cannot be given to \(name)")
        }
        var arguments = [
            "--no-create-home", "--comment", account.comment, "--home-dir", account.home, "--shell",
            account.shell,
            // useradd has no option against a mailbox; there is none below a file.
            "--key", "MAIL_DIR=/dev/null",
        ]
        if let id = account.id { arguments += ["--uid", String(id)] }
        if account.wantsSystemID { arguments += ["--system"] }
        if account.group == name, try tools.accounts.group(name) == nil {
            arguments += ["--user-group"]
        } else {
            arguments += ["--no-user-group", "--gid", account.group]
        }
        if !account.groups.isEmpty {
            arguments += ["--groups", account.groups.sorted.joined(separator: ",")]
        }
        try await tools.run(.useradd, arguments, on: name)
    }

    private func change(_ name: String, from old: Account, to new: Account) async throws(HostError) {
        // Before anything is changed.
        let passwordArguments = try passwordArguments(name, from: old.password, to: new.password)
        var arguments: [String] = []
        if let id = new.id, id != old.id { arguments += ["--uid", String(id)] }
        if new.comment != old.comment { arguments += ["--comment", new.comment] }
        if new.home != old.home { arguments += ["--home", new.home] }
        if new.shell != old.shell { arguments += ["--shell", new.shell] }
        if new.groups != old.groups { arguments += ["--groups", new.groups.sorted.joined(separator: ",")] }
        if new.group != old.group, tools.root.isMachine { arguments += ["--gid", new.group] }
        if !arguments.isEmpty { try await tools.run(.usermod, arguments, on: name) }
        // With --prefix usermod looks the group up in this machine's files.
        if new.group != old.group, !tools.root.isMachine {
            try PasswdEditor(tools: tools).setPrimaryGroup(of: name, to: new.group)
        }
        if !passwordArguments.isEmpty { try await tools.run(.usermod, passwordArguments, on: name) }
    }

    private func passwordArguments(
        _ name: String, from old: Account.Password, to new: Account.Password
    ) throws(HostError) -> [String] {
        switch (old, new) {
        case _ where old == new: []
        case (.usable, .locked), (.empty, .none): ["--lock"]
        case (.locked, .usable): ["--unlock"]
        default: throw HostError(.failed, "the password of \(name) cannot go from \(old) to \(new)")
        }
    }

    /// The programs' success is not believed.
    private func verify(_ name: String, _ wanted: Account) throws(HostError) {
        guard var real = try tools.accounts.account(name) else {
            throw HostError(.failed, "useradd did not make \(name)")
        }
        // A new account has no password to keep behind a lock.
        if wanted.password == .locked, real.password == .none { real.password = .locked }
        guard Image.account(is: real).fulfils(.account(is: wanted)) else {
            throw HostError(
                .failed, "the account tools did not make \(name) as asked: \(Self.differences(real, wanted))")
        }
    }

    private static func differences(_ real: Account, _ wanted: Account) -> String {
        let aspects: [(String, String, String)] = [
            (
                "id", wanted.id == nil && !wanted.wantsSystemID ? "" : real.id.map(String.init) ?? "",
                wanted.wantsSystemID ? "below 1000" : wanted.id.map(String.init) ?? ""
            ),
            ("group", real.group, wanted.group), ("comment", real.comment, wanted.comment),
            ("home", real.home, wanted.home), ("shell", real.shell, wanted.shell),
            (
                "groups", real.groups.sorted.joined(separator: ","),
                wanted.groups.sorted.joined(separator: ",")
            ),
            ("password", real.password.rawValue, wanted.password.rawValue),
        ]
        return aspects.filter { $0.1 != $0.2 }
            .map {
                "\($0.0) is '\(EscapedText.of($0.1, limit: 80))', not '\(EscapedText.of($0.2, limit: 80))'"
            }
            .joined(separator: ", ")
    }
}
