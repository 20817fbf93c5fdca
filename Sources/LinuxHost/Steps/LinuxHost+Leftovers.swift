package import Convergence

extension LinuxHost {
    /// Removes what steps that were cut off left beside these paths. Where a directory is gone or cannot be opened
    /// there is nothing to clear, or the next step there says why.
    package func clearLeftovers(beside paths: [Path]) {
        for parent in Set(paths.compactMap(\.parent)) { _ = try? OpenDirectory(parent, in: root, swept) }
    }
}
