internal import AsyncHTTPClient
internal import Convergence
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Why no answer came.
enum ConnectionFailure: Error {
    case refused
    case unknownName
    case timedOut
    /// The connection ended before the answer did.
    case dropped
    case tooLarge
    case untrusted(wrongName: Bool)
    case notPinned(CertificateSeen)
    /// The other side does not speak TLS, or not this one.
    case noTLS(isVersion: Bool)
    /// It does not speak HTTP.
    case noHTTP
    case proxy(needsLogin: Bool)
    case interrupted
    case other(HostError)
    case unknown

    init(_ error: any Error) {
        switch error {
        case let error as HTTPClientError: self = Self.of(error)
        case is NIOTooManyBytesError: self = .tooLarge
        case let seen as CertificateSeen: self = .notPinned(seen)
        case is CancellationError: self = .interrupted
        case let error as NIOConnectionError: self = Self.of(error)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self = .untrusted(wrongName: true)
        case is HTTPParserError: self = Self.isCut(error) ? .dropped : .noHTTP
        case let error as IOError: self = Self.of(error)
        case let error as ChannelError:
            if case .connectTimeout = error { self = .timedOut } else { self = .dropped }
        default: self = Self.named(error)
        }
    }

    var isDropped: Bool {
        if case .dropped = self { true } else { false }
    }

    private static func isCut(_ error: any Error) -> Bool {
        error as? HTTPParserError == .invalidEOFState
    }

    private static func of(_ error: HTTPClientError) -> Self {
        switch error {
        case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout:
            .timedOut
        case .tlsHandshakeTimeout: .noTLS(isVersion: false)
        case .remoteConnectionClosed, .uncleanShutdown: .dropped
        case .cancelled: .interrupted
        case .proxyAuthenticationRequired: .proxy(needsLogin: true)
        case .invalidProxyResponse, .httpProxyHandshakeTimeout: .proxy(needsLogin: false)
        default: .unknown
        }
    }

    private static func of(_ error: NIOConnectionError) -> Self {
        if error.connectionErrors.isEmpty { return .unknownName }
        let kinds = error.connectionErrors.map { Self($0.error) }
        for kind in kinds {
            if case .timedOut = kind { return .timedOut }
        }
        return kinds[0]
    }

    private static func of(_ error: IOError) -> Self {
        // ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT of Linux: this room has no Glibc.
        switch error.errnoCode {
        case 111: .refused
        case 104, 32: .dropped
        case 110: .timedOut
        default: .unknown
        }
    }

    /// BoringSSL's errors are told apart by their words only.
    private static func named(_ error: any Error) -> Self {
        let text = String(describing: error)
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return .untrusted(wrongName: false) }
        if text.contains("UNSUPPORTED_PROTOCOL") || text.contains("PROTOCOL_VERSION") {
            return .noTLS(isVersion: true)
        }
        if error is NIOSSLError || error is BoringSSLError || text.contains("SSL") {
            return .noTLS(isVersion: false)
        }
        return .unknown
    }
}

extension ConnectionFailure {
    /// What it means at `place`, and the way out.
    func hostError(
        _ place: ServerPlace, trust: OctopusConnection.Trust, seen: CertificateSeen?,
        proxy: EnvironmentProxy?,
        now: Int
    ) -> HostError {
        let way = proxy.map { " through the proxy \($0.endpoint)" } ?? ""
        switch self {
        case .refused:
            return HostError(.failed, "nothing listens at \(place)\(way): is it up, is the port right?")
        case .unknownName: return HostError(.failed, "there is no address for the name of \(place)\(way)")
        case .timedOut:
            return HostError(
                .timedOut, "\(place) does not answer\(way) in time: does a firewall drop it? try again later")
        case .dropped:
            let hint = place.scheme == .http ? "; if it speaks TLS, write https://" : ""
            return HostError(
                .failed, "\(place) ended the connection\(way) in the middle; try again\(hint)")
        case .tooLarge: return HostError(.tooLarge, "\(place) answers more than is read into memory")
        case .untrusted(let wrongName):
            return untrusted(place, trust, seen, wrongName: wrongName, now: now)
        case .notPinned(let seen):
            return HostError(
                .denied,
                "\(place) shows another certificate than octopus.trust.pinned names: SHA-1 \(seen.sha1), "
                    + "SHA-256 \(seen.sha256). If it was renewed, pin the new one; otherwise somebody is in between"
            )
        case .noTLS(isVersion: true):
            return HostError(
                .failed, "\(place) speaks no TLS 1.2 or newer, and less is not used for API keys")
        case .noTLS:
            return HostError(
                .failed,
                "\(place) speaks no TLS\(way): if it is clear http, write http://; is the port right?")
        case .noHTTP:
            let hint = place.scheme == .http ? "if it speaks TLS, write https://" : "is the port right?"
            return HostError(.failed, "\(place) does not answer as HTTP\(way): \(hint)")
        case .proxy(needsLogin: true):
            return HostError(
                .denied, "the proxy \(proxy?.endpoint.description ?? "") of the environment wants a login")
        case .proxy:
            return HostError(
                .failed,
                "the proxy \(proxy?.endpoint.description ?? "") of the environment does not connect to \(place); "
                    + "name its host in NO_PROXY if it needs none")
        case .interrupted: return HostError(.interrupted, "the request to \(place) was interrupted")
        case .other(let error): return error
        case .unknown: return HostError(.failed, "\(place) could not be asked\(way)")
        }
    }

    private func untrusted(
        _ place: ServerPlace, _ trust: OctopusConnection.Trust, _ seen: CertificateSeen?, wrongName: Bool,
        now: Int
    ) -> HostError {
        guard let seen else { return HostError(.denied, "the certificate of \(place) is not trusted") }
        let reason =
            if seen.notAfter < now {
                "it has expired"
            } else if seen.notBefore > now {
                "it is not valid yet; is a clock wrong?"
            } else if wrongName {
                "it does not carry the name \(place.host)"
            } else if case .authority(let path) = trust {
                "no authority in \(path) signed it"
            } else {
                "no authority known to this system signed it"
            }
        return HostError(
            .denied,
            "the certificate of \(place) is not trusted: \(reason). Its SHA-1 is \(seen.sha1), its SHA-256 "
                + "\(seen.sha256). Compare that with the server's own; then write octopus.trust: "
                + "{ pinned: \(seen.sha256) }, or { ca: FILE } with its authority's certificate")
    }
}
