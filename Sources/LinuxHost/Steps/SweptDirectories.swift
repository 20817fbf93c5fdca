internal import Glibc
internal import Synchronization

/// Directories already searched for what a killed run left behind: each is searched once.
final class SweptDirectories: Sendable {
    private struct Identity: Hashable { var device: dev_t, inode: ino_t }
    private let seen = Mutex<Set<Identity>>([])

    /// Whether it is the first time.
    func insert(_ status: stat) -> Bool {
        seen.withLock { $0.insert(Identity(device: status.st_dev, inode: status.st_ino)).inserted }
    }
}
