package import Convergence
internal import Synchronization

/// A machine in memory on which something else acts too: a service manager, a package manager, a program.
/// What a forecast cannot foretell is decided by `react`.
package final class ReactingHost: HostChanging {
    /// Sees each step after it was performed, and says which subjects now have which images.
    package typealias Reaction = @Sendable (Step, inout [Subject: Image]) -> Void

    private let files: ForecastHost
    private let images: Mutex<[Subject: Image]>
    private let react: Reaction

    /// - Parameters:
    ///   - base: what is there at first.
    ///   - images: what `react` decides from the start.
    package init(over base: PreparedHost, _ images: [Subject: Image], react: @escaping Reaction) {
        files = ForecastHost(over: base)
        self.images = Mutex(images)
        self.react = react
    }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        if let image = images.withLock({ $0[subject] }) { return image }
        return try await files.image(of: subject)
    }

    package func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        var results: [Result<Void, HostError>] = []
        for step in steps {
            do throws(HostError) {
                var now: [Subject: Image] = [:]
                for subject in step.needs { now[subject] = try await image(of: subject) }
                _ = try step.effect(on: now)
                if step.writes.contains(where: { isFile($0) }) { try await files.perform(step) }
                images.withLock { react(step, &$0) }
                results.append(.success(()))
            } catch {
                results.append(.failure(error))
            }
        }
        return results
    }

    private func isFile(_ subject: Subject) -> Bool {
        switch subject {
        case .node, .attributes: true
        default: false
        }
    }
}
