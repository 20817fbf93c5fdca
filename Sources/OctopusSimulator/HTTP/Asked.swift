internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// A request, as far as an answer depends on it.
struct Asked: Sendable {
    var method: String
    /// Without the query.
    var path: String
    var query: [String: String]
    /// With the query, but never with a key in it.
    var recorded: String
    var key: String?
    var host: String?
    var origin: String?
    var isOverTLS: Bool

    init(_ request: Request, isOverTLS: Bool) {
        method = request.method.rawValue
        self.isOverTLS = isOverTLS
        let whole = request.head.path ?? "/"
        let mark = whole.firstIndex(of: "?") ?? whole.endIndex
        path = String(whole[..<mark])
        query = [:]
        var kept: [Substring] = []
        for pair in whole[mark...].dropFirst().split(separator: "&") {
            let equals = pair.firstIndex(of: "=") ?? pair.endIndex
            let name = pair[..<equals].lowercased()
            query[name] = Self.decoded(pair[equals...].dropFirst())
            kept.append(name == "apikey" ? "ApiKey=…" : pair)
        }
        recorded = kept.isEmpty ? path : "\(path)?\(kept.joined(separator: "&"))"
        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }
        let bearer = header("Authorization").flatMap {
            $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil
        }
        key = header("X-Octopus-ApiKey") ?? header("X-NuGet-ApiKey") ?? bearer ?? query["apikey"]
        host = request.head.authority
        origin = header("Origin")
    }

    /// RFC 3986, 2.1; whatever is not encoded well stays as it is.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 32 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
