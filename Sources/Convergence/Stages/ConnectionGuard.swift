/// Keeps a step that can cut connections from locking anyone out: armed with the way back before the step is
/// performed, confirmed by a new connection, and otherwise it takes the way back by itself, also when Holdfast is gone.
package protocol ConnectionGuard: Sendable {
    /// The way back is durable, and somebody other than this process will take it in time.
    func arm(wayBack: [Step], for control: String) async throws(HostError)
    /// `true` when a new connection was made in time; `false` when the way back was taken.
    func confirm(_ control: String) async -> Bool
}
