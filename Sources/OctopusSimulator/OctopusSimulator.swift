/// A running server that answers as an Octopus Server would, on loopback addresses only.
///
/// It can only be looked at: whatever is no GET or HEAD is refused, and recorded.
package final class OctopusSimulator: Sendable {
    /// What it was started with.
    package let options: SimulatorOptions
    package let keys: KeyRing
    /// `http://127.0.0.1:34567`, with the virtual directory.
    package let url: String
    /// `nil` without HTTPS. Its host is `localhost`, the name in the certificate.
    package let httpsURL: String?
    /// For a client's file of trusted authorities.
    package let certificateAuthorityPEM: String
    /// SHA-1 of the portal's certificate; empty without HTTPS.
    package let portalThumbprint: String
    /// SHA-1 of the certificate by which Tentacles know the server, which the nodes' ports for Tentacles serve.
    package let tentacleThumbprint: String
    /// One for each node, where there are any.
    package let tentaclePorts: [Int]
    package let port: Int
    package let httpsPort: Int?
    private let door: Door
    private let listeners: [Listener]

    /// Fails with `SimulatorError` where a port or a file cannot be had.
    package static func start(
        _ options: SimulatorOptions = SimulatorOptions()
    ) async throws -> OctopusSimulator {
        var opening = try Opening(options)
        do {
            try await opening.openAll()
        } catch {
            for listener in opening.listeners { await listener.close() }
            throw error
        }
        opening.door.learn(opening.ports)
        return OctopusSimulator(opening)
    }

    private init(_ opening: Opening) {
        options = opening.options
        door = opening.door
        listeners = opening.listeners
        let state = door.state
        keys = state.keys
        port = state.ports.http
        httpsPort = state.ports.https
        let host = options.usesIPv6 ? "[\(opening.host)]" : opening.host
        url = "http://\(host):\(state.ports.http)\(options.virtualDirectory)"
        let directory = options.virtualDirectory
        // `localhost` is an address of IPv4 alone on many machines.
        let named = options.usesIPv6 ? host : "localhost"
        httpsURL = state.ports.https.map { "https://\(named):\($0)\(directory)" }
        certificateAuthorityPEM = opening.authority.pem
        portalThumbprint = opening.portal?.thumbprint ?? ""
        tentacleThumbprint = state.thumbprint
        tentaclePorts = state.ports.tentacles
    }

    /// A key that may do everything.
    package var adminKey: String { keys.admin }

    /// What the command line of a node tells, in agreement with what is served.
    package var nodeState: NodeState { NodeState(door.state) }

    /// What was asked so far, in the order in which it came.
    package var requests: [RecordedRequest] { door.recorder.requests }

    package func forgetRequests() { door.recorder.clear() }

    /// From now on a field is another.
    package func set(_ document: String, _ field: String, _ value: Wire?) {
        door.change(FieldChange(document, field, value))
    }

    /// From now on these things go wrong.
    package func set(faults: [FaultRule]) { door.set(faults) }

    /// Frees the ports and ends all connections.
    package func stop() async { for listener in listeners { await listener.close() } }
}
