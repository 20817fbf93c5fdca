/// How urgent it is to do something about a control: the more severe first, then what differs before what could not be told.
///
/// What could not be told counts one severity lower: many blind spots of one cause must not hide a difference that is known.
/// What only a person can state comes after everything that was looked at.
package struct Urgency: Hashable, Sendable, Comparable {
    private let rank: Int

    /// `nil` where nothing is to be done.
    package init?(_ standing: Standing, _ severity: Control.Severity, cause: HostError.Code? = nil) {
        let severity = Control.Severity.allCases.firstIndex(of: severity)! * 2
        switch standing {
        case .differs: rank = severity + 3
        case .unknown: rank = cause == .unstated ? severity - 2 * Control.Severity.allCases.count : severity
        case .asWanted, .waived, .notApplicable: return nil
        }
    }

    /// The less urgent is less.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

extension RunReport {
    /// What to see to first, most urgent first; equally urgent controls in the order of the policy.
    package func mostUrgent(_ limit: Int = 5) -> [ControlResult] {
        var urgent: [(index: Int, urgency: Urgency)] = []
        for index in results.indices {
            let standing = results[index].outcome.standing(in: command)
            let urgency = Urgency(standing, results[index].severity, cause: results[index].cause)
            if let urgency { urgent.append((index, urgency)) }
        }
        urgent.sort { $0.urgency == $1.urgency ? $0.index < $1.index : $0.urgency > $1.urgency }
        return urgent.prefix(limit).map { results[$0.index] }
    }
}
