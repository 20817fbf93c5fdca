/// What a report comes to, whatever its format. The exit code follows from it alone.
package enum Verdict: String, Hashable, Sendable, Codable {
    case asWanted = "as-wanted"
    case differs
    /// Nothing differs, but something could not be told.
    case unknown
    /// Controls undo each other.
    case contradictory
    /// The run was stopped.
    case interrupted
}

extension RunReport {
    package var verdict: Verdict {
        if wasInterrupted { return .interrupted }
        if !conflicts.isEmpty { return .contradictory }
        var isUnknown = false
        for result in results {
            switch result.outcome {
            case .drifted, .failed, .blocked, .unverified, .byHand: return .differs
            case .deferred:
                // A deferred change is still a difference that was seen, or one nobody could rule out.
                if command == .apply { return .differs }
                isUnknown = true
            case .unknown: isUnknown = true
            case .compliant, .fixed, .waived, .notApplicable: break
            }
        }
        return isUnknown ? .unknown : .asWanted
    }
}
