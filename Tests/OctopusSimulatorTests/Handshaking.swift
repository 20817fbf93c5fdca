import Crypto
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import OctopusSimulator

/// Shakes hands with a port, as a client with its own wishes.
enum Handshaking {
    /// SHA-1 of the certificate that is served, in upper-case hexadecimal.
    static func thumbprint(host: String = "127.0.0.1", port: Int) async throws -> String {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.minimumTLSVersion = .tlsv1
        let certificate = try await connect(port, configuration, host: host)
        let der = try certificate?.toDERBytes() ?? []
        return Insecure.SHA1.hash(data: der).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    static func isTrusted(port: Int, authority: String) async -> Bool {
        var configuration = TLSConfiguration.makeClientConfiguration()
        guard let authorities = try? NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)) else {
            return false
        }
        configuration.trustRoots = .certificates(authorities)
        return (try? await connect(port, configuration)) != nil
    }

    static func speaks(_ version: SimulatedTLS, port: Int) async -> Bool {
        let versions: [SimulatedTLS: TLSVersion] = [
            .tls10: .tlsv1, .tls11: .tlsv11, .tls12: .tlsv12, .tls13: .tlsv13,
        ]
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.minimumTLSVersion = versions[version] ?? .tlsv12
        configuration.maximumTLSVersion = versions[version]
        return (try? await connect(port, configuration)) != nil
    }

    /// The certificate of the other side, once the handshake is done.
    private static func connect(
        _ port: Int, _ configuration: TLSConfiguration, host: String = "127.0.0.1"
    ) async throws
        -> NIOSSLCertificate?
    {
        let context = try NIOSSLContext(configuration: configuration)
        let group = MultiThreadedEventLoopGroup.singleton
        let done = group.next().makePromise(of: Void.self)
        let channel = try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(context: context, serverHostname: "localhost")
                    try channel.pipeline.syncOperations.addHandlers(tls, Waiting(done: done))
                }
            }
            .connect(host: host, port: port).get()
        do {
            try await done.futureResult.get()
        } catch {
            try? await channel.close()
            throw error
        }
        let certificate = try await channel.nioSSL_peerCertificate().get()
        try? await channel.close()
        return certificate
    }

    /// Tells how the handshake ended.
    private final class Waiting: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let done: EventLoopPromise<Void>

        init(done: EventLoopPromise<Void>) { self.done = done }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted? = event as? TLSUserEvent { done.succeed() }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { done.fail(error) }

        func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
    }
}
