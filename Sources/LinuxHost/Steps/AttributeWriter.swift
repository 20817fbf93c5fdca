internal import CLinux
internal import Convergence
internal import Glibc

/// Gives an open file exactly the attributes wanted, and says so only when it has them.
struct AttributeWriter {
    let wanted: Attributes
    private let user: uid_t
    private let group: gid_t

    init(_ wanted: Attributes, _ names: AccountNames) throws(HostError) {
        self.wanted = wanted
        user = try names.userID(wanted.owner)
        group = try names.groupID(wanted.group)
    }

    /// In an order in which nobody may ever read more than before or after: fewer rights, owner, access lists,
    /// rights. A change of owner clears set-user bits and capabilities, so those come after it.
    ///
    /// - Returns: what the file is afterwards.
    @discardableResult
    func apply(to number: Int32, isPath: Bool) throws(HostError) -> stat {
        let before = Descriptor.status(of: number)
        var now = before
        let mode = mode_t(wanted.mode.bits)
        if before.st_uid != user || before.st_gid != group {
            let common = before.st_mode & mode & 0o777
            if !before.isLink, before.st_mode & 0o7777 != common {
                guard holdfast_change_mode(number, isPath, common) == 0 else {
                    throw HostError(errno: errno, "cannot set the mode")
                }
            }
            guard holdfast_change_owner(number, user, group) == 0 else {
                throw HostError(errno: errno, "cannot give it to \(wanted.owner):\(wanted.group)")
            }
        }
        let extended = ExtendedAttributes(of: number, isPath: isPath)
        let isListChanged = try extended.write(wanted.extended)
        // Owners and access lists change the mode along.
        if isListChanged || before.st_uid != user || before.st_gid != group {
            now = Descriptor.status(of: number)
        }
        if !before.isLink, now.st_mode & 0o7777 != mode {
            guard holdfast_change_mode(number, isPath, mode) == 0 else {
                throw HostError(errno: errno, "cannot set the mode")
            }
        }
        return try verified(number, extended)
    }

    private func verified(_ number: Int32, _ extended: ExtendedAttributes) throws(HostError) -> stat {
        let after = Descriptor.status(of: number)
        guard after.st_uid == user, after.st_gid == group else {
            throw HostError(.failed, "the file system did not take the owner \(wanted.owner):\(wanted.group)")
        }
        guard after.isLink || after.st_mode & 0o7777 == mode_t(wanted.mode.bits) else {
            throw HostError(.failed, "the file system did not take the mode \(wanted.mode)")
        }
        if wanted.extended.isEmpty { return after }
        guard try extended.read() == wanted.extended else {
            throw HostError(
                .failed,
                "the extended attributes did not stay as they were set: an access list and the mode "
                    + "\(wanted.mode) may not fit each other")
        }
        return after
    }
}
