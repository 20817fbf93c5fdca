/// How many requests a user may send; more are answered with 429 and `Retry-After`.
package struct RateLimit: Hashable, Sendable {
    package var requests: Int
    package var seconds: Int
    /// Whether 429 says when to come back. That real servers do is UNVERIFIED.
    package var saysWhen = true

    package init(requests: Int, seconds: Int = 60, saysWhen: Bool = true) {
        self.requests = requests
        self.seconds = seconds
        self.saysWhen = saysWhen
    }

    /// `200` or `200/60`; `nil` when it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(parts.count), let requests = parts[0], requests > 0 else { return nil }
        guard parts.count == 2 else {
            self.init(requests: requests)
            return
        }
        guard let seconds = parts[1], seconds > 0 else { return nil }
        self.init(requests: requests, seconds: seconds)
    }
}

/// The requests a user has left. They come back evenly.
struct TokenBucket {
    private let limit: RateLimit
    private var left: Double
    private var filled: ContinuousClock.Instant

    init(_ limit: RateLimit, at now: ContinuousClock.Instant) {
        self.limit = limit
        left = Double(limit.requests)
        filled = now
    }

    /// `nil`: taken; otherwise after how many seconds there is one.
    mutating func take(at now: ContinuousClock.Instant) -> Int? {
        let perSecond = Double(limit.requests) / Double(limit.seconds)
        left = min(Double(limit.requests), left + (now - filled) / .seconds(1) * perSecond)
        filled = now
        guard left < 1 else {
            left -= 1
            return nil
        }
        return max(1, Int(((1 - left) / perSecond).rounded(.up)))
    }
}
