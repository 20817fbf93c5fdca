/// One change to a host. Data: it prints, compares and encodes; its labels are the keys of the JSON.
/// The only way anything is ever changed.
package enum Step: Hashable, Sendable, Codable {
    /// Puts a whole file in place at once, over a file, a link or nothing.
    case replaceFile(at: Path, contents: Content, attributes: Attributes)
    case setAttributes(of: Path, to: Attributes)
    case makeDirectory(at: Path, attributes: Attributes)
    /// Puts a symbolic link in place at once, over a file, a link or nothing. The mode of a link means nothing.
    case replaceLink(at: Path, to: String, attributes: Attributes)
    /// Removes a file, a link or an empty directory.
    case remove(at: Path)
    /// Makes or changes a user. Cannot set a password; locks or unlocks the one there is.
    case setAccount(named: String, to: Account)
    /// Removes a user, not its home.
    case removeAccount(named: String)
    case setGroup(named: String, to: Group)
    case removeGroup(named: String)
    /// Installs exactly this version, also an older one; an empty version is the newest there is.
    case installPackage(named: String, version: String)
    /// Removes a package, not its configuration.
    case removePackage(named: String)
    case setUnit(named: String, to: UnitRequest)
    case refreshUnit(named: String, by: Refresh)
    case replaceRuleset(table: String, rules: String)
    case removeRuleset(table: String)
    case setFields(of: Address, to: [Field])
    /// Writes a value into a file of the kernel, below `/proc` or `/sys`.
    case setValue(at: Path, text: String)
    /// Anything else. `changes` is all it may touch: those become unforeseen. `undo` is empty or one command.
    case run(command: Command, undo: [Command], changes: [Subject])

    /// A field of a document and its new value; `nil` removes the field.
    package struct Field: Hashable, Sendable, Codable {
        package var pointer: Pointer
        package var value: JSON?

        package init(_ pointer: Pointer, _ value: JSON?) {
            self.pointer = pointer
            self.value = value
        }

        private enum CodingKeys: CodingKey { case pointer, value }

        // By hand: the compiler's own decoding takes a value of null for none.
        package init(from decoder: any Decoder) throws {
            let keyed = try decoder.container(keyedBy: CodingKeys.self)
            pointer = try keyed.decode(Pointer.self, forKey: .pointer)
            value = keyed.contains(.value) ? try keyed.decode(JSON.self, forKey: .value) : nil
        }

        package func encode(to encoder: any Encoder) throws {
            var keyed = encoder.container(keyedBy: CodingKeys.self)
            try keyed.encode(pointer, forKey: .pointer)
            if let value { try keyed.encode(value, forKey: .value) }
        }
    }

    package enum Refresh: String, Hashable, Sendable, Codable, Comparable {
        case reload, restart

        package static func < (left: Self, right: Self) -> Bool { left == .reload && right == .restart }
    }
}

extension Step {
    /// The subjects this step writes: a before-image is taken of each.
    package var writes: [Subject] {
        switch self {
        case .replaceFile(let path, _, _), .makeDirectory(let path, _), .replaceLink(let path, _, _),
            .remove(let path), .setValue(let path, _):
            [.node(at: path)]
        case .setAttributes(let path, _): [.attributes(of: path)]
        case .setAccount(let name, let account):
            account.group == name
                ? [.account(named: name), .group(named: name)] : [.account(named: name)]
        case .removeAccount(let name): [.account(named: name), .group(named: name)]
        case .setGroup(let name, _), .removeGroup(let name): [.group(named: name)]
        case .installPackage(let name, _), .removePackage(let name): [.package(named: name)]
        case .setUnit(let name, _), .refreshUnit(let name, _): [.unit(named: name)]
        case .replaceRuleset(let table, _), .removeRuleset(let table): [.ruleset(table: table)]
        case .setFields(let address, let fields): fields.map { .field(of: address, at: $0.pointer) }
        case .run(_, _, let changes): changes
        }
    }

    /// What must be known to tell what this step will do: what it writes and more.
    package var needs: [Subject] {
        switch self {
        case .replaceFile(let path, _, let attributes), .makeDirectory(let path, let attributes),
            .replaceLink(let path, _, let attributes):
            writes + (path.parent.map { [.node(at: $0)] } ?? []) + Self.owners(attributes)
        case .setAttributes(_, let attributes): writes + Self.owners(attributes)
        case .remove(let path): writes + [.names(in: path)]
        case .setAccount(_, let account):
            writes
                + ([account.group] + account.groups.sorted).map { Subject.group(named: $0) }
                .filter { !writes.contains($0) }
        case .setGroup(_, let group): writes + group.members.sorted.map { .account(named: $0) }
        default: writes
        }
    }

    /// The directory in which this puts something, where it is a symbolic link: it may lead nowhere.
    func linkedParent(_ now: [Subject: Image]) -> Path? {
        switch self {
        case .replaceFile(let path, _, _), .makeDirectory(let path, _), .replaceLink(let path, _, _):
            guard let parent = path.parent, case .node(let node)? = now[.node(at: parent)],
                case .link = node.form
            else { return nil }
            return parent
        default: return nil
        }
    }

    /// The accounts that must exist; root and bare numbers always do.
    private static func owners(_ attributes: Attributes) -> [Subject] {
        func mustExist(_ name: String) -> Bool { name != "root" && UInt32(name) == nil }
        var found: [Subject] = []
        if mustExist(attributes.owner) { found.append(.account(named: attributes.owner)) }
        if mustExist(attributes.group) { found.append(.group(named: attributes.group)) }
        return found
    }

    /// Subjects that change with what this step writes and cannot be foretold.
    package var disturbs: [Subject] {
        switch self {
        case .setAccount, .removeAccount, .setGroup, .removeGroup:
            Subject.accountFiles.map { .node(at: $0) }
        default: []
        }
    }
}
