package import Convergence

extension ExtendedAttribute {
    /// An access list as the kernel keeps it (linux/posix_acl_xattr.h): one more user, with a mask.
    /// - Parameters:
    ///   - name: `system.posix_acl_access`, or that of a directory's default list.
    ///   - mode: what the owner, the mask and all others have.
    package static func accessList(
        _ name: String = accessList, user id: UInt32, may permissions: UInt8, mode: FileMode
    ) -> ExtendedAttribute {
        let everyone = UInt32.max
        let entries: [(tag: UInt8, permissions: UInt8, id: UInt32)] = [
            (0x01, UInt8(mode.bits >> 6 & 7), everyone), (0x02, permissions, id),
            (0x04, UInt8(mode.bits >> 3 & 7), everyone), (0x10, UInt8(mode.bits >> 3 & 7), everyone),
            (0x20, UInt8(mode.bits & 7), everyone),
        ]
        var bytes: [UInt8] = [2, 0, 0, 0]
        for entry in entries {
            bytes += [entry.tag, 0, entry.permissions, 0]
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: entry.id >> (8 * $0)) }
        }
        return ExtendedAttribute(name: name, value: bytes)
    }
}
