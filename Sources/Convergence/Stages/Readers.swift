/// Who looked at what: finds the controls that a change concerns without asking the others.
struct Readers {
    private let aliases: Aliases
    // Lists, not sets: most subjects have one reader, and nearly all controls read one owner.
    private var ofSubject: [Subject: [Int]] = [:]
    private var ofTree: [Path: Set<Int>] = [:]
    private var ofAnything: Set<Int> = []
    /// Those who looked at what may come with a package.
    private var ofPackaged: [Int] = []
    /// Those who looked at a user or group where no path has another name: all of them read the account files.
    private var ofAccounts: [Int] = []

    init(_ aliases: Aliases) { self.aliases = aliases }

    /// Remembers looks of a control. What it looked at before stays: a control asked too often does no harm.
    mutating func add(_ looks: [Subject], of control: Int) {
        for look in looks {
            // By far the most looks.
            if aliases.isEmpty {
                switch look {
                case .node:
                    ofSubject[look, default: []].add(control)
                    continue
                case .account, .group:
                    ofSubject[look, default: []].add(control)
                    ofAccounts.add(control)
                    continue
                default: break
                }
            }
            if look.mayComeWithPackage { ofPackaged.add(control) }
            for region in aliases.reads(of: look) {
                switch region {
                case .one(let subject): ofSubject[subject, default: []].add(control)
                case .tree(let path): ofTree[path, default: []].insert(control)
                case .anything: ofAnything.insert(control)
                }
            }
        }
    }

    func concerned(by changed: Subject) -> Set<Int> {
        let changed = aliases.real(changed)
        var found = Set(ofSubject[changed] ?? [])
        if case .node(let path) = changed, !ofAccounts.isEmpty, Subject.accountFiles.contains(path) {
            found.formUnion(ofAccounts)
        }
        if let twin = changed.twin { found.formUnion(ofSubject[twin] ?? []) }
        if !ofTree.isEmpty, let path = changed.path {
            for tree in path.lineage { found.formUnion(ofTree[tree] ?? []) }
        }
        if case .package = changed {
            found.formUnion(ofPackaged)
            found.formUnion(ofAccounts)
        }
        return found.union(ofAnything)
    }
}

extension [Int] {
    /// Appends what was not appended just now.
    fileprivate mutating func add(_ control: Int) { if last != control { append(control) } }
}
