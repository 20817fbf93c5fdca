/// Keeps JSON documents, one for each name: an Octopus Server, or its command-line tool on one node.
///
/// Looking only. Whoever can also write documents is another type, so that looking cannot change anything.
package protocol DocumentService: Sendable {
    /// The whole document; `nil` where this server keeps none of this name, which is an answer and no error.
    func document(_ name: String) async throws(HostError) -> JSON?
}
