/// What a kind says of an observation.
package enum Assessment: Hashable, Sendable {
    case compliant
    case drifted([Difference], Fix)
    /// Could not tell, and why.
    case unknown(HostError)
    /// The control does not concern this host, and why.
    case notApplicable(String)
    /// Only in a plan: decided once the controls of these ids have been applied.
    case deferred(HostError, after: [String])
}

/// What mends a difference.
package enum Fix: Hashable, Sendable {
    /// Steps in their order, and what must happen after them. `byHand` says what is left for a person.
    case steps([Step], then: [FollowUp] = [], byHand: String? = nil)
    /// Nothing Holdfast does; how a person does it.
    case manual(how: String)
}

/// What must happen once, after every change that asks for it.
package struct FollowUp: Hashable, Sendable, Codable {
    package var unit: String
    package var refresh: Step.Refresh

    package init(_ refresh: Step.Refresh, _ unit: String) {
        self.unit = unit
        self.refresh = refresh
    }

    /// The step that pays it.
    package var step: Step { .refreshUnit(named: unit, by: refresh) }

    /// One follow-up for each unit, in order of first mention; a restart covers a reload.
    package static func merged(_ all: [FollowUp]) -> [FollowUp] {
        var merged: [FollowUp] = []
        for followUp in all {
            if let index = merged.firstIndex(where: { $0.unit == followUp.unit }) {
                merged[index].refresh = max(merged[index].refresh, followUp.refresh)
            } else {
                merged.append(followUp)
            }
        }
        return merged
    }
}
