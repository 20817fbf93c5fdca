internal import Convergence
internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import Synchronization

/// One handshake that offers one version of TLS, to see whether the endpoint agrees and with which certificates.
struct HandshakeTry: Sendable {
    struct Served: Sendable {
        /// In DER, the endpoint's own first.
        var chain: [[UInt8]]
        /// The address here.
        var from: String
    }

    enum Result: Sendable {
        case served(Served)
        /// Something listens, and does not agree to this version.
        case notSpoken(from: String)
        /// Something listens, and whether it speaks this version cannot be told.
        case untold(HostError, from: String)
        case refused
        case failed(HostError)
    }

    private let question: TLSQuestion
    private let version: Convergence.TLSVersion
    private let timeout: Duration

    init(_ question: TLSQuestion, version: Convergence.TLSVersion, timeout: Duration) {
        self.question = question
        self.version = version
        self.timeout = timeout
    }

    func result() async -> Result {
        let watcher: HandshakeWatcher
        let channel: any Channel
        do throws(Dial.Failure) {
            let context = try context()
            let seen = HandshakeWatcher()
            watcher = seen
            let name = PlainAddress.isAddress(question.name) ? nil : question.name
            channel = try await Dial.connect(to: question.connect, timeout: timeout) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(
                        context: context, serverHostname: name,
                        customVerificationCallback: { certificates, promise in
                            // The endpoint has agreed to the version when it sends these. What comes after, as a demand
                            // for a certificate of ours, changes nothing about them.
                            seen.take(certificates)
                            promise.succeed(.certificateVerified)
                        })
                    try channel.pipeline.syncOperations.addHandlers(tls, HandshakeEnd(seen))
                }
            }
        } catch {
            switch error {
            case .refused: return .refused
            case .told(let reason): return .failed(reason)
            }
        }
        let alarm = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            watcher.isLate.withLock { $0 = true }
            channel.close(promise: nil)
        }
        let from = channel.localAddress?.ipAddress ?? ""
        await watcher.ended()
        alarm.cancel()
        channel.close(promise: nil)
        let chain = watcher.chain
        if !chain.isEmpty { return .served(Served(chain: chain, from: from)) }
        if watcher.isLate.withLock({ $0 }) { return .untold(Dial.silent(question.connect), from: from) }
        if Self.isAboutMoreThanTheVersion(watcher.complaint) {
            let reason =
                "\(question.connect) refuses TLS \(version.rawValue) for another reason than its version"
            return .untold(HostError(.failed, reason), from: from)
        }
        return .notSpoken(from: from)
    }

    /// Whether an endpoint may speak a version all the same, with ciphers that nobody offers here. Who is cut off, or is told
    /// `protocol_version`, met one that does not: Windows says nothing and cuts off.
    static func isAboutMoreThanTheVersion(_ complaint: String) -> Bool {
        ["ALERT_HANDSHAKE_FAILURE", "ALERT_INTERNAL_ERROR", "ALERT_INSUFFICIENT_SECURITY"].contains {
            complaint.contains($0)
        }
    }

    private func context() throws(Dial.Failure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        let number: NIOSSL.TLSVersion =
            switch version {
            case .tls10: .tlsv1
            case .tls11: .tlsv11
            case .tls12: .tlsv12
            case .tls13: .tlsv13
            }
        configuration.minimumTLSVersion = number
        configuration.maximumTLSVersion = number
        // Also what nobody should use any more: old endpoints are to be seen, and nothing is sent to them.
        configuration.cipherSuites = "ALL"
        // The chain is judged apart from taking it.
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .told(HostError(.failed, "TLS \(version.rawValue) cannot be tried here"))
        }
    }
}

/// What is seen of one handshake, and when it ended.
final class HandshakeWatcher: Sendable {
    private struct State {
        var chain: [[UInt8]] = []
        var hasEnded = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    let isLate = Mutex(false)
    private let words = Mutex("")
    /// What the TLS library said of the end; for telling ends apart, not for people.
    var complaint: String { words.withLock { $0 } }

    func note(_ error: any Error) { words.withLock { $0 += "\(error) " } }

    private let state = Mutex(State())

    var chain: [[UInt8]] { state.withLock { $0.chain } }

    func take(_ certificates: [NIOSSLCertificate]) {
        let chain = certificates.compactMap { try? $0.toDERBytes() }
        state.withLock { $0.chain = chain }
    }

    func end() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.waiting = continuation }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }
}

/// Tells the watcher when the handshake was done, failed, or was cut off.
private final class HandshakeEnd: ChannelInboundHandler, Sendable {
    typealias InboundIn = Never

    private let watcher: HandshakeWatcher

    init(_ watcher: HandshakeWatcher) { self.watcher = watcher }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { watcher.end() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        watcher.note(error)
        watcher.end()
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { watcher.end() }
    func handlerRemoved(context: ChannelHandlerContext) { watcher.end() }
}
