import Convergence
import Synchronization

/// Remembers which nodes' command lines were run: a report says what was done to learn what it tells.
final class WatchedNodes: Sendable {
    private let state = Mutex<Set<String>>([])

    /// How many nodes were asked; each runs its command line once.
    var count: Int { state.withLock { $0.count } }

    func watching(_ node: some DocumentService, named name: String) -> any DocumentService {
        Watched(node: node, name: name, nodes: self)
    }

    private struct Watched<Node: DocumentService>: DocumentService {
        let node: Node
        let name: String
        let nodes: WatchedNodes

        func document(_ document: String) async throws(HostError) -> JSON? {
            nodes.state.withLock { _ = $0.insert(name) }
            return try await node.document(document)
        }
    }
}
