internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// One port of the simulated server.
final class Listener: Sendable {
    let port: Int
    private let task: Task<Void, any Error>
    private let server: any Channel
    private let connections: Connections

    private init(port: Int, task: Task<Void, any Error>, server: any Channel, connections: Connections) {
        self.port = port
        self.task = task
        self.server = server
        self.connections = connections
    }

    /// Listens on a loopback address. Port 0: the system chooses.
    static func open(
        on host: String, port: Int, tls: TLSConfiguration?,
        respond: @escaping HTTPChannelHandler.Responder
    ) async throws -> Listener {
        let connections = Connections()
        let (ready, signal) = AsyncThrowingStream<any Channel, any Error>.makeStream()
        let plain = HTTP1Channel(responder: { request, writer, channel in
            connections.add(channel)
            try await respond(request, writer, channel)
        })
        let run: @Sendable () async throws -> Void
        if let tls {
            run = server(try TLSChannel(plain, tlsConfiguration: tls), host, port, signal)
        } else {
            run = server(plain, host, port, signal)
        }
        let task = Task {
            do {
                try await run()
                signal.finish()
            } catch {
                signal.finish(throwing: error)
                throw error
            }
        }
        for try await channel in ready {
            guard let port = channel.localAddress?.port else { break }
            return Listener(port: port, task: task, server: channel, connections: connections)
        }
        throw SimulatorError("cannot listen on \(host)")
    }

    private static func server(
        _ channel: some ServerChildChannel, _ host: String, _ port: Int,
        _ signal: AsyncThrowingStream<any Channel, any Error>.Continuation
    ) -> @Sendable () async throws -> Void {
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { signal.yield($0) },
            eventLoopGroup: EventLoopGroupProvider.singleton.eventLoopGroup,
            logger: Logger(label: "octopus-simulator") { _ in SwiftLogNoOpLogHandler() })
        return { try await server.run() }
    }

    /// Frees the port and ends all connections.
    func close() async {
        task.cancel()
        try? await server.close()
        await connections.closeAll()
    }
}

/// The connections on which something was asked.
private final class Connections: Sendable {
    private let open = Mutex<[ObjectIdentifier: any Channel]>([:])

    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        guard open.withLock({ $0.updateValue(channel, forKey: key) }) == nil else { return }
        channel.closeFuture.whenComplete { [weak self] _ in
            _ = self?.open.withLock { $0.removeValue(forKey: key) }
        }
    }

    func closeAll() async {
        for channel in open.withLock({ $0.values.map { $0 } }) { try? await channel.close() }
    }
}
