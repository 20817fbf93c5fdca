package import Convergence
internal import Synchronization

/// A host with units of systemd that read their files when they are reloaded or restarted, and fail when a file they
/// read holds the word `broken`. Everything else is the base's.
package final class UnitHost<Base: HostChanging>: HostChanging {
    private let base: Base
    private let files: [String: [Path]]
    private let units: Mutex<[String: Unit]>

    /// `files` are what each unit reads; every unit runs unless `activities` says otherwise.
    package init(_ base: Base, files: [String: [Path]], activities: [String: Unit.Activity] = [:]) {
        self.base = base
        self.files = files
        units = Mutex(
            Dictionary(
                uniqueKeysWithValues: files.keys.map {
                    ($0, Unit(enablement: .enabled, activity: activities[$0] ?? .running))
                }))
    }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        guard case .unit(let name) = subject, let unit = units.withLock({ $0[name] }) else {
            return try await base.image(of: subject)
        }
        return .unit(is: unit)
    }

    package func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        var results: [Result<Void, HostError>] = []
        for step in steps {
            if case .refreshUnit(let name, let refresh) = step, let paths = files[name] {
                // What does not run reads its files when it is started.
                if refresh == .reload, units.withLock({ $0[name]?.activity == .stopped }) {
                    results.append(.success(()))
                    continue
                }
                var isBroken = false
                for path in paths {
                    let text = try? await base.contents(of: path)?.text
                    isBroken = isBroken || text?.contains("broken") ?? false
                }
                let activity: Unit.Activity = isBroken ? .failed : .running
                units.withLock { $0[name]?.activity = activity }
                results.append(.success(()))
            } else {
                results += await base.perform([step])
            }
        }
        return results
    }
}
