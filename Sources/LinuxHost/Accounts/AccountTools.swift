internal import Convergence
internal import Glibc

/// The host's own programs for accounts, always this machine's, told by `--prefix` where the files are. They take
/// the locks, keep passwd, shadow, group and gshadow in step, and choose free numbers.
struct AccountTools {
    let root: Root
    let programs: Programs
    let accounts: AccountDatabase
    let swept: SweptDirectories

    enum Tool: String {
        case useradd, usermod, userdel, groupadd, groupmod, groupdel
    }

    func run(_ tool: Tool, _ arguments: [String], on name: String) async throws(HostError) {
        try requireName(name)
        try requireFilesWithin()
        let place = root.isMachine ? [] : ["--prefix", root.directory]
        let path = Path("/usr/sbin/\(tool.rawValue)") ?? .root
        let output = try await programs.run(path, place + arguments + ["--", name], timeout: .seconds(120))
        accounts.forget()
        if output.timedOut { throw HostError(.timedOut, "\(tool.rawValue) did not end within two minutes") }
        guard output.status == 0 else {
            let isLocked = String(decoding: output.complaint, as: UTF8.self).contains("cannot lock")
            throw HostError(
                isLocked ? .busy : .failed,
                isLocked
                    ? "somebody else is changing accounts, or a lock file is left behind: \(output.reason)"
                    : "\(tool.rawValue): \(output.reason)")
        }
    }

    /// Removes a member that is no user any more, and so has no groups of its own to set. gpasswd knows no
    /// `--prefix`; groupmod does not know one member, only all.
    func removeUnknownMember(
        _ user: String, of group: String, leaving members: Names
    ) async throws(HostError) {
        guard root.isMachine else {
            return try await run(.groupmod, ["--users", members.sorted.joined(separator: ",")], on: group)
        }
        try requireName(user)
        try requireName(group)
        try await programs.require("/usr/bin/gpasswd", ["--delete", user, group])
        accounts.forget()
    }

    private func requireName(_ name: String) throws(HostError) {
        guard AccountRules.isName(name) else {
            throw HostError(.failed, "'\(EscapedText.of(name))' is not a name for a user or group")
        }
    }

    /// The programs open these by path: under a root none may lead out of it.
    private func requireFilesWithin() throws(HostError) {
        guard !root.isMachine else { return }
        for path in ["/etc"] + Subject.accountFiles {
            do throws(Unresolved) {
                let opened = try root.open(path, O_RDONLY)
                let status = opened.descriptor.status
                guard status.isRegular || status.isDirectory else { throw .unsafeLink(in: path.description) }
            } catch .absent {
                continue
            } catch .unsafeLink {
                throw HostError(
                    .unsafe, "\(path) of this root is a symbolic link: the account tools would follow it out")
            } catch {
                throw error.hostError("cannot look at \(path)")
            }
        }
    }
}
