/// What steps in memory wrote over a host, and the log that takes it back entry by entry: copying the overlay for each
/// step made 10,000 steps quadratic.
struct Overlay {
    struct Entry {
        var foreseen: Foreseen
        var writer: Int
        /// The moment it was written: its place in the log.
        var at: Int
        /// Who last wrote it itself, and not along with something else.
        var directWriter: Int?
        /// The moment a step last wrote it itself. `nil` when it only changed along with something else, as the
        /// account files do with an account.
        var directAt: Int?
    }

    private struct Change {
        var subject: Subject
        var before: Entry?
        var reroutes: Bool
        var installs: Bool
        var numbers: Bool
    }

    /// What the base calls by several names is written by one here.
    private let aliases: Aliases
    private(set) var entries: [Subject: Entry] = [:]
    /// The names that steps ever touched inside a directory. What a name is now, `entries` tells.
    private(set) var children: [Path: Set<String>] = [:]
    /// The controls that install a package, in the order of their steps.
    private(set) var installers: [Int] = []
    /// What happened to the numbers of users and groups, and by whom.
    private var numbers: [(change: IDChange, writer: Int)] = []
    private var log: [Change] = []
    /// The moments at which something in each tree was written, of the first `indexed` changes: made when somebody
    /// asks, for most policies read no tree.
    private var touches: [Path: [Int]] = [:]
    private var indexed = 0
    /// Whether anything that says who the users and groups are was ever written. While nothing was, a look at one of
    /// them needs no search through all that it rests on: nearly every control asks for an owner.
    private var hasTouchedAccounts = false
    /// The moments at which a link came or went: what lies below leads elsewhere since.
    private var reroutes: [Path: [Int]] = [:]

    init(_ aliases: Aliases) { self.aliases = aliases }

    func entry(of subject: Subject) -> Entry? { entries[aliases.real(subject)] }

    /// How many changes there are: a point in time to go back to.
    var mark: Int { log.count }

    mutating func write(
        _ subject: Subject, _ foreseen: Foreseen, by writer: Int, along isDisturbance: Bool, reroutes: Bool,
        number: IDChange? = nil
    ) {
        let subject = aliases.real(subject)
        put(subject, foreseen, by: writer, along: isDisturbance, reroutes: reroutes, number: number)
        // Where a path and its attributes have both been written, they agree.
        guard let twin = subject.twin, let other = entries[twin] else { return }
        switch (subject, foreseen, other.foreseen) {
        // What changes along with an account keeps its attributes.
        case (.node, _, _) where isDisturbance: break
        case (.node, .image(let image), _):
            put(twin, .image(image.withoutContents), by: writer, along: false, reroutes: false)
        case (.node, .unforeseen, _): put(twin, .unforeseen, by: writer, along: false, reroutes: false)
        case (.attributes(let path), .image, .image(let whole)):
            let dressed = Foreseen.image(dressed(whole, at: path))
            // What the path holds is as before: nothing that rests on it is less known.
            put(twin, dressed, by: writer, along: true, reroutes: false)
        default: break
        }
    }

    private mutating func put(
        _ subject: Subject, _ foreseen: Foreseen, by writer: Int, along isDisturbance: Bool, reroutes: Bool,
        number: IDChange? = nil
    ) {
        let at = log.count
        let before = entries[subject]
        if subject.isAboutAccounts { hasTouchedAccounts = true }
        var installs = false
        if case .package = subject { installs = foreseen != .image(.absent) }
        log.append(
            Change(
                subject: subject, before: before, reroutes: reroutes, installs: installs,
                numbers: number != nil))
        entries[subject] = Entry(
            foreseen: foreseen, writer: writer, at: at,
            directWriter: isDisturbance ? before?.directWriter : writer,
            directAt: isDisturbance ? before?.directAt : at)
        if installs { installers.append(writer) }
        if let number { numbers.append((number, writer)) }
        guard case .node(let path) = subject else { return }
        if reroutes { self.reroutes[path, default: []].append(at) }
        if let parent = path.parent { children[parent, default: []].insert(path.name) }
    }

    mutating func rollBack(to mark: Int) {
        while log.count > mark {
            let change = log.removeLast()
            entries[change.subject] = change.before
            if change.installs { installers.removeLast() }
            if change.numbers { numbers.removeLast() }
            let wasIndexed = indexed > log.count
            indexed = min(indexed, log.count)
            guard let path = change.subject.path else { continue }
            if wasIndexed { for tree in path.lineage { touches[tree]?.removeLast() } }
            if change.reroutes { reroutes[path]?.removeLast() }
        }
    }

