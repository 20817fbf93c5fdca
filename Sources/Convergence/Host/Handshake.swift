/// What to ask of a TLS endpoint.
package struct TLSQuestion: Hashable, Sendable, Codable {
    /// Where to connect.
    package var connect: Endpoint
    /// The name that is asked for (SNI), and that the certificate must carry: it may differ from where one connects.
    package var name: String

    package init(connect: Endpoint, name: String? = nil) {
        self.connect = connect
        self.name = name ?? connect.host
    }
}

/// Versions of TLS, oldest first. RFC 8996 deprecates 1.0 and 1.1.
package enum TLSVersion: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case tls10 = "1.0"
    case tls11 = "1.1"
    case tls12 = "1.2"
    case tls13 = "1.3"

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A certificate as a server sent it.
package struct ServedCertificate: Hashable, Sendable, Codable {
    /// Distinguished names, as in RFC 4514.
    package var subject: String
    package var issuer: String
    /// DNS names and IP addresses of the subject alternative names.
    package var names: [String]
    /// Seconds since 1970-01-01 00:00 UTC.
    package var notBefore: Int
    package var notAfter: Int
    /// SHA-1 of the certificate, in upper-case hexadecimal: how Octopus names certificates.
    package var thumbprint: String
    /// SHA-256 of the certificate, in upper-case hexadecimal.
    package var sha256: String
    /// As X.509 calls it: `sha256WithRSAEncryption`, `ecdsa-with-SHA384`.
    package var signatureAlgorithm: String

    package init(
        subject: String, issuer: String, names: [String], notBefore: Int, notAfter: Int, thumbprint: String,
        sha256: String, signatureAlgorithm: String
    ) {
        self.subject = subject
        self.issuer = issuer
        self.names = names
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.thumbprint = thumbprint
        self.sha256 = sha256
        self.signatureAlgorithm = signatureAlgorithm
    }
}

/// What handshakes with a TLS endpoint showed.
package struct Handshake: Hashable, Sendable, Codable {
    /// The versions that the endpoint agreed to, oldest first. Empty where it speaks no TLS.
    package var versions: [TLSVersion]
    /// The versions of which nobody could tell whether it speaks them: it said nothing, or refused for another reason.
    package var untold: [TLSVersion]
    /// The certificates it served, its own first.
    package var certificates: [ServedCertificate]
    /// Why the chain is not trusted by the authorities in use here; empty where it is.
    package var distrust: String
    /// The address here from which it was looked.
    package var from: String

    package init(
        versions: [TLSVersion], untold: [TLSVersion] = [], certificates: [ServedCertificate],
        distrust: String, from: String
    ) {
        self.versions = versions
        self.untold = untold
        self.certificates = certificates
        self.distrust = distrust
        self.from = from
    }
}
