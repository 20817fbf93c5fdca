internal import Convergence
internal import Glibc

/// The one change that usermod cannot make under a root: another primary group. The file is replaced whole, under
/// the lock file that the account tools honour.
struct PasswdEditor {
    private static let passwd: Path = "/etc/passwd"
    private static let groupField = 3

    let tools: AccountTools

    func setPrimaryGroup(of user: String, to group: String) throws(HostError) {
        let names = try tools.accounts.current()
        let id = try names.groupID(group)
        let directory = try OpenDirectory("/etc", in: tools.root, tools.swept)
        let lock = openat(directory.number, "passwd.lock", O_WRONLY | O_CREAT | O_EXCL | Root.always, 0o600)
        guard lock >= 0 else {
            throw errno == EEXIST
                ? HostError(.busy, "somebody else is changing accounts, or /etc/passwd.lock is left behind")
                : HostError(errno: errno, "cannot lock /etc/passwd")
        }
        defer { unlinkat(directory.number, "passwd.lock", 0) }
        let holder = Array("\(getpid())\0".utf8)
        let file = Descriptor(lock)
        _ = write(file.number, holder, holder.count)

        let reader = NodeReader(root: tools.root, names: names, secrets: KnownSecrets())
        guard case .node(let node) = try reader.node(at: Self.passwd), case .file(let contents) = node.form
        else {
            throw HostError(.failed, "there is no file \(Self.passwd)")
        }
        let changed = FileReplacement(
            path: Self.passwd, contents: Content(Self.bytes(contents.bytes, settingGroupOf: user, to: id)),
            attributes: node.attributes, values: [:])
        try changed.commit(try changed.prepare(in: directory, names, isFlushed: true), in: directory)
        try directory.synchronize()
        tools.accounts.forget()
    }

    /// The file with the fourth field of one user's first line changed; see passwd(5).
    static func bytes(_ passwd: [UInt8], settingGroupOf user: String, to id: gid_t) -> [UInt8] {
        var lines = passwd.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            Array($0)
        }
        let start = Array("\(user):".utf8)
        guard let index = lines.firstIndex(where: { $0.starts(with: start) }) else { return passwd }
        var fields = lines[index].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { Array($0) }
        guard fields.count > groupField else { return passwd }
        fields[groupField] = Array(String(id).utf8)
        lines[index] = Array(fields.joined(separator: [UInt8(ascii: ":")]))
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
}
