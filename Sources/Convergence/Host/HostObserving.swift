/// What may be asked of a host. One question over a closed list of subjects, so that a decorator has one method.
package protocol HostObserving: Sendable {
    /// An absent thing has an image of its absence; an error is "could not tell".
    func image(of subject: Subject) async throws(HostError) -> Image

    /// Threads on which a look may block; `nil` where no look does.
    var lookThreads: (any TaskExecutor)? { get }
}

extension HostObserving {
    package var lookThreads: (any TaskExecutor)? { nil }
}

/// A host that can also be changed. One verb.
package protocol HostChanging: HostObserving {
    /// Performs steps that do not depend on each other, in any order. When it returns, each is done and durable,
    /// or not done and says why, in the order asked.
    func perform(_ steps: [Step]) async -> [Result<Void, HostError>]
}

extension HostChanging {
    package func perform(_ step: Step) async throws(HostError) {
        try await perform([step])[0].get()
    }
}

/// The looks of the kinds: the image of the right kind, or `nil` where nothing is there.
extension HostObserving {
    package func node(at path: Path) async throws(HostError) -> Node? {
        switch try await image(of: .node(at: path)) {
        case .node(let node): node
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    /// What is at a path and whose it is; a file in it is `unreadFile`.
    package func unreadNode(at path: Path) async throws(HostError) -> Node? {
        switch try await image(of: .attributes(of: path)) {
        case .node(let node): node
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    package func names(in path: Path) async throws(HostError) -> Names? {
        switch try await image(of: .names(in: path)) {
        case .names(let names): names
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    package func realPath(of directory: Path) async throws(HostError) -> RealPath {
        switch try await image(of: .realPath(of: directory)) {
        case .realPath(let real): real
        default: preconditionFailure("wrong image")
        }
    }

    package func account(_ name: String) async throws(HostError) -> Account? {
        switch try await image(of: .account(named: name)) {
        case .account(let account): account
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    package func group(_ name: String) async throws(HostError) -> Group? {
        switch try await image(of: .group(named: name)) {
        case .group(let group): group
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    package func package(_ name: String) async throws(HostError) -> PackageState? {
        switch try await image(of: .package(named: name)) {
        case .package(let state): state
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    package func unit(_ name: String) async throws(HostError) -> Unit? {
        switch try await image(of: .unit(named: name)) {
        case .unit(let unit): unit
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    package func field(_ pointer: Pointer, of address: Address) async throws(HostError) -> JSON? {
        switch try await image(of: .field(of: address, at: pointer)) {
        case .field(let value): value
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    /// A whole document; `nil` where its service keeps none.
    package func document(_ address: Address) async throws(HostError) -> JSON? {
        try await field("", of: address)
    }

    /// `nil` where nothing listens.
    package func handshake(_ question: TLSQuestion) async throws(HostError) -> Handshake? {
        switch try await image(of: .handshake(with: question)) {
        case .handshake(let handshake): handshake
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    /// `nil` where nothing listens.
    package func reply(to question: WebQuestion) async throws(HostError) -> WebReply? {
        switch try await image(of: .reply(to: question)) {
        case .reply(let reply): reply
        case .absent: nil
        default: preconditionFailure("wrong image")
        }
    }

    package func answer(to query: Query) async throws(HostError) -> Answer {
        switch try await image(of: .answer(to: query)) {
        case .answer(let answer): answer
        default: preconditionFailure("wrong image")
        }
    }

    package func facts() async throws(HostError) -> Facts {
        switch try await image(of: .facts) {
        case .facts(let facts): facts
        default: preconditionFailure("wrong image")
        }
    }

    /// Seconds since 1970-01-01 00:00 UTC.
    package func clock() async throws(HostError) -> Int {
        switch try await image(of: .clock) {
        case .clock(let seconds): seconds
        default: preconditionFailure("wrong image")
        }
    }

    /// The contents of a file; `nil` where nothing is there, an error where something else is.
    package func contents(of path: Path) async throws(HostError) -> Content? {
        guard let node = try await node(at: path) else { return nil }
        switch node.form {
        case .file(let contents): return contents
        case .unforeseenFile, .withheldFile, .unreadFile:
            throw HostError(.unforeseen, "the contents of \(path)")
        case .directory, .link, .other: throw HostError(.failed, "\(path) is a \(node.formName), not a file")
        }
    }
}
