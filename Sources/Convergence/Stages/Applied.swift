/// What an apply made of one control.
package struct Applied: Hashable, Sendable {
    package var outcome: Outcome
    /// What differed before anything was done.
    package var differences: [Difference] = []
    /// What was performed, in order.
    package var steps: [Step] = []
    package var followUps: [FollowUp] = []
    package var reason: String?
    /// What kind of error `reason` tells of, where it tells of one.
    package var cause: HostError.Code?
    /// Ids of the controls that block it.
    package var after: [String] = []

    package init(_ outcome: Outcome, reason: String? = nil, cause: HostError.Code? = nil) {
        self.outcome = outcome
        self.reason = reason
        self.cause = cause
    }
}

/// What a whole apply came to.
package struct ApplyResult: Sendable {
    /// By index in the policy.
    package var controls: [Int: Applied] = [:]
    package var wasInterrupted = false
    /// Nobody confirmed a change that can cut connections, and it was taken back.
    package var wasReverted = false
    /// Follow-ups of an earlier run that could not be paid in this one either.
    package var stillOwed: [StillOwed] = []
}

/// A follow-up that no control of a run asked for, and that could not be paid: the next run tries again.
package struct StillOwed: Hashable, Sendable, Codable {
    package var followUp: FollowUp
    /// Why not.
    package var reason: String

    package init(_ followUp: FollowUp, reason: String) {
        self.followUp = followUp
        self.reason = reason
    }
}
