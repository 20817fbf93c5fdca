package import Convergence
internal import Glibc

/// A real Linux host: the machine itself, or a tree of one under a root directory.
///
/// Under a root directory nothing of the tree is ever executed, and what only a running system can do is refused.
package struct LinuxHost: HostChanging {
    let root: Root
    let accounts: AccountDatabase
    let packages: PackageDatabase
    let programs: Programs
    let vault: Vault
    let swept = SweptDirectories()

    /// `root` is an absolute path; `secrets` are all that contents read by looks are searched for.
    package init(root: String = "/", secrets: [SecretReference] = []) throws(HostError) {
        StandardStreams.occupy()
        self.root = try Root(root)
        accounts = AccountDatabase(self.root)
        packages = PackageDatabase(self.root)
        programs = Programs()
        vault = Vault(secrets, programs: programs)
    }

    package var lookThreads: (any TaskExecutor)? { LookThreads.shared }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        switch subject {
        case .node(let path):
            return try NodeReader(root: root, names: accounts.names(), secrets: await vault.known()).node(
                at: path)
        case .attributes(let path):
            return try NodeReader(root: root, names: accounts.names(), secrets: KnownSecrets()).attributes(
                of: path)
        case .names(let path):
            return try NodeReader(root: root, names: accounts.names(), secrets: KnownSecrets()).names(
                in: path)
        case .realPath(let path): return .realPath(is: try place(of: path))
        case .account(let name): return try accounts.account(name).map { .account(is: $0) } ?? .absent
        case .group(let name): return try accounts.group(name).map { .group(is: $0) } ?? .absent
        case .package(let name): return try packages.image(of: name)
        case .unit(let name): return try await units.image(of: name)
        case .answer(let query): return try await answer(to: query)
        case .clock: return .clock(is: time(nil))
        case .facts: return .facts(are: try FactsReader(root: root).facts())
        case .ruleset(let table):
            throw HostError(
                .unsupported, "this host does not read firewall tables (\(EscapedText.of(table)))")
        case .field(let address, _):
            throw HostError(.unsupported, "the machine itself keeps no documents of \(address.service)")
        case .handshake, .reply:
            throw HostError(.unsupported, "the machine itself is not looked at from outside")
        }
    }

    /// Lends the bytes of a secret to who must show them elsewhere; they are overwritten when nobody needs them any more.
    ///
    /// Each secret is resolved once in a run. Errors name the reference and never hold the value.
    package func withSecret<Result>(
        _ reference: SecretReference, _ use: (UnsafeRawBufferPointer) throws(HostError) -> Result
    ) async throws(HostError) -> Result {
        try await vault.withValue(of: reference, use)
    }

    private func place(of path: Path) throws(HostError) -> RealPath {
        do throws(Unresolved) {
            return try Walk(root).realPath(of: path)
        } catch {
            throw error.hostError("cannot tell where \(path) is")
        }
    }

    private func answer(to query: Query) async throws(HostError) -> Image {
        guard root.isMachine else {
            throw HostError(.unsupported, "commands are not run under a root directory")
        }
        let command = query.command
        let said = try await programs.run(command.executable, command.arguments)
        if said.timedOut {
            throw HostError(.timedOut, "\(command.executable) did not end within a minute and was stopped")
        }
        if said.isCut {
            throw HostError(
                .tooLarge, "\(command.executable) says more than the 1 MiB that is read of an answer")
        }
        let secrets = await vault.known()
        func text(_ bytes: [UInt8]) -> String {
            secrets.censored(bytes).withUnsafeBytes { EscapedText.name($0) }
        }
        return .answer(
            is: Answer(status: said.status, output: text(said.output), complaint: text(said.complaint)))
    }
}
