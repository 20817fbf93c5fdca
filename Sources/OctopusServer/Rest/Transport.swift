internal import AsyncHTTPClient
internal import Convergence
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import Synchronization

/// Connections to one server, and the one thing that can be done over them: GET.
final class Transport: Sendable {
    struct Reply: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    private let client: HTTPClient
    private let limits: RequestLimits

    /// Nothing is connected, and no thread started, before the first request. `met` hears of every connection that is made.
    init(
        trust: OctopusConnection.Trust, proxy: EnvironmentProxy?, limits: RequestLimits,
        takingCertificate: Bool = false,
        met: @escaping @Sendable (_ remote: SocketAddress?, _ local: SocketAddress?) -> Void = { _, _ in }
    ) throws(HostError) {
        var watch = ConnectionWatch.pass
        var tls = TLSConfiguration.makeClientConfiguration()
        // A key is not shown over a version that RFC 8996 forbids.
        tls.minimumTLSVersion = takingCertificate ? .tlsv1 : .tlsv12
        switch trust {
        case .system: break
        case .authority(let path):
            do {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path.description))
            } catch {
                throw HostError(
                    .failed, "octopus.trust.ca: \(path) cannot be read as a file of PEM certificates")
            }
        case .pinned(let thumbprint):
            tls.certificateVerification = .none
            watch = .require(thumbprint: thumbprint)
        }
        if takingCertificate {
            tls.certificateVerification = .none
            watch = .takeCertificate
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(limits.connecting), read: TimeAmount(limits.answering)),
            connectionPool: .init(
                idleTimeout: .seconds(60),
                concurrentHTTP1ConnectionsPerHostSoftLimit: max(1, limits.concurrent)),
            proxy: proxy.map { Self.proxy($0) })
        configuration.httpVersion = .http1Only
        // Whoever asks decides about repeating.
        configuration.connectionPool.retryConnectionEstablishment = false
        let finalWatch = watch
        configuration.http1_1ConnectionDebugInitializer = { channel in
            met(channel.remoteAddress, channel.localAddress)
            return finalWatch.meet(channel)
        }
        client = HTTPClient(
            eventLoopGroupProvider: .shared(HTTPClient.defaultEventLoopGroup), configuration: configuration)
        self.limits = limits
    }

    deinit { client.shutdown { _ in } }

    private static func proxy(_ proxy: EnvironmentProxy) -> HTTPClient.Configuration.Proxy {
        let parts = proxy.login?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return .server(
            host: proxy.endpoint.host, port: proxy.endpoint.port,
            authorization: parts.map {
                .basic(username: String($0[0]), password: $0.count > 1 ? String($0[1]) : "")
            })
    }

    /// Errors are those of the connection; every status is a reply. Redirects are not followed.
    func get(_ url: String, _ headers: HTTPHeaders) async throws -> Reply {
        var request = HTTPClientRequest(url: url)
        request.method = .GET
        request.headers = headers
        let (client, limits, asked) = (client, limits, request)
        let work = Task {
            let response = try await client.execute(
                asked, timeout: TimeAmount(limits.connecting + limits.answering))
            let body = try await response.body.collect(upTo: limits.mostBytes)
            return Reply(
                status: Int(response.status.code), headers: response.headers,
                body: Array(body.readableBytesView))
        }
        // The client's own deadline ends with the answer's first bytes; a body may drip.
        let isLate = Mutex(false)
        let alarm = Task {
            try await Task.sleep(for: limits.connecting + limits.answering)
            isLate.withLock { $0 = true }
            work.cancel()
        }
        defer { alarm.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
        } catch {
            if isLate.withLock({ $0 }) { throw HTTPClientError.deadlineExceeded }
            throw error
        }
    }
}
