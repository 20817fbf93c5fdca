/// What an apply made of one control.
package struct Applied: Hashable, Sendable {
    package var outcome: Outcome
    /// What differed before anything was done.
    package var differences: [Difference] = []
    /// What was performed, in order.
    package var steps: [Step] = []
    package var followUps: [FollowUp] = []
    package var reason: String?
    /// Ids of the controls that block it.
    package var after: [String] = []

    package init(_ outcome: Outcome, reason: String? = nil) {
        self.outcome = outcome
        self.reason = reason
    }
}

/// What a whole apply came to.
package struct ApplyResult: Sendable {
    /// By index in the policy.
    package var controls: [Int: Applied] = [:]
    package var wasInterrupted = false
    /// Nobody confirmed a change that can cut connections, and it was taken back.
    package var wasReverted = false
}
