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
        for index in results.indices {
            switch results[index].outcome.standing(in: command) {
            case .differs: return .differs
            case .unknown: isUnknown = true
            case .asWanted, .waived, .notApplicable: break
            }
        }
        return isUnknown ? .unknown : .asWanted
    }
}
