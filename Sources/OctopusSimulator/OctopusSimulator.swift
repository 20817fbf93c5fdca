internal import FoundationEssentials
internal import Hummingbird

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

    package static func start(_ options: SimulatorOptions = SimulatorOptions()) async throws
        -> OctopusSimulator
    {
        let now = Date()
        let authority = try TestAuthority(now: now)
        let host = options.usesIPv6 ? "::1" : "127.0.0.1"
        var ports = SimulatorState.Ports()
        // RSA keys take their time: only where somebody can see the certificate.
        let own = options.hasTentaclePorts ? try TestAuthority.tentacleIdentity(now: now) : nil
        let thumbprint = own?.thumbprint ?? "7B6F1D0C5A4E39281706F5E4D3C2B1A098765432"
        let door = Door(
            options, state: SimulatorState(options, thumbprint: thumbprint, ports: ports),
            recorder: try Recorder(file: options.record))
        var listeners: [Listener] = []
        let plain = Delivery(door: door, isOverTLS: false)
        listeners.append(
            try await .open(on: host, port: options.port, tls: nil) { request, writer, channel in
                try await plain.respond(to: request, writer, on: channel)
            })
        ports.http = listeners[0].port
        var portal: ServerIdentity?
        if let https = options.https {
            let identity = try authority.issue(https.certificate, names: https.names)
            portal = identity
            let delivery = Delivery(door: door, isOverTLS: true)
            let listener = try await Listener.open(
                on: host, port: https.port,
                tls: try identity.configuration(from: https.oldest, to: https.newest)
            ) { request, writer, channel in try await delivery.respond(to: request, writer, on: channel) }
            listeners.append(listener)
            ports.https = listener.port
            ports.isForced = https.isForced
        }
        if let own {
            for _ in 0..<max(1, options.size.nodes) - options.size.offlineNodes {
                let listener = try await TentaclePort.open(on: host, identity: own)
                listeners.append(listener)
                ports.tentacles.append(listener.port)
            }
        }
        door.learn(ports)
        return OctopusSimulator(
            options: options, host: options.usesIPv6 ? "[::1]" : host, authority: authority, portal: portal,
            door: door, listeners: listeners)
    }

    private init(
        options: SimulatorOptions, host: String, authority: TestAuthority, portal: ServerIdentity?,
        door: Door,
        listeners: [Listener]
    ) {
        let state = door.state
        self.options = options
        self.door = door
        self.listeners = listeners
        keys = state.keys
        port = state.ports.http
        httpsPort = state.ports.https
        url = "http://\(host):\(state.ports.http)\(options.virtualDirectory)"
        httpsURL = state.ports.https.map { "https://localhost:\($0)\(options.virtualDirectory)" }
        certificateAuthorityPEM = authority.pem
        portalThumbprint = portal?.thumbprint ?? ""
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
