/// What the account tools take for a name and for the fields of passwd(5).
package enum AccountRules {
    /// useradd(8), "CAVEATS".
    private static let longestName = 32

    /// A name that is nobody's option and no other line of the file.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= longestName && name.utf8.first != UInt8(ascii: "-")
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                    UInt8(ascii: "."), UInt8(ascii: "$"):
                    true
                default: false
                }
            }
    }

    static func requireName(_ name: String) throws(HostError) {
        guard isName(name) else { throw HostError(.failed, "'\(name)' is not a name for a user or group") }
    }

    /// Each is one field of one line.
    static func requireFields(of account: Account) throws(HostError) {
        for (field, text) in [
            ("comment", account.comment), ("home", account.home), ("shell", account.shell),
        ] where text.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "\n") || $0 == 0 })
        {
            throw HostError(.failed, "a \(field) cannot have a ':' or a line feed")
        }
        for (field, path) in [("home", account.home), ("shell", account.shell)]
        where !path.isEmpty && path.utf8.first != UInt8(ascii: "/") {
            throw HostError(.failed, "the \(field) '\(path)' is not an absolute path")
        }
    }
}
