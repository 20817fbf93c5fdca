/// What an outcome comes to, where only that matters: in sums, in scores and in the verdict.
package enum Standing: String, Hashable, Sendable, Codable, CaseIterable {
    case asWanted = "as-wanted"
    case differs
    /// Could not tell, or not yet.
    case unknown
    /// Differs, with leave.
    case waived
    case notApplicable = "not-applicable"
}

extension Outcome {
    package func standing(in command: RunReport.Command) -> Standing {
        switch self {
        case .compliant, .fixed: .asWanted
        case .drifted, .failed, .blocked, .unverified, .byHand: .differs
        case .unknown: .unknown
        // A deferred change is still a difference that was seen, or one nobody could rule out.
        case .deferred: command == .apply ? .differs : .unknown
        case .waived: .waived
        case .notApplicable: .notApplicable
        }
    }
}
