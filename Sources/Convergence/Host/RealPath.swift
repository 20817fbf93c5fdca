/// Where a directory really is on a host, and the symbolic links that lead there.
package struct RealPath: Hashable, Sendable, Codable {
    package var path: Path
    /// By their own real paths, in the order of following them; empty where the name leads through none.
    package var links: [Path]

    package init(_ path: Path, through links: [Path] = []) {
        self.path = path
        self.links = links
    }
}
