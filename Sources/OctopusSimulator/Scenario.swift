/// The state in which the simulated server is.
package enum Scenario: String, Hashable, Sendable, CaseIterable {
    /// As an installation leaves it.
    case fresh
    /// As the hardening guide wants it.
    case hardened
}
