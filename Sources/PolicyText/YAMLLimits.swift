/// What a text may ask of the reader. Everything is refused before memory is spent on it.
package struct YAMLLimits: Sendable {
    /// Size of the whole text, in bytes.
    package var bytes: Int
    /// Mappings and lists inside each other, the outermost counted.
    package var depth: Int
    /// Scalars, mappings and lists together, keys included.
    package var nodes: Int
    /// Entries of one mapping, or items of one list.
    package var entries: Int
    /// Problems that are collected before the reader gives up.
    package var problems: Int
    /// From twice this size on, a text is read in pieces at once: below, starting to would cost more than it saves.
    package var pieceBytes = 128 << 10

    package init(bytes: Int, depth: Int, nodes: Int, entries: Int, problems: Int) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.entries = entries
        self.problems = problems
    }

    /// 10,000 controls take a twentieth of it; a hostile text takes some 100 MB before it is refused.
    package static let policy = Self(
        bytes: 16 << 20, depth: 64, nodes: 1_000_000, entries: 100_000, problems: 100)
}
