internal import Synchronization

/// Remembers what was looked at. One for each control.
package final class RecordingHost<Base: HostObserving>: HostObserving {
    private let base: Base
    private let seen = Mutex<[Subject]>([])

    package init(_ base: Base) { self.base = base }

    /// In the order of the looks; the same subject may stand twice.
    package var looks: [Subject] { seen.withLock { $0 } }
    package var lookThreads: (any TaskExecutor)? { base.lookThreads }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        seen.withLock { $0.append(subject) }
        return try await base.image(of: subject)
    }
}
