import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// An authority of the tests' own, and certificates that it signs. Nobody trusts it but who is told to.
struct TestAuthority {
    let certificate: Certificate
    private let key = P256.Signing.PrivateKey()

    struct Issued {
        var certificate: Certificate
        var key: P256.Signing.PrivateKey
        var chain: [Certificate]

        var der: [UInt8] {
            var serializer = DER.Serializer()
            try! serializer.serialize(certificate)
            return serializer.serializedBytes
        }

        /// In upper-case hexadecimal.
        var sha1: String { Insecure.SHA1.hash(data: der).map { String(format: "%02X", $0) }.joined() }
        var sha256: String { SHA256.hash(data: der).map { String(format: "%02X", $0) }.joined() }

        func configuration() throws -> TLSConfiguration {
            let certificates = try chain.map {
                NIOSSLCertificateSource.certificate(
                    try NIOSSLCertificate(bytes: Array($0.serializeAsPEM().pemString.utf8), format: .pem))
            }
            let privateKey = try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)
            return .makeServerConfiguration(
                certificateChain: certificates, privateKey: .privateKey(privateKey))
        }
    }

    init() throws {
        let name = try DistinguishedName { CommonName("Holdfast Test Authority") }
        certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            notValidBefore: Date() - 3600, notValidAfter: Date() + 86400, issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: .init(key))
    }

    func issue(
        names: [GeneralName], from start: Date = Date() - 3600, to end: Date = Date() + 86400,
        selfSigned: Bool = false
    ) throws -> Issued {
        let leaf = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName(selfSigned ? "Octopus Portal" : "octopus test") }
        let issued = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(leaf.publicKey), notValidBefore: start,
            notValidAfter: end, issuer: selfSigned ? subject : certificate.subject, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                SubjectAlternativeNames(names)
            },
            issuerPrivateKey: .init(selfSigned ? leaf : key))
        return Issued(certificate: issued, key: leaf, chain: [issued])
    }

    /// The file of its certificate, for as long as `body` takes.
    func withFile<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let path = NSTemporaryDirectory() + "holdfast-authority-\(UUID().uuidString).pem"
        try certificate.serializeAsPEM().pemString.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    static let loopback: [GeneralName] = [
        .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
    ]
}
