import Convergence
import Synchronization

@testable import OctopusServer

/// What clients of tests need: a key that must never be seen, and waits that are noted and not waited.
enum Canary {
    static let key = "API-CANARY0F00DCANARY0F00DCANARY"
    static let reference = SecretReference.environment(variable: "OCTOPUS_KEY")
}

final class Waits: Sendable {
    private let noted = Mutex<[Duration]>([])

    var all: [Duration] { noted.withLock { $0 } }

    @Sendable func pause(_ duration: Duration) async throws {
        noted.withLock { $0.append(duration) }
    }
}

func client(
    _ url: String, key: String? = Canary.key, token: String? = nil, trust: OctopusConnection.Trust = .system,
    limits: RequestLimits = .quick, environment: [String: String] = [:], waits: Waits = Waits()
) throws -> OctopusClient {
    let address = WebAddress(url)!
    let look: OctopusConnection.Credential? =
        token != nil ? .token(Canary.reference) : key != nil ? .apiKey(Canary.reference) : nil
    let shown = token ?? key ?? ""
    return try OctopusClient(
        connection: OctopusConnection(publicURL: address, look: look, trust: trust),
        secret: { _ in Array(shown.utf8) }, limits: limits, environment: environment, pause: waits.pause)
}

extension RequestLimits {
    /// Longer than a busy machine needs.
    static var quick: RequestLimits {
        var limits = RequestLimits()
        limits.connecting = .seconds(10)
        limits.answering = .seconds(30)
        return limits
    }
}

extension HostError {
    /// What was thrown; `nil` where nothing was.
    static func thrown<Value>(_ body: () async throws -> Value) async -> HostError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? HostError
        }
    }
}
