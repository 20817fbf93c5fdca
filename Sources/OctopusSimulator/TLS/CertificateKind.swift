/// What is right or wrong with the certificate of a simulated portal.
package enum CertificateKind: String, Hashable, Sendable, CaseIterable {
    /// By the simulator's own authority.
    case trusted
    case selfSigned = "self-signed"
    /// By the authority, until yesterday.
    case expired
    /// By the authority, for a month ahead of now.
    case notYetValid = "not-yet-valid"
    /// By the authority, for another name.
    case wrongName = "wrong-name"
    /// By the authority, signed with SHA-1.
    case sha1
}

/// Versions of TLS, oldest first.
package enum SimulatedTLS: String, Hashable, Sendable, CaseIterable {
    case tls10 = "1.0"
    case tls11 = "1.1"
    case tls12 = "1.2"
    case tls13 = "1.3"
}
