/// How much of what a policy asks for is known to be so, from 0 to 100.
///
/// Every control that applies weighs as much as its severity: low 1, medium 2, high 4, critical 8. The score is the weight of
/// those that are as wanted, out of the weight of all. What could not be told and what has leave to differ count among
/// all and never among those as wanted: neither can raise it.
package struct Score: Hashable, Sendable, Codable {
    /// The weight of what is as wanted.
    package private(set) var earned = 0
    /// The weight of all that applies.
    package private(set) var possible = 0

    package init() {}

    package mutating func count(_ standing: Standing, _ severity: Control.Severity) {
        guard standing != .notApplicable else { return }
        possible += severity.weight
        if standing == .asWanted { earned += severity.weight }
    }

    /// Rounded down, so that 100 says that everything is as wanted; `nil` where nothing applies.
    package var value: Int? { possible == 0 ? nil : earned * 100 / possible }
}

extension Control.Severity {
    /// What a control of this severity counts in a score.
    package var weight: Int {
        switch self {
        case .low: 1
        case .medium: 2
        case .high: 4
        case .critical: 8
        }
    }
}
