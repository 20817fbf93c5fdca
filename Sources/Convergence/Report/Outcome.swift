/// What a run, a plan or a check says of one control, in one word.
package enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    case compliant
    /// Differs; a plan or a check changes nothing.
    case drifted
    /// Differed, was changed, and a new look found no difference.
    case fixed
    /// A step or its follow-up could not be done; what it had changed was taken back.
    case failed
    /// Something it needs was not done.
    case blocked
    /// Its steps were done, and it differs all the same.
    case unverified
    /// Differs, and a person must mend it.
    case byHand = "by-hand"
    /// Could not tell.
    case unknown
    /// Cannot be decided before something else is done.
    case deferred
    /// Differs, with leave.
    case waived
    case notApplicable = "not-applicable"
}
