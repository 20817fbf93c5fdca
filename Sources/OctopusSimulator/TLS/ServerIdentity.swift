internal import Crypto
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// A certificate and the key to it, as a server holds them.
struct ServerIdentity: Hashable, Sendable {
    let certificatePEM: String
    let keyPEM: String
    /// SHA-1 of the certificate, in upper-case hexadecimal: how Octopus names certificates.
    let thumbprint: String

    init(_ certificate: Certificate, keyPEM: String) throws {
        let document = try certificate.serializeAsPEM()
        certificatePEM = document.pemString
        thumbprint = hexadecimal(Insecure.SHA1.hash(data: document.derBytes))
        self.keyPEM = keyPEM
    }

    func configuration(from oldest: SimulatedTLS, to newest: SimulatedTLS) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [
                .certificate(try NIOSSLCertificate(bytes: Array(certificatePEM.utf8), format: .pem))
            ],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)))
        configuration.minimumTLSVersion = Self.version(oldest)
        configuration.maximumTLSVersion = Self.version(newest)
        return configuration
    }

    private static func version(_ version: SimulatedTLS) -> NIOSSL.TLSVersion {
        switch version {
        case .tls10: .tlsv1
        case .tls11: .tlsv11
        case .tls12: .tlsv12
        case .tls13: .tlsv13
        }
    }
}

/// In upper case.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
}
