/// "Could not tell" or "could not do", and why. Never means that something is absent.
package struct HostError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable, Codable {
        /// The host does not let this user look or act.
        case denied
        /// More than Holdfast reads into memory.
        case tooLarge = "too-large"
        case timedOut = "timed-out"
        case failed
        /// This host cannot answer such a question, or take such a step.
        case unsupported
        /// The host is no longer as the plan saw it.
        case stale
        case noSpace = "no-space"
        case readOnly = "read-only"
        /// Somebody else holds what the step needs, such as the package database.
        case busy
        /// Something on the host would let others steer what root does here.
        case unsafe
        /// The run was told to stop.
        case interrupted
        /// Only a person can tell, and nobody has said it yet.
        case unstated
        /// Only a forecast says this: it will be known when an earlier control has been applied.
        case unforeseen
    }

    package var code: Code
    /// What went wrong and, where there is one, the way out. Holds no secret.
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    package static func unreadPassword(of user: String) -> HostError {
        HostError(
            .denied, "cannot read /etc/shadow: run as root to see whether the password of \(user) is locked")
    }
}
