package import Convergence
internal import Synchronization

/// Lets everything through to another host, and counts and refuses on the way.
package final class WatchedHost<Base: HostChanging>: HostChanging {
    private struct State {
        var looks: [Subject: Int] = [:]
        var performed: [[Step]] = []
        var refusedLooks: [Subject: HostError] = [:]
        var refusedSteps: [(isMeant: @Sendable (Step) -> Bool, error: HostError)] = []
    }

    package let base: Base
    private let journal: MemoryJournal?
    private let state = Mutex(State())
    private let before: @Sendable (Step) async -> Void

    /// `before` happens right before a step is performed.
    package init(
        _ base: Base, saysTo journal: MemoryJournal? = nil,
        before: @escaping @Sendable (Step) async -> Void = { _ in }
    ) {
        self.base = base
        self.journal = journal
        self.before = before
    }

    package var looks: [Subject: Int] { state.withLock { $0.looks } }
    package var lookCount: Int { looks.values.reduce(0, +) }
    /// The steps of each call, in order.
    package var performed: [[Step]] { state.withLock { $0.performed } }
    package var steps: [Step] { performed.flatMap(\.self) }

    package func refuse(_ subject: Subject, with error: HostError = HostError(.denied, "not for you")) {
        state.withLock { $0.refusedLooks[subject] = error }
    }

    package func refuse(
        steps isMeant: @escaping @Sendable (Step) -> Bool,
        with error: HostError = HostError(.failed, "refused by the test")
    ) {
        state.withLock { $0.refusedSteps.append((isMeant, error)) }
    }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        let error = state.withLock { state in
            state.looks[subject, default: 0] += 1
            return state.refusedLooks[subject]
        }
        if let error { throw error }
        return try await base.image(of: subject)
    }

    package func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        state.withLock { $0.performed.append(steps) }
        var results: [Result<Void, HostError>] = []
        for step in steps {
            journal?.note("perform \(step.summary)")
            await before(step)
            let error = state.withLock { state in state.refusedSteps.first { $0.isMeant(step) }?.error }
            if let error {
                results.append(.failure(error))
            } else {
                results += await base.perform([step])
            }
        }
        return results
    }
}
