internal import Synchronization

/// A host laid over another. Steps happen in memory, and later looks answer as if they had happened, or say that
/// nobody can know. Each subject of the base is asked once. Over an `EmptyHost` it is the in-memory host of the tests.
package final class ForecastHost: HostChanging {
    private let base: AskedOnce
    private let aliases: Aliases
    private let overlay: Mutex<Overlay>
    /// Whether any step was ever performed: before that no look needs the overlay and its lock.
    private let isWritten = Atomic(false)

    /// With `aliases` of the base, what is written by one name is found by the other.
    package init(over base: some HostObserving, aliases: Aliases = Aliases()) {
        self.base = AskedOnce(base)
        self.aliases = aliases
        overlay = Mutex(Overlay(aliases))
    }

    package var lookThreads: (any TaskExecutor)? { base.lookThreads }

    /// The control of `perform(_:by:)` calls that no control made.
    package static let nobody = -1

    // MARK: - What was forecast

    /// The controls that last wrote what a look at this would find; empty when that is still the base.
    package func writers(of subject: Subject) -> Set<Int> {
        let (writers, installers) = overlay.withLock { overlay in
            let installers = overlay.installers
            return (
                overlay.writers(of: subject),
                installers.isEmpty || overlay.entry(of: subject) != nil ? [] : installers
            )
        }
        guard subject.mayComeWithPackage, !installers.isEmpty, base.isKnownAbsent(subject) else {
            return writers
        }
        return writers.union(installers)
    }

    /// The controls without which a step that needs this could not be told: as `writers`, and those that install
    /// packages where it is a path that is not there yet.
    package func writers(neededFor subject: Subject) -> Set<Int> {
        let writers = writers(of: subject)
        guard isAwaited(subject) else { return writers }
        return writers.union(overlay.withLock { $0.installers })
    }

    /// The forecast of a subject; `nil` when no step wrote it.
    package func forecast(of subject: Subject) -> Foreseen? {
        overlay.withLock { $0.entry(of: subject)?.foreseen }
    }

    /// Everything that steps wrote, each by its one name.
    package var forecasts: [Subject: Foreseen] { overlay.withLock { $0.entries.mapValues(\.foreseen) } }

    // MARK: - Trials

    /// A point in time to go back to.
    package var mark: Int { overlay.withLock { $0.mark } }

    package func rollBack(to mark: Int) { overlay.withLock { $0.rollBack(to: mark) } }

    // MARK: - Looking

    package func image(of subject: Subject) async throws(HostError) -> Image {
        guard isWritten.load(ordering: .acquiring) else { return try await base.image(of: subject) }
        switch overlay.withLock({ $0.known(subject) }) {
        case .image(let image)?: return image
        case .unforeseen?: throw HostError(.unforeseen, "\(subject)")
        case nil: break
        }
        let image = try await base.image(of: subject)
        if image == .absent, subject.mayComeWithPackage, overlay.withLock({ !$0.installers.isEmpty }) {
            throw HostError(.unforeseen, "\(subject): a package that will be installed may bring it")
        }
        let real = aliases.real(subject)
        if case .node(let path) = real { return overlay.withLock { $0.dressed(image, at: path) } }
        guard case .names(let path) = real else { return image }
        switch names(in: path, over: image) {
        case .image(let names): return names
        case .unforeseen: throw HostError(.unforeseen, "\(subject)")
        }
    }

    private func names(in path: Path, over image: Image) -> Foreseen {
        overlay.withLock { overlay in
            var names: Set<String> = []
            var exists = false
            if case .names(let found) = image { (names, exists) = (Set(found.sorted), true) }
            let own = overlay.entry(of: .node(at: path))
            switch own?.foreseen {
            case .image(.node(let node))?: exists = node.form == .directory
            case .image?: exists = false
            // What changes along with an account stays what it is.
            case .unforeseen?: if own?.directAt != nil { return .unforeseen }
            case nil: break
            }
            guard exists else { return .image(.absent) }
            for name in overlay.children[path] ?? [] {
                guard let entry = overlay.entry(of: .node(at: path.appending(name))) else { continue }
                switch entry.foreseen {
                case .image(.absent): names.remove(name)
                case .image: names.insert(name)
                case .unforeseen: if entry.directAt != nil { return .unforeseen }
                }
            }
            return .image(.names(are: Names(names)))
        }
    }

    // MARK: - Changing

    package func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        var results: [Result<Void, HostError>] = []
        for step in steps {
            do throws(HostError) {
                _ = try await perform(step, by: Self.nobody)
                results.append(.success(()))
            } catch {
                results.append(.failure(error))
            }
        }
        return results
    }

    /// What a step in memory did: the images it found, and the subjects it changed.
    package struct Performed {
        package var before: [Subject: Image]
        package var changed: [Subject]
        /// Whether everything it wrote can be foretold.
        package var isForeseen: Bool
        /// Controls that took, freed or left open a number of a user or group which this step takes.
        package var rivals: Set<Int> = []
    }

    /// Performs a step in memory on behalf of a control.
    package func perform(_ step: Step, by writer: Int) async throws(HostError) -> Performed {
        let writes = step.writes
        var now: [Subject: Image] = [:]
        for subject in step.needs {
            // What is no directory has no names; to ask for those of a link would follow it.
            if case .names(let path) = subject, case .node(let node)? = now[.node(at: path)],
                node.form != .directory
            {
                continue
            }
            do throws(HostError) {
                now[subject] = try await image(of: subject)
            } catch {
                if error.code != .unforeseen { throw error }
            }
            // A directory that is not there yet may come with a package.
            if !writes.contains(subject), isAwaited(subject) { now[subject] = nil }
        }
        if let parent = step.linkedParent(now) {
            now[.names(in: parent)] = try? await image(of: .names(in: parent))
        }
        let effect = try step.effect(on: now)
        let numbers = effect.reduce(into: [Subject: IDChange]()) { numbers, item in
            numbers[item.key] = IDChange(of: item.key, from: now[item.key], to: item.value)
        }
        let rivals =
            numbers.isEmpty
            ? []
            : overlay.withLock { overlay in
                numbers.values.reduce(into: Set<Int>()) { $0.formUnion(overlay.rivals(of: $1)) }
            }
        return Performed(
            before: now.filter { writes.contains($0.key) },
            changed: record(effect, of: step, over: now, numbers: numbers, by: writer),
            isForeseen: writes.allSatisfy { effect[$0] != .unforeseen }, rivals: rivals)
    }

    /// Whether a path that a step needs is not there, and a package that will be installed may bring it.
    private func isAwaited(_ subject: Subject) -> Bool {
        guard case .node = subject else { return false }
        return overlay.withLock { !$0.installers.isEmpty && $0.entry(of: subject) == nil }
            && base.isKnownAbsent(subject)
    }

    private func record(
        _ effect: [Subject: Foreseen], of step: Step, over now: [Subject: Image],
        numbers: [Subject: IDChange],
        by writer: Int
    ) -> [Subject] {
        let disturbed = step.disturbs
        // In one order: what a plan says must not change from run to run.
        let first = step.writes
        let others = effect.keys.filter { !first.contains($0) }.sorted { $0.description < $1.description }
        return overlay.withLock { overlay in
            isWritten.store(true, ordering: .releasing)
            var changed: [Subject] = []
            for subject in first + others {
                guard let after = effect[subject] else { continue }
                if case .image(let image) = after, image == now[subject] { continue }
                overlay.write(
                    subject, after, by: writer, along: disturbed.contains(subject),
                    reroutes: now[subject]?.isLink ?? false || after.isLink, number: numbers[subject])
                changed.append(subject)
                guard case .node(let path) = subject, let parent = path.parent else { continue }
                if (after == .unforeseen && !disturbed.contains(subject))
                    || (now[subject] == .absent) != (after == .image(.absent))
                {
                    changed.append(.names(in: parent))
                }
            }
            return changed
        }
    }
}

extension Subject {
    /// Whether installing a package may bring it.
    var mayComeWithPackage: Bool {
        switch self {
        case .unit, .account, .group, .attributes: true
        default: false
        }
    }
}

extension Image {
    fileprivate var isLink: Bool {
        guard case .node(let node) = self, case .link = node.form else { return false }
        return true
    }
}

extension Foreseen {
    fileprivate var isLink: Bool { if case .image(let image) = self { image.isLink } else { false } }
}
