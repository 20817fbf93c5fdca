/// Who looked at what: finds the controls that a change concerns without asking the others.
struct Readers {
    private let aliases: Aliases
    private var ofSubject: [Subject: Set<Int>] = [:]
    private var ofTree: [Path: Set<Int>] = [:]
    private var ofAnything: Set<Int> = []
    /// Those who looked at what may come with a package.
    private var ofPackaged: Set<Int> = []

    init(_ aliases: Aliases) { self.aliases = aliases }

    /// Remembers looks of a control. What it looked at before stays: a control asked too often does no harm.
    mutating func add(_ looks: [Subject], of control: Int) {
        for look in looks {
            // By far the most looks.
            if case .node = look, aliases.isEmpty {
                ofSubject[look, default: []].insert(control)
                continue
            }
            if look.mayComeWithPackage { ofPackaged.insert(control) }
            for region in aliases.reads(of: look) {
                switch region {
                case .one(let subject): ofSubject[subject, default: []].insert(control)
                case .tree(let path): ofTree[path, default: []].insert(control)
                case .anything: ofAnything.insert(control)
                }
            }
        }
    }

    func concerned(by changed: Subject) -> Set<Int> {
        let changed = aliases.real(changed)
        var found = ofSubject[changed] ?? []
        if let twin = changed.twin { found.formUnion(ofSubject[twin] ?? []) }
        if !ofTree.isEmpty, let path = changed.path {
            for tree in path.lineage { found.formUnion(ofTree[tree] ?? []) }
        }
        if case .package = changed { found.formUnion(ofPackaged) }
        return found.union(ofAnything)
    }
}
