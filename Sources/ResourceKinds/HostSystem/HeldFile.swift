internal import Convergence

/// A file that a kind keeps for a purpose of its own, and the directory it lies in; both belong to root.
struct HeldFile: Sendable {
    let path: Path
    let contents: Content
    private let file: FileKind
    private let directory: DirectoryKind

    struct Observation: Equatable, Sendable {
        var file: Place
        var directory: Place
    }

    /// What to do about a file.
    enum Verdict {
        case right
        case steps([Step], Difference)
        case manual(how: String, Difference)
    }

    init(at path: Path, contents: Content) {
        self.path = path
        self.contents = contents
        file = FileKind(at: path, contents: contents)
        directory = DirectoryKind(at: path.parent ?? .root)
    }

    func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        Observation(
            file: try await file.observe(on: host), directory: try await directory.observe(on: host).place)
    }

    /// - Parameter aspect: what the kind calls the file in its differences.
    func assess(_ observed: Observation, as aspect: String) -> Verdict {
        var place = observed.file
        var steps: [Step] = []
        switch directory.assess(DirectoryKind.Observation(place: observed.directory)) {
        case .drifted(_, .steps(let making, _, _)):
            steps = making
            // They say that the directory is missing, which it will not be.
            place.obstacles = []
        case .drifted(_, .manual(let how)): return .manual(how: how, difference(from: place, as: aspect))
        default: break
        }
        switch file.assess(place) {
        case .drifted(_, .steps(let writing, _, _)):
            return .steps(steps + writing, difference(from: place, as: aspect))
        case .drifted(_, .manual(let how)): return .manual(how: how, difference(from: place, as: aspect))
        default: return .right
        }
    }

    private func difference(from place: Place, as aspect: String) -> Difference {
        let found: Difference.Value =
            switch place.node?.form {
            case nil: .absent
            case .file(contents)?:
                .text("mode \(place.node?.attributes.mode.description ?? ""), not root's alone")
            case .file(let found)?: .contents(found)
            default: .text("a \(place.node?.formName ?? "")")
            }
        return Difference(aspect, wanted: .contents(contents), found: found)
    }
}
