internal import FoundationEssentials

/// The ports of a server, while they are opened one after the other.
struct Opening {
    let options: SimulatorOptions
    let authority: TestAuthority
    let door: Door
    /// A loopback address.
    let host: String
    private let now = Date()
    private let own: ServerIdentity?
    private(set) var listeners: [Listener] = []
    private(set) var ports = SimulatorState.Ports()
    private(set) var portal: ServerIdentity?

    init(_ options: SimulatorOptions) throws {
        self.options = options
        host = options.usesIPv6 ? "::1" : "127.0.0.1"
        authority = try TestAuthority(now: now)
        // RSA keys take their time: only where somebody can see the certificate.
        own = options.hasTentaclePorts ? try TestAuthority.tentacleIdentity(now: now) : nil
        let thumbprint = own?.thumbprint ?? NodeState.thumbprintOfNobody
        door = Door(
            options, state: SimulatorState(options, thumbprint: thumbprint, ports: ports),
            recorder: try Recorder(file: options.record))
    }

    mutating func openAll() async throws {
        let plain = Delivery(door: door, isOverTLS: false)
        let listener = try await Listener.open(on: host, port: options.port, tls: nil) {
            request, writer, channel in
            try await plain.respond(to: request, writer, on: channel)
        }
        listeners.append(listener)
        ports.http = listener.port
        if let https = options.https { try await open(https) }
        if let own {
            for _ in 0..<max(1, options.size.nodes) - options.size.offlineNodes {
                let listener = try await TentaclePort.open(on: host, identity: own)
                listeners.append(listener)
                ports.tentacles.append(listener.port)
            }
        }
    }

    private mutating func open(_ https: SimulatorOptions.HTTPS) async throws {
        let identity = try authority.issue(https.certificate, names: https.names)
        let delivery = Delivery(door: door, isOverTLS: true)
        let tls = try identity.configuration(from: https.oldest, to: https.newest)
        let listener = try await Listener.open(on: host, port: https.port, tls: tls) {
            request, writer, channel in
            try await delivery.respond(to: request, writer, on: channel)
        }
        listeners.append(listener)
        portal = identity
        ports.https = listener.port
        ports.isForced = https.isForced
    }
}
