internal import NIOCore

/// Addresses as text, which are no names.
enum PlainAddress {
    static func isAddress(_ text: String) -> Bool {
        (try? SocketAddress(ipAddress: text, port: 0)) != nil
    }

    /// In the one spelling of the system.
    static func normal(_ text: String) -> String {
        (try? SocketAddress(ipAddress: text, port: 0))?.ipAddress ?? text
    }

    /// Four or sixteen bytes as text; `nil` for other numbers of bytes.
    static func text(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        return (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0))?.ipAddress
    }
}
