/// What steps in memory wrote over a host, and the log that takes it back entry by entry: copying the overlay for each
/// step made 10,000 steps quadratic.
struct Overlay {
    struct Entry {
        var foreseen: Foreseen
        var writer: Int
        /// The moment it was written: its place in the log.
        var at: Int
        /// The moment a step last wrote it itself. `nil` when it only changed along with something else, as the
        /// account files do with an account.
        var directAt: Int?
    }

    private struct Change {
        var subject: Subject
        var before: Entry?
        var reroutes: Bool
        var installs: Bool
    }

    private(set) var entries: [Subject: Entry] = [:]
    /// The names that steps ever touched inside a directory. What a name is now, `entries` tells.
    private(set) var children: [Path: Set<String>] = [:]
    /// The controls that install a package, in the order of their steps.
    private(set) var installers: [Int] = []
    private var log: [Change] = []
    /// The moments at which something in each tree was written, of the first `indexed` changes: made when somebody
    /// asks, for most policies read no tree.
    private var touches: [Path: [Int]] = [:]
    private var indexed = 0
    /// The moments at which a link came or went: what lies below leads elsewhere since.
    private var reroutes: [Path: [Int]] = [:]

    /// How many changes there are: a point in time to go back to.
    var mark: Int { log.count }

    mutating func write(
        _ subject: Subject, _ foreseen: Foreseen, by writer: Int, along isDisturbance: Bool, reroutes: Bool
    ) {
        let at = log.count
        let before = entries[subject]
        var installs = false
        if case .package = subject { installs = foreseen != .image(.absent) }
        log.append(Change(subject: subject, before: before, reroutes: reroutes, installs: installs))
        entries[subject] = Entry(
            foreseen: foreseen, writer: writer, at: at, directAt: isDisturbance ? before?.directAt : at)
        if installs { installers.append(writer) }
        guard case .node(let path) = subject else { return }
        if reroutes { self.reroutes[path, default: []].append(at) }
        if let parent = path.parent { children[parent, default: []].insert(path.name) }
    }

    mutating func rollBack(to mark: Int) {
        while log.count > mark {
            let change = log.removeLast()
            entries[change.subject] = change.before
            if change.installs { installers.removeLast() }
            let wasIndexed = indexed > log.count
            indexed = min(indexed, log.count)
            guard case .node(let path) = change.subject else { continue }
            if wasIndexed { for tree in path.lineage { touches[tree]?.removeLast() } }
            if change.reroutes { reroutes[path]?.removeLast() }
        }
    }

    /// When something in a tree was last written.
    private mutating func lastTouch(in top: Path) -> Int? {
        while indexed < log.count {
            if case .node(let path) = log[indexed].subject {
                for tree in path.lineage { touches[tree, default: []].append(indexed) }
            }
            indexed += 1
        }
        return touches[top]?.last
    }

    /// What a look at this would find; `nil` when that is still what the base says. An entry is believed until
    /// something that it rests on is written.
    mutating func known(_ subject: Subject) -> Foreseen? {
        guard !log.isEmpty else { return nil }
        let own = entries[subject]
        // By far the most questions: a path, with no link above it changed.
        if case .node = subject, reroutes.isEmpty { return own?.foreseen }
        let since = own?.at ?? -1
        if rerouted(above: subject, since: since) != nil { return .unforeseen }
        for region in subject.reads {
            switch region {
            case .one(let part):
                if part != subject, let at = entries[part]?.directAt, at > since { return .unforeseen }
            case .tree(let top): if let at = lastTouch(in: top), at > since { return .unforeseen }
            case .anything: if log.count - 1 > since { return .unforeseen }
            }
        }
        return own?.foreseen
    }

    /// The nearest directory above that became, or was, a link.
    private func rerouted(above subject: Subject, since: Int) -> Path? {
        guard !reroutes.isEmpty, let path = subject.path else { return nil }
        return path.lineage.dropFirst().first { (reroutes[$0]?.last ?? -1) > since }
    }

    /// The controls that last wrote what a look at this would find.
    mutating func writers(of subject: Subject) -> Set<Int> {
        if case .node = subject, reroutes.isEmpty { return entries[subject].map { [$0.writer] } ?? [] }
        var found: Set<Int> = []
        func add(_ part: Subject) { if let entry = entries[part] { found.insert(entry.writer) } }
        if let path = rerouted(above: subject, since: -1) { add(.node(at: path)) }
        for region in subject.reads {
            switch region {
            case .one(let part):
                add(part)
                guard case .names(let path) = part else { continue }
                add(.node(at: path))
                for name in children[path] ?? [] { add(.node(at: path.appending(name))) }
            case .tree(let top):
                guard lastTouch(in: top) != nil else { continue }
                for (part, entry) in entries where part.path?.isWithin(top) ?? false {
                    found.insert(entry.writer)
                }
            case .anything: found.formUnion(entries.values.map(\.writer))
            }
        }
        return found
    }
}
