import Convergence
import Synchronization

/// Looks from outside, and remembers how often and from where: a report says what was sent.
final class WatchedOutside: OutsideLooking {
    struct Seen {
        /// By verb: `GET`, `HEAD`, and `TLS` for a handshake.
        var counts: [String: Int] = [:]
        /// Addresses of this machine.
        var from: Set<String> = []
    }

    private let outside: any OutsideLooking
    private let state = Mutex(Seen())

    init(_ outside: any OutsideLooking) { self.outside = outside }

    var seen: Seen { state.withLock { $0 } }

    func handshake(_ question: TLSQuestion) async throws(HostError) -> Handshake? {
        // One connection for each version of TLS.
        state.withLock { $0.counts["TLS", default: 0] += TLSVersion.allCases.count }
        let answer = try await outside.handshake(question)
        if let answer { came(from: answer.from) }
        return answer
    }

    func reply(to question: WebQuestion) async throws(HostError) -> WebReply? {
        state.withLock { $0.counts[question.method.rawValue, default: 0] += 1 }
        let answer = try await outside.reply(to: question)
        if let answer { came(from: answer.from) }
        return answer
    }

    private func came(from address: String) {
        guard !address.isEmpty else { return }
        state.withLock { _ = $0.from.insert(address) }
    }
}
