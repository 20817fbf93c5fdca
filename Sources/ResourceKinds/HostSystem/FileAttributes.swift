internal import Convergence

/// Whose a file is and who may use it. The file must be there; what it holds is not read.
struct FileAttributes: Sendable {
    /// The part of a file that is held here: its settings may be held beside it.
    static let part = "mode, owner and group"

    let path: Path
    let ownership: Ownership

    func observe(on host: some HostObserving) async throws(HostError) -> Place {
        try await Place(unreadAt: path, held: ownership, on: host)
    }

    func assess(_ place: Place, then: [FollowUp]) -> Assessment {
        let found: Difference.Value
        let how: String
        switch place.node?.form {
        case .file, .unforeseenFile, .withheldFile, .unreadFile: return assessFile(at: place, then: then)
        case nil: (found, how) = (.absent, .cannotBeMade(path))
        case .link(let target):
            (found, how) = (.text("a symbolic link to \(target)"), .linkInTheWay(path, target))
        case .directory: (found, how) = (.text("a directory"), .heldAsDirectory(path))
        case .other: (found, how) = (.text("a special file"), .specialFileThere(path))
        }
        return .drifted(
            [Difference("file", wanted: .text("a file"), found: found)], .manual(how: how))
    }

    private func assessFile(at place: Place, then: [FollowUp]) -> Assessment {
        let found = place.node?.attributes
        let differences = ownership.differences(from: found)
        guard !differences.isEmpty, let found else { return .compliant }
        guard place.obstacles.isEmpty else {
            return .drifted(differences, .manual(how: place.obstacles.joined(separator: "; ")))
        }
        let attributes = ownership.attributes(over: found, new: found.mode)
        return .drifted(differences, .steps([.setAttributes(of: path, to: attributes)], then: then))
    }
}

extension String {
    fileprivate static func cannotBeMade(_ path: Path) -> Self {
        "there is no \(path), and this control does not say what it would hold: find out what should have made "
            + "it, or write its 'content' or 'source' here"
    }
    fileprivate static func linkInTheWay(_ path: Path, _ target: String) -> Self {
        "\(path) is a symbolic link to \(target): hold the file it leads to"
    }
    fileprivate static func heldAsDirectory(_ path: Path) -> Self {
        "\(path) is a directory: hold it with a 'directory' control"
    }
    fileprivate static func specialFileThere(_ path: Path) -> Self {
        "\(path) is a device, a socket or a pipe: find out what made it, and what should be there"
    }
}
