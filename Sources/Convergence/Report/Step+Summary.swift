extension Step {
    /// What it does, in one line that a person reads.
    package var summary: String {
        switch self {
        case .replaceFile(let path, let contents, let attributes):
            "write \(path) (\(contents.bytes.count) bytes, \(attributes.summary))"
        case .setAttributes(let path, let attributes): "set \(path) to \(attributes.summary)"
        case .makeDirectory(let path, let attributes): "make the directory \(path) (\(attributes.summary))"
        case .replaceLink(let path, let target, _): "link \(path) to \(target)"
        case .remove(let path): "remove \(path)"
        case .setAccount(let name, _): "set up the user \(name)"
        case .removeAccount(let name): "remove the user \(name)"
        case .setGroup(let name, _): "set up the group \(name)"
        case .removeGroup(let name): "remove the group \(name)"
        case .installPackage(let name, let version):
            version.isEmpty ? "install \(name)" : "install \(name) \(version)"
        case .removePackage(let name): "remove the package \(name)"
        case .setUnit(let name, let request): "\(request.summary) \(name)"
        case .refreshUnit(let name, let refresh): "\(refresh.rawValue) \(name)"
        case .replaceRuleset(let table, _): "replace the firewall table \(table)"
        case .removeRuleset(let table): "remove the firewall table \(table)"
        case .setFields(let address, let fields):
            "set \(fields.map(\.pointer.description).joined(separator: ", ")) of \(address.document)"
        case .setValue(let path, _): "write a value to \(path)"
        case .run(let command, _, _):
            "run \(([command.executable.description] + command.arguments).joined(separator: " "))"
        }
    }
}

extension Attributes {
    /// `0640 root:adm`.
    package var summary: String { "\(mode) \(owner):\(group)" }
}

extension UnitRequest {
    fileprivate var summary: String {
        let verbs = [
            masked.map { $0 ? "mask" : "unmask" }, enabled.map { $0 ? "enable" : "disable" },
            running.map { $0 ? "start" : "stop" },
        ]
        return verbs.compactMap(\.self).joined(separator: " and ")
    }
}
