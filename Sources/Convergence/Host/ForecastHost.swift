internal import Synchronization

/// A host laid over another. Steps happen in memory, and later looks answer as if they had happened, or say that
/// nobody can know. Each subject of the base is asked once. Over an `EmptyHost` it is the in-memory host of the tests.
package final class ForecastHost: HostChanging {
    private let base: any HostObserving
    private let state = Mutex(State())

    package init(over base: some HostObserving) { self.base = base }

    package var lookThreads: (any TaskExecutor)? { base.lookThreads }

    /// What happens in memory. `log` undoes it entry by entry: copying the overlay for each step made
    /// 10,000 steps quadratic.
    private struct State {
        var overlay: [Subject: Entry] = [:]
        var asked: [Subject: Result<Image, HostError>] = [:]
        var log: [(subject: Subject, before: Entry?)] = []
        var children: [Path: Set<String>] = [:]
        /// How many log entries lie in each tree.
        var touchedTrees: [Path: Int] = [:]
        /// Paths where a link came or went: what lies below now leads elsewhere.
        var rerouted: Set<Path> = []
        /// How many log entries are about packages.
        var packageSteps = 0

        mutating func count(_ subject: Subject, by amount: Int) {
            if case .node(let path) = subject {
                for tree in path.lineage { touchedTrees[tree, default: 0] += amount }
            }
            if case .package = subject { packageSteps += amount }
        }

        func isTouched(_ tree: Path) -> Bool { touchedTrees[tree, default: 0] > 0 }
    }

    private struct Entry {
        var foreseen: Foreseen
        var writer: Int
        /// It only changed along with something else, as the account files do with an account.
        var isDisturbance: Bool
    }

    /// The control of `perform(_:by:)` calls that no control made.
    package static let nobody = -1

    // MARK: - What was forecast

    /// The control that last wrote what a look at this would find; `nil` when that is still the base.
    package func writers(of subject: Subject) -> Set<Int> {
        state.withLock { state in
            var found: Set<Int> = []
            for region in subject.reads {
                if case .one(let part) = region, let entry = state.overlay[part] {
                    found.insert(entry.writer)
                }
                if case .one(.names(let path)) = region {
                    for name in state.children[path] ?? [] {
                        if let entry = state.overlay[.node(at: path.appending(name))] {
                            found.insert(entry.writer)
                        }
                    }
                }
                if case .tree(let top) = region, state.isTouched(top) {
                    for (part, entry) in state.overlay where part.path?.isWithin(top) ?? false {
                        found.insert(entry.writer)
                    }
                }
                if case .anything = region { found.formUnion(state.overlay.values.map(\.writer)) }
            }
            return found
        }
    }

    /// The forecast of a subject; `nil` when no step wrote it.
    package func forecast(of subject: Subject) -> Foreseen? {
        state.withLock { $0.overlay[subject]?.foreseen }
    }

    /// Everything that steps wrote.
    package var forecasts: [Subject: Foreseen] { state.withLock { $0.overlay.mapValues(\.foreseen) } }

    /// What the base said to each look so far.
    package var askedOfBase: [Subject: Result<Image, HostError>] { state.withLock { $0.asked } }

    // MARK: - Trials

    /// A point in time to go back to.
    package var mark: Int { state.withLock { $0.log.count } }

    package func rollBack(to mark: Int) {
        state.withLock { state in
            while state.log.count > mark {
                let (subject, before) = state.log.removeLast()
                state.overlay[subject] = before
                state.count(subject, by: -1)
            }
        }
    }

    // MARK: - Looking

    package func image(of subject: Subject) async throws(HostError) -> Image {
        switch known(subject) {
        case .image(let image)?: return image
        case .unforeseen?: throw HostError(.unforeseen, "\(subject)")
        case nil: break
        }
        let image = try await askBase(subject)
        if image == .absent, mayComeWithPackage(subject) {
            throw HostError(.unforeseen, "\(subject): a package that will be installed may bring it")
        }
        if case .names(let path) = subject { return names(in: path, over: image) }
        return image
    }

    private func known(_ subject: Subject) -> Foreseen? {
        state.withLock { state in
            if let entry = state.overlay[subject] { return entry.foreseen }
            guard !state.overlay.isEmpty else { return nil }
            if !state.rerouted.isEmpty, let path = subject.path,
                path.lineage.dropFirst().contains(where: { state.rerouted.contains($0) })
            {
                return .unforeseen
            }
            for region in subject.reads {
                switch region {
                case .one(let part):
                    if part != subject, let entry = state.overlay[part], !entry.isDisturbance {
                        return .unforeseen
                    }
                case .tree(let top): if state.isTouched(top) { return .unforeseen }
                case .anything: return .unforeseen
                }
            }
            return nil
        }
    }

    private func askBase(_ subject: Subject) async throws(HostError) -> Image {
        if let answer = state.withLock({ $0.asked[subject] }) { return try answer.get() }
        let answer: Result<Image, HostError>
        do throws(HostError) {
            answer = .success(try await base.image(of: subject))
        } catch {
            answer = .failure(error)
        }
        state.withLock { $0.asked[subject] = answer }
        return try answer.get()
    }

    private func mayComeWithPackage(_ subject: Subject) -> Bool {
        switch subject {
        case .unit, .account, .group: state.withLock { $0.packageSteps > 0 }
        default: false
        }
    }

    private func names(in path: Path, over image: Image) -> Image {
        state.withLock { state in
            var names: Set<String> = []
            var exists = false
            if case .names(let found) = image { (names, exists) = (Set(found.sorted), true) }
            switch state.overlay[.node(at: path)]?.foreseen {
            case .image(.node(let node))?: exists = node.form == .directory
            case .image?: exists = false
            case .unforeseen?, nil: break
            }
            guard exists else { return .absent }
            for name in state.children[path] ?? [] {
                switch state.overlay[.node(at: path.appending(name))]?.foreseen {
                case .image(.absent)?: names.remove(name)
                case .image?: names.insert(name)
                case .unforeseen?, nil: break
                }
            }
            return .names(are: Names(names))
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
    }

    /// Performs a step in memory on behalf of a control.
    package func perform(_ step: Step, by writer: Int) async throws(HostError) -> Performed {
        var now: [Subject: Image] = [:]
        for subject in step.needs {
            do throws(HostError) {
                now[subject] = try await image(of: subject)
            } catch {
                if error.code != .unforeseen { throw error }
            }
        }
        let effect = try step.effect(on: now)
        let before = now.filter { step.writes.contains($0.key) }
        let changed = record(effect, of: step, over: now, by: writer)
        return Performed(
            before: before, changed: changed,
            isForeseen: step.writes.allSatisfy { effect[$0] != .unforeseen })
    }

    private func record(
        _ effect: [Subject: Foreseen], of step: Step, over now: [Subject: Image], by writer: Int
    ) -> [Subject] {
        let disturbed = step.disturbs
        return state.withLock { state in
            var changed: [Subject] = []
            for (subject, after) in effect {
                if case .image(let image) = after, image == now[subject] { continue }
                state.log.append((subject, state.overlay[subject]))
                state.overlay[subject] = Entry(
                    foreseen: after, writer: writer, isDisturbance: disturbed.contains(subject))
                state.count(subject, by: 1)
                changed.append(subject)
                guard case .node(let path) = subject else { continue }
                if isLink(now[subject]) || isLink(after) { state.rerouted.insert(path) }
                if let parent = path.parent {
                    state.children[parent, default: []].insert(path.name)
                    if (now[subject] == .absent) != (after == .image(.absent)) {
                        changed.append(.names(in: parent))
                    }
                }
            }
            return changed
        }
    }

    private func isLink(_ image: Image?) -> Bool {
        guard case .node(let node)? = image, case .link = node.form else { return false }
        return true
    }

    private func isLink(_ foreseen: Foreseen) -> Bool {
        guard case .image(let image) = foreseen else { return false }
        return isLink(image)
    }
}
