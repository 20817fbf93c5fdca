internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// An authority that exists for one simulated server, and the certificates by it.
struct TestAuthority: Sendable {
    /// For a client's file of trusted authorities.
    let pem: String
    private let key: P256.Signing.PrivateKey
    private let now: Date

    init(now: Date) throws {
        self.now = now
        key = P256.Signing.PrivateKey()
        let certificate = try Self.certificate(
            .init(
                name: "Octopus Simulator Authority", isAuthority: true, from: now - 3600,
                until: now + 365 * 86400), for: Certificate.PrivateKey(key), by: nil)
        pem = try certificate.serializeAsPEM().pemString
    }

    /// A certificate of the portal.
    func issue(_ kind: CertificateKind, names: [String]) throws -> ServerIdentity {
        let day: TimeInterval = 86400
        var wish = Wish(
            name: names.first ?? "localhost", names: names, from: now - day, until: now + 90 * day)
        switch kind {
        case .trusted, .selfSigned, .sha1: break
        case .expired: (wish.from, wish.until) = (now - 91 * day, now - day)
        case .notYetValid: (wish.from, wish.until) = (now + 30 * day, now + 120 * day)
        case .wrongName: (wish.name, wish.names) = ("other.example.com", ["other.example.com"])
        }
        let leaf = P256.Signing.PrivateKey()
        if kind == .sha1 { return try issueSHA1(wish) }
        let issuer = Issuer(name: "Octopus Simulator Authority", key: Certificate.PrivateKey(key))
        let certificate = try Self.certificate(
            wish, for: Certificate.PrivateKey(leaf), by: kind == .selfSigned ? nil : issuer)
        return try ServerIdentity(certificate, keyPEM: leaf.pemRepresentation)
    }

    /// Signed with RSA and SHA-1 by itself: no authority has signed so since 2017.
    private func issueSHA1(_ wish: Wish) throws -> ServerIdentity {
        var wish = wish
        wish.signature = .sha1WithRSAEncryption
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let certificate = try Self.certificate(wish, for: Certificate.PrivateKey(key), by: nil)
        return try ServerIdentity(certificate, keyPEM: key.pemRepresentation)
    }

    /// The certificate by which Tentacles know the server: RSA, by itself, for a hundred years.
    static func tentacleIdentity(now: Date) throws -> ServerIdentity {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let wish = Wish(
            name: "Octopus Portal", from: now - 86400, until: now + 36500 * 86400,
            signature: .sha256WithRSAEncryption)
        let certificate = try certificate(wish, for: Certificate.PrivateKey(key), by: nil)
        return try ServerIdentity(certificate, keyPEM: key.pemRepresentation)
    }

    private struct Issuer {
        var name: String
        var key: Certificate.PrivateKey
    }

    private struct Wish {
        var name: String
        var names: [String] = []
        var isAuthority = false
        var from: Date
        var until: Date
        var signature = Certificate.SignatureAlgorithm.ecdsaWithSHA256
    }

    private static func certificate(
        _ wish: Wish, for key: Certificate.PrivateKey, by issuer: Issuer?
    ) throws -> Certificate {
        let subject = try DistinguishedName { CommonName(wish.name) }
        let issuerName = try DistinguishedName { CommonName(issuer?.name ?? wish.name) }
        let names = wish.names.map { name in
            address(name).map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
                ?? .dnsName(name)
        }
        let extensions = try Certificate.Extensions {
            Critical(
                wish.isAuthority
                    ? BasicConstraints.isCertificateAuthority(maxPathLength: 0)
                    : .notCertificateAuthority)
            if wish.isAuthority {
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            } else {
                Critical(
                    KeyUsage(digitalSignature: true, keyEncipherment: wish.signature != .ecdsaWithSHA256))
                try ExtendedKeyUsage([.serverAuth])
            }
            if !names.isEmpty { SubjectAlternativeNames(names) }
        }
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
            notValidBefore: wish.from, notValidAfter: wish.until, issuer: issuerName, subject: subject,
            signatureAlgorithm: wish.signature, extensions: extensions, issuerPrivateKey: issuer?.key ?? key)
    }

    /// The bytes of an IPv4 address, or of `::1`; `nil` for names.
    private static func address(_ text: String) -> [UInt8]? {
        if text == "::1" { return [UInt8](repeating: 0, count: 15) + [1] }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && !parts.contains(nil) ? parts.compactMap { $0 } : nil
    }
}
