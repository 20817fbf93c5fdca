/// A token bucket: how long the next request waits, so that the server's own limit is not met.
struct Pace: Sendable {
    /// `nil`: as fast as one can.
    private var limit: (perSecond: Double, burst: Double)?
    private var tokens = 0.0
    private var filled: ContinuousClock.Instant?

    /// From now on so many. A limit that already holds is kept.
    mutating func limit(perMinute: Int, burst: Int, spent: Int, at now: ContinuousClock.Instant) {
        guard limit == nil else { return }
        limit = (Double(max(1, perMinute)) / 60, Double(max(1, burst)))
        tokens = Double(max(1, burst)) - Double(spent)
        filled = now
    }

    /// Takes a token, perhaps of the future, and says how long to wait for it.
    mutating func wait(at now: ContinuousClock.Instant) -> Duration {
        guard let limit, let filled else { return .zero }
        let seconds = (now - filled) / .seconds(1)
        tokens = min(limit.burst, tokens + seconds * limit.perSecond)
        self.filled = now
        tokens -= 1
        return tokens >= 0 ? .zero : .seconds(-tokens / limit.perSecond)
    }
}
