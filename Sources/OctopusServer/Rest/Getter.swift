internal import AsyncHTTPClient
internal import Convergence
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1
internal import Octopus
internal import Synchronization

/// Asks one server, and never more than it likes: paced, bounded, repeated where that helps, and counted.
///
/// The only request it can make is a GET.
final class Getter: Sendable {
    /// An answer that is JSON.
    enum Answer: Sendable {
        case document(JSON)
        case missing
    }

    struct State {
        var tally = RequestTally()
        var pace = Pace()
        var clockSkew: Int?
    }

    let place: ServerPlace
    let limits: RequestLimits
    let trust: OctopusConnection.Trust
    private let credential: Credential?
    private let userAgent: String
    private let proxy: EnvironmentProxy?
    private let pause: @Sendable (Duration) async throws -> Void
    private let turns: Turns
    private let state = Mutex(State())
    private let transport: Transport

    /// `pause` waits; tests give one that only notes how long.
    init(
        _ connection: OctopusConnection, credential: Credential?, userAgent: String, limits: RequestLimits,
        environment: [String: String],
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) throws(HostError) {
        place = ServerPlace(connection)
        self.limits = limits
        self.credential = credential
        self.userAgent = userAgent
        self.pause = pause
        trust = connection.trust
        turns = Turns(limits.concurrent)
        proxy = try EnvironmentProxy.of(connection.api, in: environment)
        let met = Met()
        transport = try Transport(trust: trust, proxy: proxy, limits: limits, met: met.meet)
        let proxyText = proxy.map { $0.endpoint.description }
        state.withLock { $0.tally.proxy = proxyText }
        self.met = met
    }

    /// Hears of connections before there is a `Getter`.
    private final class Met: Sendable {
        let addresses = Mutex<[(to: String?, from: String?)]>([])

        @Sendable func meet(_ remote: SocketAddress?, _ local: SocketAddress?) {
            addresses.withLock { $0.append((remote?.shown, local?.ipAddress)) }
        }
    }

    private let met: Met

    var sent: RequestTally {
        var tally = state.withLock { $0.tally }
        for (to, from) in met.addresses.withLock({ $0 }) { tally.add(to: to, from: from) }
        return tally
    }

    var clockSkew: Int? { state.withLock { $0.clockSkew } }

    var hasCredential: Bool { credential != nil }

    /// From now on, no more requests than such a server lets one user make.
    func keepPace() {
        let now = ContinuousClock.now
        state.withLock {
            $0.pace.limit(
                perMinute: limits.perMinute, burst: limits.burst, spent: $0.tally.count, at: now)
        }
    }

    /// The document at a path of the server, which may have a query. `permission` is what it needs, for messages.
    func get(_ path: String, as name: String, needs permission: String?, withKey: Bool)
        async throws(HostError)
        -> Answer
    {
        if withKey, let reason = place.clearness { throw HostError(.unsafe, reason) }
        var url = try place.url(of: path)
        var followed = 0
        while true {
            let reply = try await patientReply(from: url, name, withKey: withKey)
            if (300..<400).contains(reply.status), reply.status != 304 {
                followed += 1
                guard followed <= 5 else {
                    throw HostError(.failed, "\(place) redirects again and again at \(name)")
                }
                url = try place.target(of: reply.headers.first(name: "location"), at: url, withKey: withKey)
                continue
            }
            let judge = StatusJudge(
                place: place, name: name, permission: permission, credential: withKey ? credential : nil)
            guard try judge.isDocument(reply.status) else { return .missing }
            return .document(try Body(reply, place: place, name: name).json())
        }
    }

