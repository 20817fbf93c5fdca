internal import CLinux
internal import Convergence
internal import Glibc
internal import Synchronization

/// Resolves references to secrets when they are first needed, once in a run.
///
/// Secrets are kept on the machine Holdfast runs on, also when it prepares another root.
final class Vault: Sendable {
    /// Shorter values would be found by chance in any file.
    private static let shortest = 4

    private let references: [SecretReference]
    private let programs: Programs
    private let table = Mutex<[SecretReference: Result<SecretBytes, HostError>]>([:])
    private let resolved = Mutex<KnownSecrets?>(nil)
    private let resolution = Mutex<Task<KnownSecrets, Never>?>(nil)

    /// `references` are all that files are searched for.
    init(_ references: [SecretReference], programs: Programs) {
        self.references = references
        self.programs = programs
    }

    /// Those of the references that could be resolved. One that could not is known by its steps' failing; what
    /// a file holds of it cannot be recognised, and is hidden by whoever compares contents that have holes.
    func known() async -> KnownSecrets {
        // Without a lock for every look of a policy without secrets.
        if references.isEmpty { return .none }
        if let known = resolved.withLock({ $0 }) { return known }
        // Many looks come at once; the programs that print secrets run once.
        let task = resolution.withLock { task in
            let running = task ?? Task { await self.resolveAll() }
            task = running
            return running
        }
        return await task.value
    }

    private func resolveAll() async -> KnownSecrets {
        var entries: [KnownSecrets.Entry] = []
        for reference in references {
            do throws(HostError) {
                entries.append(.init(reference: reference, value: try await value(of: reference)))
            } catch {
                continue
            }
        }
        let known = KnownSecrets(entries)
        resolved.withLock { $0 = known }
        return known
    }

    /// The values of the holes in `contents`.
    func values(
        for contents: Content
    ) async throws(HostError) -> [SecretReference: SecretBytes] {
        var values: [SecretReference: SecretBytes] = [:]
        for hole in contents.holes where values[hole.secret] == nil {
            values[hole.secret] = try await value(of: hole.secret)
        }
        return values
    }

    /// The value is not kept alive beyond `use` by anybody but the vault.
    func withValue<Result>(
        of reference: SecretReference, _ use: (UnsafeRawBufferPointer) throws(HostError) -> Result
    ) async throws(HostError) -> Result {
        let value = try await value(of: reference)
        defer { withExtendedLifetime(value) {} }
        return try use(value.bytes)
    }

    private func value(of reference: SecretReference) async throws(HostError) -> SecretBytes {
        if let known = table.withLock({ $0[reference] }) { return try known.get() }
        let result: Result<SecretBytes, HostError>
        do throws(HostError) {
            result = .success(try await read(reference))
            holdfast_forbid_core_files()
        } catch {
            result = .failure(error)
        }
        table.withLock { $0[reference] = result }
        return try result.get()
    }

    private func read(_ reference: SecretReference) async throws(HostError) -> SecretBytes {
        var bytes: [UInt8]
        switch reference {
        case .environment(let variable): bytes = try Self.environment(variable, reference)
        case .file(let path):
            bytes = try SecretFile.read(path.description, reference)
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        case .credential(let name):
            bytes = try Self.credential(name, reference)
        case .command(let command):
            bytes = try await programs.secret(of: command, reference)
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        }
        defer { SecretBytes.wipe(&bytes) }
        guard !bytes.isEmpty else { throw HostError(.failed, "the secret \(reference) is empty") }
        guard bytes.count >= Self.shortest else {
            throw HostError(.failed, "the secret \(reference) is shorter than \(Self.shortest) bytes")
        }
        guard !bytes.contains(0) else { throw HostError(.failed, "the secret \(reference) holds a NUL byte") }
        return SecretBytes(taking: &bytes)
    }

    private static func environment(_ name: String, _ reference: SecretReference) throws(HostError) -> [UInt8]
    {
        guard let value = getenv(name) else {
            throw HostError(
                .failed, "the secret \(reference) is not set: export \(EscapedText.of(name)) first")
        }
        return Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }

    private static func credential(_ name: String, _ reference: SecretReference) throws(HostError) -> [UInt8]
    {
        guard let directory = getenv("CREDENTIALS_DIRECTORY") else {
            throw HostError(
                .failed,
                "the secret \(reference) needs a systemd service with LoadCredential=, "
                    + "which sets $CREDENTIALS_DIRECTORY")
        }
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")) else {
            throw HostError(.failed, "the secret \(reference) is not the name of a credential")
        }
        return try SecretFile.read(String(cString: directory) + "/" + name, reference)
    }
}

/// A file of this machine that holds a secret.
enum SecretFile {
    private static let most = 1 << 20

    static func read(_ path: String, _ reference: SecretReference) throws(HostError) -> [UInt8] {
        let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard number >= 0 else { throw HostError(errno: errno, "cannot read the secret \(reference)") }
        let file = Descriptor(number)
        let status = file.status
        guard status.isRegular else {
            throw HostError(.failed, "cannot read the secret \(reference): it is not a regular file")
        }
        guard status.st_uid == 0 || status.st_uid == geteuid() else {
            throw HostError(.unsafe, "the secret \(reference) belongs to another user; chown it to root")
        }
        guard status.st_mode & (S_IRWXG | S_IRWXO) == 0 else {
            throw HostError(.unsafe, "others may read the secret \(reference); chmod it to 0600")
        }
        guard Int(status.st_size) <= most else {
            throw HostError(.tooLarge, "the secret \(reference) is larger than 1 MiB")
        }
        do throws(HostError) {
            return try FileReader.bytes(of: file, size: Int(status.st_size), atMost: most, as: .root)
        } catch {
            throw HostError(error.code, "cannot read the secret \(reference)")
        }
    }
}
