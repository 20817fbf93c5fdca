internal import Convergence
internal import Glibc
internal import Synchronization

/// The accounts of a root. Its files are parsed once, and again when one of them changed.
final class AccountDatabase: Sendable {
    private let root: Root
    private let cache = Mutex<AccountNames?>(nil)

    init(_ root: Root) { self.root = root }

    /// Names for the owners of files: not checked against the files again until `forget`.
    func names() throws(HostError) -> AccountNames {
        if let cached = cache.withLock({ $0 }) { return cached }
        return try current()
    }

    /// Tables as the files are at this moment.
    func current() throws(HostError) -> AccountNames {
        let stamps = try stamps()
        if let cached = cache.withLock({ $0 }), cached.stamps == stamps { return cached }
        let tables = AccountTables(
            passwd: try root.contents(of: "/etc/passwd") ?? [],
            group: try root.contents(of: "/etc/group") ?? [])
        let fresh = AccountNames(tables, stamps: stamps)
        cache.withLock { $0 = fresh }
        return fresh
    }

    /// After a step that changes accounts.
    func forget() { cache.withLock { $0 = nil } }

    func account(_ name: String) throws(HostError) -> Account? {
        let tables = try current().tables
        guard let user = tables.users[name] else { return nil }
        return tables.account(name, password: try password(of: name, user.password))
    }

    func group(_ name: String) throws(HostError) -> Group? { try current().tables.group(name) }

    private func password(of name: String, _ field: String) throws(HostError) -> Account.Password {
        // Any other text than `x` is the password itself, as before there were shadow files.
        guard field == "x" else { return Account.Password(field: field) }
        let shadow: [UInt8]?
        do throws(HostError) {
            shadow = try root.contents(of: "/etc/shadow")
        } catch  where error.code == .denied {
            return .unread
        }
        guard let shadow, let secret = AccountTables.passwords(shadow: shadow)[name] else { return .none }
        return Account.Password(field: secret)
    }

    /// What tells that a file is another one than before.
    struct Stamp: Hashable, Sendable {
        var inode: UInt64 = 0
        var size = 0
        var seconds = 0
        var nanoseconds = 0
    }

    private func stamps() throws(HostError) -> [Stamp] {
        try ["/etc/passwd", "/etc/group"].map { (path: Path) throws(HostError) in
            do throws(Unresolved) {
                let status = try root.openFollowing(path).status
                return Stamp(
                    inode: UInt64(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
                    nanoseconds: status.st_mtim.tv_nsec)
            } catch .absent {
                return Stamp()
            } catch {
                throw error.hostError("cannot read \(path)")
            }
        }
    }
}

/// A snapshot of the account tables, shared by looks.
final class AccountNames: Sendable {
    let tables: AccountTables
    let stamps: [AccountDatabase.Stamp]

    init(_ tables: AccountTables, stamps: [AccountDatabase.Stamp]) {
        self.tables = tables
        self.stamps = stamps
    }

    /// A number where there is no name.
    func user(_ id: uid_t) -> String { tables.userNames[id] ?? (id == 0 ? "root" : String(id)) }
    func group(_ id: gid_t) -> String { tables.groupNames[id] ?? (id == 0 ? "root" : String(id)) }

    func userID(_ name: String) throws(HostError) -> uid_t {
        if let user = tables.users[name] { return user.id }
        if name == "root" { return 0 }
        guard let id = uid_t(name), id != .max else {
            throw HostError(.failed, "there is no user \(EscapedText.of(name))")
        }
        return id
    }

    func groupID(_ name: String) throws(HostError) -> gid_t {
        if let group = tables.groups[name] { return group.id }
        if name == "root" { return 0 }
        guard let id = gid_t(name), id != .max else {
            throw HostError(.failed, "there is no group \(EscapedText.of(name))")
        }
        return id
    }
}
