/// One run of the past, as a list of runs shows it.
package struct HistoryRow: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable {
        /// It came to its end.
        case ended
        /// It was cut off: `holdfast apply` goes on with it or takes it back.
        case unfinished
        /// A later run took it back.
        case undone
    }

    package var run: String
    /// When it began, in seconds since 1970-01-01 00:00 UTC.
    package var seconds: Int
    package var policy: String
    /// `apply`, or `undo of RUN`.
    package var purpose: String
    /// How many steps it performed.
    package var steps: Int
    package var state: State

    package init(run: String, seconds: Int, policy: String, purpose: String, steps: Int, state: State) {
        self.run = run
        self.seconds = seconds
        self.policy = policy
        self.purpose = purpose
        self.steps = steps
        self.state = state
    }

    private enum CodingKeys: CodingKey { case run, seconds, time, policy, purpose, steps, state }

    package init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        run = try keyed.decode(String.self, forKey: .run)
        seconds = try keyed.decode(Int.self, forKey: .seconds)
        policy = try keyed.decode(String.self, forKey: .policy)
        purpose = try keyed.decode(String.self, forKey: .purpose)
        steps = try keyed.decode(Int.self, forKey: .steps)
        state = try keyed.decode(State.self, forKey: .state)
    }

    package func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        try keyed.encode(run, forKey: .run)
        try keyed.encode(seconds, forKey: .seconds)
        try keyed.encode(Moment.text(ofSeconds: seconds), forKey: .time)
        try keyed.encode(policy, forKey: .policy)
        try keyed.encode(purpose, forKey: .purpose)
        try keyed.encode(steps, forKey: .steps)
        try keyed.encode(state, forKey: .state)
    }
}
