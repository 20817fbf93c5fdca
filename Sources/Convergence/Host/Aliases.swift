/// Directories that a host reaches by another name than their own, through symbolic links: `/lib` is `/usr/lib`.
///
/// With it, one thing is one subject, whatever a policy calls it. A pure table: the host told it once.
package struct Aliases: Sendable {
    private var realPaths: [Path: RealPath] = [:]

    package init() {}

    /// Asks where each of these directories really is. One that cannot be told keeps its name, for whoever looks
    /// below it is told why.
    package init(of directories: Set<Path>, on host: some HostObserving) async {
        var asked = directories
        var next = directories.sorted()
        while !next.isEmpty {
            let now = next
            let answers = await concurrently(now.count, on: host.lookThreads) { index in
                try? await host.realPath(of: now[index])
            }
            next = []
            for (directory, answer) in zip(now, answers) {
                guard let answer, !answer.links.isEmpty else { continue }
                realPaths[directory] = answer
                // The link may be further up, and lead others elsewhere too.
                next += directory.lineage.filter { asked.insert($0).inserted }
            }
        }
    }

    package var isEmpty: Bool { realPaths.isEmpty }

    /// Without those that lead through one of `links`.
    func without(_ links: Set<Path>) -> Aliases {
        var rest = self
        rest.realPaths = realPaths.filter { links.isDisjoint(with: $0.value.links) }
        return rest
    }

    /// Every link that leads somewhere here.
    var links: Set<Path> { Set(realPaths.values.flatMap(\.links)) }

    // MARK: - One name for one thing

    /// The one name of a subject. The last part of a path is not followed, for a link there is the subject itself.
    package func real(_ subject: Subject) -> Subject {
        guard !realPaths.isEmpty else { return subject }
        return switch subject {
        case .node(let path): .node(at: place(of: path).path)
        case .attributes(let path): .attributes(of: place(of: path).path)
        case .names(let path): .names(in: directory(path).path)
        default: subject
        }
    }

    /// Everything whose change can change a look at this, by its one name: also the links that lead there.
    func reads(of subject: Subject) -> [Region] {
        guard !realPaths.isEmpty else { return subject.reads }
        var regions: [Region] = []
        for region in subject.reads {
            let real: RealPath
            switch region {
            case .one(.node(let path)):
                real = place(of: path)
                regions.append(.one(subject: .node(at: real.path)))
            case .one(.attributes(let path)):
                real = place(of: path)
                regions.append(.one(subject: .attributes(of: real.path)))
            case .one(.names(let path)):
                real = directory(path)
                regions.append(.one(subject: .names(in: real.path)))
            case .tree(let path):
                real = directory(path)
                regions.append(.tree(at: real.path))
            case .one, .anything:
                regions.append(region)
                continue
            }
            regions += real.links.map { .one(subject: .node(at: $0)) }
        }
        return regions
    }

    /// Where what is called `path` lies.
    private func place(of path: Path) -> RealPath {
        guard let parent = path.parent else { return RealPath(path) }
        let real = directory(parent)
        return real.links.isEmpty
            ? RealPath(path) : RealPath(real.path.appending(path.name), through: real.links)
    }

    /// The directory that `path` leads to.
    private func directory(_ path: Path) -> RealPath {
        var rest: [String] = []
        for directory in path.lineage {
            if let real = realPaths[directory] {
                return RealPath(rest.reversed().reduce(real.path) { $0.appending($1) }, through: real.links)
            }
            rest.append(directory.name)
        }
        return RealPath(path)
    }
}