    /// When something in a tree was last written.
    private mutating func lastTouch(in top: Path) -> Int? {
        while indexed < log.count {
            if let path = log[indexed].subject.path {
                for tree in path.lineage { touches[tree, default: []].append(indexed) }
            }
            indexed += 1
        }
        return touches[top]?.last
    }

    /// What a look at this would find; `nil` when that is still what the base says. An entry is believed until
    /// something that it rests on is written.
    mutating func known(_ subject: Subject) -> Foreseen? {
        guard !log.isEmpty, !isUntouchedAccount(subject) else { return nil }
        let real = aliases.real(subject)
        let own = entries[real] ?? entryOfWhole(real)
        // By far the most questions: a path, with no link above it changed.
        if case .node = real, reroutes.isEmpty { return own?.foreseen }
        let reads = aliases.reads(of: subject)
        let subject = real
        let since = own?.at ?? -1
        if rerouted(above: subject, since: since) != nil { return .unforeseen }
        for region in reads {
            switch region {
            case .one(let part):
                if part != subject, let at = entries[part]?.directAt, at > since { return .unforeseen }
            case .tree(let top): if let at = lastTouch(in: top), at > since { return .unforeseen }
            case .anything: if log.count - 1 > since { return .unforeseen }
            }
        }
        guard case .attributes = subject, case .image(let image)? = own?.foreseen else {
            return own?.foreseen
        }
        return .image(image.withoutContents)
    }

    private func isUntouchedAccount(_ subject: Subject) -> Bool {
        guard !hasTouchedAccounts, aliases.isEmpty else { return false }
        return switch subject {
        case .account, .group: true
        default: false
        }
    }

    /// The entry of a path that answers for its attributes, where nobody wrote those themselves.
    private func entryOfWhole(_ subject: Subject) -> Entry? {
        guard case .attributes(let path) = subject, let entry = entries[.node(at: path)] else { return nil }
        // What only changed along with an account keeps its attributes.
        return entry.foreseen == .unforeseen && entry.directAt == nil ? nil : entry
    }

    /// What the base says of a path, with the attributes that steps have given it since.
    func dressed(_ image: Image, at path: Path) -> Image {
        guard case .node(var node) = image,
            case .image(.node(let known))? = entries[.attributes(of: path)]?.foreseen
        else { return image }
        node.attributes = known.attributes
        return .node(is: node)
    }

    /// The nearest directory above that became, or was, a link.
    private func rerouted(above subject: Subject, since: Int) -> Path? {
        guard !reroutes.isEmpty, let path = subject.path else { return nil }
        return path.lineage.dropFirst().first { (reroutes[$0]?.last ?? -1) > since }
    }

    /// The controls that took, freed or left open a number which this change takes.
    func rivals(of change: IDChange) -> Set<Int> {
        Set(numbers.lazy.filter { change.dependsOn($0.change) }.map(\.writer))
    }

    /// The controls that last wrote what a look at this would find.
    mutating func writers(of subject: Subject) -> Set<Int> {
        if isUntouchedAccount(subject) { return [] }
        var found: Set<Int> = []
        let own = aliases.real(subject)
        if case .node(let path) = own, reroutes.isEmpty {
            if let entry = entries[own] { found.insert(entry.writer) }
            if let entry = entries[.attributes(of: path)], let writer = entry.directWriter {
                found.insert(writer)
            }
            return found
        }
        // What changes along with an account says nothing of another account.
        func add(_ part: Subject) {
            guard let entry = entries[part] else { return }
            if let writer = part == own ? entry.writer : entry.directWriter { found.insert(writer) }
        }
        if let path = rerouted(above: own, since: -1) { add(.node(at: path)) }
        for region in aliases.reads(of: subject) {
            switch region {
            case .one(let part):
                add(part)
                switch part {
                case .node(let path): add(.attributes(of: path))
                case .attributes:
                    if entries[part] == nil, let entry = entryOfWhole(part) { found.insert(entry.writer) }
                default: break
                }
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

extension Subject {
    /// Whether writing it may change who the users and groups are.
    fileprivate var isAboutAccounts: Bool {
        switch self {
        case .account, .group: true
        case .node(let path): Subject.accountFiles.contains(path)
        default: false
        }
    }
}
