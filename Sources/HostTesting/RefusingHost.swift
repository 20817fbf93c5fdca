package import Convergence

/// A host that does not let itself be looked at everywhere.
package struct RefusingHost<Base: HostObserving>: HostObserving {
    private let base: Base
    private let refused: Set<Subject>
    private let error: HostError

    package init(
        _ base: Base, refusing refused: Set<Subject>,
        with error: HostError = HostError(.denied, "not allowed")
    ) {
        self.base = base
        self.refused = refused
        self.error = error
    }

    package var lookThreads: (any TaskExecutor)? { base.lookThreads }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        if refused.contains(subject) { throw error }
        return try await base.image(of: subject)
    }
}
