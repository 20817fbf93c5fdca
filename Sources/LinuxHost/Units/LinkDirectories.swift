internal import Convergence

/// The directories that hold the links of enabled units, such as `multi-user.target.wants`; systemd.unit(5).
struct LinkDirectories {
    private static let place: Path = "/etc/systemd/system"
    private static let endings = [".wants", ".requires", ".upholds"]

    let reader: NodeReader

    /// Sorted.
    func names() throws(HostError) -> [String] {
        guard case .names(let names) = try reader.names(in: Self.place) else { return [] }
        return names.sorted.filter { name in Self.endings.contains { name.hasSuffix($0) } }
    }

    /// What there is of them now.
    func all() throws(HostError) -> [Found] {
        var found: [Found] = []
        for name in try names() {
            let path = Self.place.appending(name)
            guard case .node(let node) = try reader.node(at: path), node.form == .directory else { continue }
            found.append(Found(name: name, path: path, attributes: node.attributes))
        }
        return found
    }

    /// Makes again what is missing of them.
    func restore(_ found: [Found], with writer: NodeWriter) throws(HostError) {
        for directory in found where try reader.node(at: directory.path) == .absent {
            try writer.makeDirectory(at: directory.path, directory.attributes)
        }
    }

    struct Found {
        var name: String
        var path: Path
        var attributes: Attributes
    }
}
