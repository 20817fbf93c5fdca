extension Step {
    /// What Linux makes of a step at a path.
    func nodeEffect(on now: [Subject: Image]) throws(HostError) -> [Subject: Foreseen] {
        let view = NodeView(now)
        switch self {
        case .replaceFile(let path, let contents, let attributes):
            try view.requireReplaceable(path)
            try view.require(attributes, for: .file(contents: contents), at: path)
            return [.node(at: path): .image(.node(is: Node(.file(contents: contents), attributes)))]
        case .replaceLink(let path, let target, let attributes):
            try view.requireTarget(target, of: path)
            try view.requireReplaceable(path)
            try view.require(attributes, for: .link(to: target), at: path)
            var kept = Attributes(mode: 0o777, owner: attributes.owner, group: attributes.group)
            kept.extended = attributes.extended
            return [.node(at: path): .image(.node(is: Node(.link(to: target), kept)))]
        case .makeDirectory(let path, let attributes):
            try view.requirePlace(path)
            try view.require(attributes, for: .directory, at: path)
            switch try view.found(path) {
            case .nothing: break
            case .something: throw HostError(.failed, "\(path) exists")
            }
            return [.node(at: path): .image(.node(is: Node(.directory, attributes)))]
        case .setAttributes(let path, let attributes):
            try AttributeRules(attributes).requireOwners(on: now)
            guard case .something(var node) = try view.found(.attributes(of: path), at: path) else {
                throw HostError(.failed, "there is no \(path)")
            }
            if case .link = node.form { throw HostError(.failed, "\(path) is a symbolic link") }
            try AttributeRules(attributes).require(for: node.form, at: path)
            node.attributes = attributes
            return [.attributes(of: path): .image(.node(is: node))]
        case .remove(let path):
            guard case .something(let node) = try view.found(path) else {
                throw HostError(.failed, "there is no \(path)")
            }
            try view.requireOutsideKernel(path)
            guard path != .root else { throw HostError(.failed, "/ cannot be removed") }
            if node.form == .directory, let names = now[.names(in: path)] {
                if case .names(let names) = names, !names.isEmpty {
                    throw HostError(.failed, "\(path) is not empty")
                }
            }
            return [.node(at: path): .image(.absent)]
        case .setValue(let path, let text):
            try view.requireInKernel(path)
            guard case .something(var node) = try view.found(path) else {
                throw HostError(.unsupported, "this kernel has no \(path)")
            }
            guard case .file = node.form else { throw HostError(.failed, "\(path) holds no value") }
            node.form = .file(contents: Content(text + "\n"))
            return [.node(at: path): .image(.node(is: node))]
        default: preconditionFailure("not a step at a path")
        }
    }
}

/// The paths a step needs, as they are.
private struct NodeView {
    enum Found {
        case nothing
        case something(Node)
    }

    private let now: [Subject: Image]
    init(_ now: [Subject: Image]) { self.now = now }

    func found(_ path: Path) throws(HostError) -> Found { try found(.node(at: path), at: path) }

    func found(_ subject: Subject, at path: Path) throws(HostError) -> Found {
        switch now[subject] {
        case .absent?: return .nothing
        case .node(let node)?: return .something(node)
        case nil: throw HostError(.unforeseen, "what is at \(path)")
        default: preconditionFailure("a path has another kind of image")
        }
    }

    func requireOutsideKernel(_ path: Path) throws(HostError) {
        if path.isWithin("/proc") || path.isWithin("/sys") {
            throw HostError(.failed, "\(path) belongs to the kernel: nothing can be put there or removed")
        }
    }

    func requireInKernel(_ path: Path) throws(HostError) {
        guard path.isWithin("/proc") || path.isWithin("/sys") else {
            throw HostError(.failed, "\(path) does not belong to the kernel: a value cannot be set there")
        }
    }

    /// There is a directory for it, and the name is one Linux takes.
    func requirePlace(_ path: Path) throws(HostError) {
        try requireOutsideKernel(path)
        guard path.name.utf8.count <= 255 else { throw HostError(.failed, "the name of \(path) is too long") }
        guard let parent = path.parent else { throw HostError(.failed, "/ cannot be replaced") }
        switch try found(parent) {
        case .nothing: throw HostError(.failed, "there is no directory \(parent)")
        case .something(let node):
            switch node.form {
            case .directory: break
            case .link:
                // Its names are what is where it leads.
                if now[.names(in: parent)] == .absent {
                    throw HostError(.failed, "there is no directory \(parent)")
                }
            default: throw HostError(.failed, "\(parent) is not a directory")
            }
        }
    }

    /// As for `requirePlace`, and what is there already may be replaced.
    func requireReplaceable(_ path: Path) throws(HostError) {
        try requirePlace(path)
        guard case .something(let node) = try found(path) else { return }
        switch node.form {
        case .directory: throw HostError(.failed, "\(path) is a directory")
        case .other: throw HostError(.failed, "\(path) is a device, a socket or a pipe")
        default: break
        }
        if node.links > 1 {
            throw HostError(
                .failed,
                "\(path) has \(node.links) names (hard links): replacing it would part it from the others")
        }
    }

    func require(_ attributes: Attributes, for form: Node.Form, at path: Path) throws(HostError) {
        try AttributeRules(attributes).requireOwners(on: now)
        try AttributeRules(attributes).require(for: form, at: path)
    }

    /// symlink(2) takes no other text.
    func requireTarget(_ target: String, of path: Path) throws(HostError) {
        guard !target.isEmpty, target.utf8.count < 4096, !target.utf8.contains(0) else {
            throw HostError(.failed, "\(path): a symbolic link cannot hold this text")
        }
    }
}
