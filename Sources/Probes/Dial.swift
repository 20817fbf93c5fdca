internal import Convergence
internal import NIOCore
internal import NIOPosix

/// Opens a connection, or says why there is none.
enum Dial {
    enum Failure: Error {
        /// Nothing listens there.
        case refused
        case told(HostError)
    }

    /// Threads are started by the first connection.
    static func connect(
        to endpoint: Endpoint, timeout: Duration,
        _ initialize: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws(Failure) -> any Channel {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(TimeAmount(timeout))
                .channelInitializer(initialize)
                .connect(host: endpoint.host, port: endpoint.port).get()
        } catch let error as NIOConnectionError {
            throw failure(error, endpoint)
        } catch let error as ChannelError {
            if case .connectTimeout = error { throw .told(silent(endpoint)) }
            throw .told(HostError(.failed, "cannot connect to \(endpoint)"))
        } catch let error as IOError where error.errnoCode == refusedCode {
            throw .refused
        } catch {
            throw .told(HostError(.failed, "cannot connect to \(endpoint)"))
        }
    }

    static func silent(_ endpoint: Endpoint) -> HostError {
        HostError(
            .timedOut, "\(endpoint) does not answer in time: a firewall may drop what is sent to it from here"
        )
    }

    /// ECONNREFUSED of Linux: this room has no Glibc.
    private static let refusedCode: Int32 = 111

    private static func failure(_ error: NIOConnectionError, _ endpoint: Endpoint) -> Failure {
        if error.connectionErrors.isEmpty {
            return .told(HostError(.failed, "there is no address for the name \(endpoint.host)"))
        }
        var isRefused = true
        for one in error.connectionErrors {
            if let reason = one.error as? IOError, reason.errnoCode == refusedCode { continue }
            isRefused = false
            if case .connectTimeout? = one.error as? ChannelError { return .told(silent(endpoint)) }
        }
        // One address that cannot be reached at all, and one that refuses: nobody listens on either.
        return isRefused ? .refused : .told(HostError(.failed, "\(endpoint) cannot be reached from here"))
    }
}
