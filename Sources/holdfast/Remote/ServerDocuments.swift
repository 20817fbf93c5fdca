import Convergence
import LinuxHost
import Octopus
import OctopusServer
import Synchronization

/// The documents of a policy's Octopus Server; the client is made when the first is asked for.
final class ServerDocuments: DocumentService {
    private let connection: OctopusConnection
    private let machine: LinuxHost
    private let made = Mutex<Result<OctopusClient, HostError>?>(nil)

    init(_ connection: OctopusConnection, machine: LinuxHost) {
        self.connection = connection
        self.machine = machine
    }

    func document(_ name: String) async throws(HostError) -> JSON? {
        try await client().document(name)
    }

    /// What was sent until now; nothing, before anything was asked for.
    var sent: RequestTally { used?.sent ?? RequestTally() }

    var clockSkew: Int? { used?.clockSkew }

    /// What the server says its version is, where it was asked for anything.
    var version: String? {
        get async {
            guard let used,
                case .string(let version)? = (try? await used.document(OctopusDocument.root.name))?[
                    "/Version"]
            else { return nil }
            return version
        }
    }

    /// Whose key or token is shown, where one is.
    var user: String? {
        get async {
            guard connection.look != nil, let used,
                let me = try? await used.document(OctopusDocument.me.name),
                case .string(let name)? = me["/Username"]
            else { return nil }
            return name
        }
    }

    /// Whether the server did not take the key or token that it was shown.
    var isKeyRefused: Bool {
        get async {
            guard let secret = connection.look?.secret, let used else { return false }
            // One that could not be read was not shown.
            guard (try? await machine.withSecret(secret) { _ in }) != nil else { return false }
            do throws(HostError) {
                _ = try await used.document(OctopusDocument.me.name)
                return false
            } catch {
                return error.code == .denied
            }
        }
    }

    private var used: OctopusClient? { made.withLock { try? $0?.get() } }

    /// A file written on Windows ends its line with CR LF, of which the LF alone is no part of a secret.
    static func withoutReturn(_ secret: UnsafeRawBufferPointer) -> [UInt8] {
        Array(secret.last == UInt8(ascii: "\r") ? secret.dropLast() : secret[...])
    }

    private func client() throws(HostError) -> OctopusClient {
        let machine = machine
        let connection = connection
        let result = made.withLock { made -> Result<OctopusClient, HostError> in
            if let made { return made }
            let result: Result<OctopusClient, HostError>
            do throws(HostError) {
                result = .success(
                    try OctopusClient(
                        connection: connection,
                        secret: { reference throws(HostError) in
                            try await machine.withSecret(reference) { Self.withoutReturn($0) }
                        },
                        userAgent: "holdfast/\(Version.text)"))
            } catch {
                result = .failure(error)
            }
            made = result
            return result
        }
        return try result.get()
    }
}
