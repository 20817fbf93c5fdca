internal import Convergence
internal import FoundationEssentials
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// Whether the authorities in use here vouch for a chain of certificates and a name, and why not.
struct ChainTrust {
    private let roots: CertificateStore
    private let source: String
    private let name: String
    private let now = Date()

    /// `authorities` is a file of PEM certificates instead of the system's.
    init(authorities: Path?, name: String) throws(HostError) {
        self.name = name
        if let authorities {
            roots = try Self.store(at: authorities.description)
            source = "in \(authorities)"
        } else {
            roots = try Self.system.get()
            source = "known to this system"
        }
    }

    /// Read once, by the first who asks.
    private static let system: Result<CertificateStore, HostError> = {
        // Of Debian, and of Fedora and its kin.
        let places = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
        for place in places where FileManager.default.fileExists(atPath: place) {
            do throws(HostError) {
                return .success(try store(at: place))
            } catch {
                return .failure(error)
            }
        }
        // A system without any trusts nobody, as its other programs do.
        return .success(CertificateStore())
    }()

    private static func store(at path: String) throws(HostError) -> CertificateStore {
        do {
            // One odd certificate among many must not make all others unknown.
            let certificates = try NIOSSLCertificate.fromPEMFile(path).compactMap {
                try? Certificate(derEncoded: $0.toDERBytes())
            }
            return CertificateStore(certificates)
        } catch {
            throw HostError(.failed, "\(path) cannot be read as a file of PEM certificates")
        }
    }

    /// Chains have three or four. Trying the orders of many that sign each other takes minutes.
    static let longest = 10

    /// Empty where the chain is trusted. What a person can act on at once is said first.
    func reasonAgainst(_ chain: [[UInt8]]) async -> String {
        guard chain.count <= Self.longest else {
            return "the chain has \(chain.count) certificates, more than the \(Self.longest) that are tried"
        }
        let certificates = chain.compactMap { try? Certificate(derEncoded: $0) }
        guard certificates.count == chain.count, let leaf = certificates.first else {
            return "a certificate of the chain cannot be read"
        }
        if leaf.notValidAfter < now { return "the certificate has expired" }
        if leaf.notValidBefore > now { return "the certificate is not valid yet" }
        guard NameMatch(name).isCarried(by: leaf) else {
            return "the certificate does not carry the name \(name)"
        }
        let isAddress = PlainAddress.isAddress(name)
        let (host, address) = (isAddress ? nil : name, isAddress ? name : nil)
        var verifier = Verifier(rootCertificates: roots) {
            RFC5280Policy()
            ServerIdentityPolicy(serverHostname: host, serverIP: address)
        }
        let result = await verifier.validate(
            leaf: leaf, intermediates: CertificateStore(certificates.dropFirst()))
        if case .validCertificate = result { return "" }
        return reason(leaf, certificates)
    }

    private func reason(_ leaf: Certificate, _ chain: [Certificate]) -> String {
        if chain.contains(where: { $0.notValidAfter < now }) {
            return "a certificate of the chain has expired"
        }
        if leaf.subject == leaf.issuer {
            return "the certificate is signed by itself, and is not among the authorities \(source)"
        }
        if chain.contains(where: { $0.signatureAlgorithm == .sha1WithRSAEncryption }) {
            return "a certificate of the chain is signed with SHA-1"
        }
        if chain.count == 1 {
            return "no authority \(source) signed it (issuer: \(leaf.issuer)); "
                + "if one in between did, the server should send that one's certificate too"
        }
        return "no authority \(source) vouches for the chain (issuer: \(leaf.issuer))"
    }
}

/// Whether a certificate carries a name (RFC 9525: a star stands for the first label only).
struct NameMatch {
    private let name: String
    private let isAddress: Bool

    init(_ name: String) {
        isAddress = PlainAddress.isAddress(name)
        var name = isAddress ? PlainAddress.normal(name) : name.lowercased()
        if name.last == "." { name.removeLast() }
        self.name = name
    }

    func isCarried(by certificate: Certificate) -> Bool {
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return false }
        return names.contains { other in
            switch other {
            case .dnsName(let other) where !isAddress: matches(other.lowercased())
            case .ipAddress(let bytes) where isAddress: PlainAddress.text(bytes.bytes) == name
            default: false
            }
        }
    }

    func matches(_ pattern: String) -> Bool {
        if pattern == name { return true }
        guard pattern.hasPrefix("*."), let dot = name.firstIndex(of: "."), dot != name.startIndex else {
            return false
        }
        return name[dot...] == pattern.dropFirst()
    }
}
