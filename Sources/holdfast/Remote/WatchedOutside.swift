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
        try await counting("TLS", TLSVersion.allCases.count) { () throws(HostError) in
            try await self.outside.handshake(question)
        } from: {
            $0.from
        }
    }

    func reply(to question: WebQuestion) async throws(HostError) -> WebReply? {
        try await counting(question.method.rawValue, 1) { () throws(HostError) in
            try await self.outside.reply(to: question)
        } from: {
            $0.from
        }
    }

    /// Where nothing listens, nothing was sent; where an answer did not come, something may have been.
    private func counting<Answer>(
        _ verb: String, _ count: Int, _ look: () async throws(HostError) -> Answer?,
        from: (Answer) -> String
    ) async throws(HostError) -> Answer? {
        let answer: Answer?
        do throws(HostError) {
            answer = try await look()
        } catch {
            state.withLock { $0.counts[verb, default: 0] += count }
            throw error
        }
        guard let answer else { return nil }
        let address = from(answer)
        state.withLock {
            $0.counts[verb, default: 0] += count
            if !address.isEmpty { $0.from.insert(address) }
        }
        return answer
    }
}
