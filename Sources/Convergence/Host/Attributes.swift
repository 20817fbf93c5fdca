internal import FoundationEssentials

/// Who owns a file or directory, and who may do what with it.
package struct Attributes: Hashable, Sendable, Codable {
    package var mode: FileMode
    /// A name of the host's own account database, or a number where the database has no name for it.
    package var owner: String
    package var group: String
    /// Access lists, capabilities and user attributes, in order of their names. The kernel's own labels
    /// (`security.selinux`, `security.ima`, `security.evm`) are not among them: the host keeps those as they are.
    package var extended: [ExtendedAttribute]

    package init(
        mode: FileMode, owner: String = "root", group: String = "root", extended: [ExtendedAttribute] = []
    ) {
        self.mode = mode
        self.owner = owner
        self.group = group
        self.extended = extended
    }

    /// The same with other permission bits; an access list follows as `chmod` makes it follow.
    package func with(mode: FileMode) -> Attributes {
        var changed = self
        changed.mode = mode
        if let index = extended.firstIndex(where: { $0.name == ExtendedAttribute.accessList }) {
            changed.extended[index].value = AccessList.applying(mode, to: extended[index].value)
        }
        return changed
    }
}

/// One extended attribute; see xattr(7).
package struct ExtendedAttribute: Hashable, Sendable, Codable {
    /// The attribute in which Linux keeps a POSIX access list; see acl(5).
    package static let accessList = "system.posix_acl_access"
    /// What a directory gives to all that comes into it; acl(5).
    package static let defaultAccessList = "system.posix_acl_default"

    package var name: String
    package var value: [UInt8]

    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    private enum CodingKeys: CodingKey { case name, base64 }

    package init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        name = try keyed.decode(String.self, forKey: .name)
        value = Array(try keyed.decode(Data.self, forKey: .base64))
    }

    package func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        try keyed.encode(name, forKey: .name)
        try keyed.encode(Data(value), forKey: .base64)
    }
}

/// The kernel's bytes of a POSIX access list: a version, then entries of tag, permissions and id, little-endian
/// (linux/posix_acl_xattr.h).
enum AccessList {
    private static let headerSize = 4
    private static let entrySize = 8
    private enum Tag { static let owner = 0x01, group = 0x04, mask = 0x10, other = 0x20 }

    /// What `chmod` makes of an access list: the group bits go to the mask where there is one.
    static func applying(_ mode: FileMode, to bytes: [UInt8]) -> [UInt8] {
        let entries = stride(from: headerSize, through: bytes.count - entrySize, by: entrySize)
        let hasMask = entries.contains { Int(bytes[$0]) == Tag.mask }
        var changed = bytes
        for entry in entries {
            switch Int(bytes[entry]) {
            case Tag.owner: changed[entry + 2] = UInt8(mode.bits >> 6 & 7)
            case Tag.group where !hasMask: changed[entry + 2] = UInt8(mode.bits >> 3 & 7)
            case Tag.mask: changed[entry + 2] = UInt8(mode.bits >> 3 & 7)
            case Tag.other: changed[entry + 2] = UInt8(mode.bits & 7)
            default: break
            }
        }
        return changed
    }
}
