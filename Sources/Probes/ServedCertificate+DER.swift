internal import Convergence
internal import Crypto
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

extension ServedCertificate {
    /// One that cannot be read keeps its thumbprints, and says of the rest that it cannot be read.
    init(der bytes: [UInt8]) {
        let thumbprint = Hexadecimal.text(Insecure.SHA1.hash(data: bytes))
        let sha256 = Hexadecimal.text(SHA256.hash(data: bytes))
        guard let certificate = try? Certificate(derEncoded: bytes) else {
            self.init(
                subject: "(unreadable)", issuer: "(unreadable)", names: [], notBefore: 0, notAfter: 0,
                thumbprint: thumbprint, sha256: sha256, signatureAlgorithm: "(unreadable)")
            return
        }
        self.init(
            subject: certificate.subject.description, issuer: certificate.issuer.description,
            names: Self.names(of: certificate),
            notBefore: Int(certificate.notValidBefore.timeIntervalSince1970.rounded(.down)),
            notAfter: Int(certificate.notValidAfter.timeIntervalSince1970.rounded(.down)),
            thumbprint: thumbprint, sha256: sha256,
            signatureAlgorithm: Self.name(of: certificate.signatureAlgorithm))
    }

    private static func names(of certificate: Certificate) -> [String] {
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return [] }
        return names.compactMap { name in
            switch name {
            case .dnsName(let name): name
            case .ipAddress(let bytes): PlainAddress.text(bytes.bytes)
            default: nil
            }
        }
    }

    /// As RFC 4055 and RFC 5758 call them.
    private static func name(of algorithm: Certificate.SignatureAlgorithm) -> String {
        switch algorithm {
        case .sha1WithRSAEncryption: "sha1WithRSAEncryption"
        case .sha256WithRSAEncryption: "sha256WithRSAEncryption"
        case .sha384WithRSAEncryption: "sha384WithRSAEncryption"
        case .sha512WithRSAEncryption: "sha512WithRSAEncryption"
        case .ecdsaWithSHA256: "ecdsa-with-SHA256"
        case .ecdsaWithSHA384: "ecdsa-with-SHA384"
        case .ecdsaWithSHA512: "ecdsa-with-SHA512"
        case .ed25519: "ed25519"
        default: algorithm.description
        }
    }
}

enum Hexadecimal {
    /// Upper case.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        return bytes.reduce(into: "") { text, byte in
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
    }
}