    /// The reply after waits for a server that starts, or that wants fewer requests.
    private func patientReply(
        from url: String, _ name: String, withKey: Bool
    ) async throws(HostError) -> Transport.Reply {
        var waited = Duration.zero
        var attempt = 0
        var wasDropped = false
        while true {
            let reply: Transport.Reply
            do throws(ConnectionFailure) {
                reply = try await oneReply(from: url, withKey: withKey)
            } catch {
                // A server closes idle connections when it likes, and a request may meet that. Once is bad luck.
                guard error.isDropped, !wasDropped else { throw try await told(error) }
                wasDropped = true
                continue
            }
            if reply.status == 429 { keepPace() }
            guard reply.status == 429 || reply.status == 503 else { return reply }
            attempt += 1
            let asked = reply.headers.first(name: "retry-after").flatMap { Self.retryAfter($0) }
            // What is asked for may be nothing, or lie in the past; then patience would never run out.
            let wait = max(asked ?? .zero, .seconds(min(8, 1 << min(attempt - 1, 3))))
            guard waited + wait <= limits.patience else { return reply }
            waited += wait
            do {
                try await pause(wait)
            } catch {
                throw HostError(.interrupted, "the wait for \(place) was interrupted")
            }
        }
    }

    /// Seconds, or a date (RFC 9110, 10.2.3).
    private static func retryAfter(_ text: String) -> Duration? {
        if let seconds = Int(text), seconds >= 0 { return .seconds(min(seconds, 86400)) }
        guard let date = HTTPDate.seconds(text) else { return nil }
        return .seconds(max(0, date - Int(Date().timeIntervalSince1970)))
    }

    private func oneReply(from url: String, withKey: Bool) async throws(ConnectionFailure) -> Transport.Reply
    {
        var headers: HTTPHeaders = ["user-agent": userAgent, "accept": "application/json"]
        if withKey, let credential {
            do throws(HostError) {
                let (name, value) = try await credential.header()
                headers.add(name: name, value: value)
            } catch {
                throw .other(error)
            }
        }
        await turns.take()
        let result = await paced(url, headers)
        await turns.give()
        return try result.get()
    }

    private func paced(_ url: String, _ headers: HTTPHeaders) async -> Result<
        Transport.Reply, ConnectionFailure
    > {
        let now = ContinuousClock.now
        let wait: Duration? = state.withLock { state in
            guard state.tally.count < limits.requests else { return nil }
            state.tally.add("GET", nil)
            return state.pace.wait(at: now)
        }
        guard let wait else {
            return .failure(
                .other(
                    HostError(
                        .tooLarge,
                        "\(place) was asked the \(limits.requests) times that one run asks at most")))
        }
        do {
            if wait > .zero { try await pause(wait) }
            let reply = try await transport.get(url, headers)
            state.withLock { state in
                state.tally.answered(reply.status)
                if let date = reply.headers.first(name: "date").flatMap({ HTTPDate.seconds($0) }) {
                    state.clockSkew = date - Int(Date().timeIntervalSince1970)
                }
            }
            return .success(reply)
        } catch let error as HostError {
            return .failure(.other(error))
        } catch {
            return .failure(ConnectionFailure(error))
        }
    }

    /// What a failed connection means, with the certificate that was shown where that is the reason.
    private func told(_ failure: ConnectionFailure) async throws(HostError) -> HostError {
        var seen: CertificateSeen?
        if case .untrusted = failure { seen = try? await servedCertificate() }
        if case .notPinned(let certificate) = failure { seen = certificate }
        return failure.hostError(
            place, trust: trust, seen: seen, proxy: proxy, now: Int(Date().timeIntervalSince1970))
    }

    /// Connects once more without believing anything, sends nothing, and takes the certificate.
    private func servedCertificate() async throws -> CertificateSeen? {
        let transport = try Transport(trust: .system, proxy: proxy, limits: limits, takingCertificate: true)
        do {
            _ = try await transport.get(place.url(of: "/api"), [:])
            return nil
        } catch let seen as CertificateSeen {
            return seen
        }
    }
}

extension SocketAddress {
    /// `address:port`, as endpoints are written.
    fileprivate var shown: String? {
        guard let ipAddress, let port else { return nil }
        return Endpoint(host: ipAddress, port: port).description
    }
}
