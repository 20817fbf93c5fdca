internal import Crypto
internal import NIOCore
internal import NIOSSL

/// The certificate that a server showed on a connection that was then given up, before anything was sent on it.
struct CertificateSeen: Error, Hashable {
    /// Upper-case hexadecimal.
    var sha1: String
    var sha256: String
    /// Seconds since 1970-01-01 00:00 UTC.
    var notBefore: Int
    var notAfter: Int

    init(_ certificate: NIOSSLCertificate) throws {
        let bytes = try certificate.toDERBytes()
        sha1 = Self.hexadecimal(Insecure.SHA1.hash(data: bytes))
        sha256 = Self.hexadecimal(SHA256.hash(data: bytes))
        notBefore = Int(certificate.notValidBefore)
        notAfter = Int(certificate.notValidAfter)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        return bytes.reduce(into: "") { text, byte in
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
    }

    /// Whether it is the one with this SHA-1 or SHA-256.
    func has(thumbprint: String) -> Bool { thumbprint == sha1 || thumbprint == sha256 }
}

/// What happens on a new connection before the first request is sent on it.
enum ConnectionWatch: Sendable {
    case pass
    /// Only the one certificate is good enough.
    case require(thumbprint: String)
    /// The certificate is all that is wanted.
    case takeCertificate

    func meet(_ channel: any Channel) -> EventLoopFuture<Void> {
        if case .pass = self { return channel.eventLoop.makeSucceededVoidFuture() }
        let isMet = channel.pipeline.handler(type: NIOSSLHandler.self).flatMapThrowing { handler in
            guard let certificate = handler.peerCertificate else { throw NoCertificate() }
            let seen = try CertificateSeen(certificate)
            if case .require(let thumbprint) = self, seen.has(thumbprint: thumbprint) { return }
            throw seen
        }
        isMet.whenFailure { _ in channel.close(promise: nil) }
        return isMet
    }

    struct NoCertificate: Error {}
}
