import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A web server on loopback that says what a test wants, also what no proper server says, and notes what it is asked.
final class ScriptedServer: Sendable {
    enum Reply: Sendable {
        case answer(Int, [(String, String)], String)
        /// These bytes, and then the connection ends.
        case raw(String)
        /// The connection ends without a word.
        case hangUp
        /// Nothing, for ever.
        case silence

        static func json(_ text: String, _ headers: [(String, String)] = []) -> Reply {
            .answer(200, [("content-type", "application/json")] + headers, text)
        }
    }

    struct Request: Sendable {
        var method: String
        var uri: String
        var headers: HTTPHeaders

        var path: String { String(uri.prefix { $0 != "?" }) }
        var key: String? { headers.first(name: "x-octopus-apikey") }
    }

    private final class Record: Sendable {
        let requests = Mutex<[Request]>([])
        let connections = Counter()
    }

    private let channel: any Channel
    private let record: Record

    private init(_ channel: any Channel, _ record: Record) {
        self.channel = channel
        self.record = record
    }

    var port: Int { channel.localAddress!.port! }
    var connections: Int { record.connections.value }
    /// In the order they came.
    var requests: [Request] { record.requests.withLock { $0 } }

    /// Ends with the test that started it.
    static func with<Result>(
        host: String = "127.0.0.1", tls: TLSConfiguration? = nil,
        _ script: Script, _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let record = Record()
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                _ = record.connections.next()
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.addHandler(HTTPResponseEncoder())
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try pipeline.addHandler(
                        Handler { request in
                            record.requests.withLock { $0.append(request) }
                            return script.reply(request)
                        })
                }
            }
            .bind(host: host, port: 0).get()
        let server = ScriptedServer(channel, record)
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let reply: @Sendable (Request) -> Reply

        init(_ reply: @escaping @Sendable (Request) -> Reply) { self.reply = reply }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            switch reply(Request(method: head.method.rawValue, uri: head.uri, headers: head.headers)) {
            case .answer(let status, let headers, let body):
                let all = HTTPHeaders(headers + [("content-length", String(body.utf8.count))])
                let head = HTTPResponseHead(
                    version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: all)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                if !body.isEmpty {
                    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
                }
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .raw(let text):
                // Past the encoder.
                let bytes = ByteBuffer(string: text)
                let channel = context.channel
                context.pipeline.context(handlerType: HTTPResponseEncoder.self).whenSuccess { encoder in
                    encoder.writeAndFlush(NIOAny(bytes)).whenComplete { _ in channel.close(promise: nil) }
                }
            case .hangUp: context.close(promise: nil)
            case .silence: break
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

/// What a server answers to each request.
struct Script: Sendable {
    let reply: @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply

    init(_ reply: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply) { self.reply = reply }
}
