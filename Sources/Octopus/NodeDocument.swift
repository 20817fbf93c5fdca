package import Convergence

/// What the command line of one node tells. Its service is the node's, so that each node is a subject of its own.
package enum NodeDocument {
    /// What `show-configuration` prints, as one object with dots in its keys (`Octopus.WebPortal.ForceSSL`), every value a
    /// text and blank values left out, whatever the format it was printed in. Secrets in it were dropped by the reader.
    package static func showConfiguration(of node: String) -> Address {
        Address(service: service(of: node), document: "show-configuration")
    }

    package static func service(of node: String) -> String { "octopus-node:\(node)" }
}
