/// The words of a command line that a hint repeats, so that it can be copied as it stands.
package struct Invocation: Hashable, Sendable {
    /// Policies, variables and the selection of controls.
    package var policy: [String]
    /// Which machine, and where runs are recorded.
    package var host: [String]

    package init(policy: [String] = [], host: [String] = []) {
        self.policy = policy
        self.host = host
    }
}
