/// Which attributes Linux refuses, and where; xattr(7), acl(5).
struct AttributeRules {
    private static let accessLists = "system.posix_acl_"
    private static let spaces = ["user.", "trusted.", "security.", accessLists]
    /// chown(2) takes it for "leave as it is".
    private static let noID = UInt32.max

    let attributes: Attributes

    init(_ attributes: Attributes) { self.attributes = attributes }

    /// Throws when what is of this form cannot have them.
    func require(for form: Node.Form, at path: Path) throws(HostError) {
        for attribute in attributes.extended {
            let name = attribute.name
            let doing = "\(path): cannot set the attribute \(name)"
            guard Self.spaces.contains(where: { name.hasPrefix($0) && name != $0 }) else {
                throw HostError(.unsupported, "\(doing): its file system has no such attributes")
            }
            switch form {
            case .link where name.hasPrefix(Self.accessLists):
                throw HostError(.unsupported, "\(doing): a symbolic link has no access list")
            case .link where name.hasPrefix("user."), .other where name.hasPrefix("user."):
                throw HostError(.denied, "\(doing): only files and directories have it")
            case .directory, .link: break
            default:
                if name == ExtendedAttribute.defaultAccessList {
                    throw HostError(.denied, "\(doing): only directories have it")
                }
            }
        }
        for list in attributes.extended where list.name == ExtendedAttribute.accessList {
            guard AccessList.applying(attributes.mode, to: list.value) == list.value else {
                throw HostError(
                    .failed, "\(path): the access list and the mode \(attributes.mode) do not fit each other")
            }
        }
    }

    /// Throws when the owner or group cannot be one; `now` holds those that must exist.
    func requireOwners(on now: [Subject: Image]) throws(HostError) {
        if now[.account(named: attributes.owner)] == .absent || UInt32(attributes.owner) == Self.noID {
            throw HostError(.failed, "there is no user \(attributes.owner)")
        }
        if now[.group(named: attributes.group)] == .absent || UInt32(attributes.group) == Self.noID {
            throw HostError(.failed, "there is no group \(attributes.group)")
        }
    }
}
