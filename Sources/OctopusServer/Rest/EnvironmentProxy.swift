internal import Convergence

/// The proxy that the environment names, as curl(1) and most others read it.
struct EnvironmentProxy: Hashable, Sendable {
    var endpoint: Endpoint
    /// What stands before the `@`: a secret.
    var login: String?

    /// `nil` where the server is to be reached directly. Loopback always is.
    static func of(_ address: WebAddress, in environment: [String: String]) throws(HostError) -> Self? {
        let host = address.endpoint.host
        if Loopback.isLoopback(host) { return nil }
        // Upper-case HTTP_PROXY is not read: for programs under CGI it is what a client sent (https://httpoxy.org).
        let names =
            address.scheme == .https
            ? ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            : ["http_proxy", "all_proxy", "ALL_PROXY"]
        guard let name = names.first(where: { environment[$0]?.isEmpty == false }),
            let text = environment[name],
            !isExcepted(host, environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
        else { return nil }
        var rest = text[...]
        if let end = rest.firstRange(of: "://") {
            guard rest[..<end.lowerBound].lowercased() == "http" else {
                throw HostError(
                    .unsupported, "the proxy in \(name) is not reached by http://, the only way known here")
            }
            rest = rest[end.upperBound...]
        }
        while rest.last == "/" { rest = rest.dropLast() }
        var proxy = EnvironmentProxy(endpoint: Endpoint(host: "", port: 0))
        if let at = rest.lastIndex(of: "@") {
            proxy.login = percentDecoded(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        let bare = !rest.utf8.contains(UInt8(ascii: ":")) || rest.hasSuffix("]")
        guard let endpoint = Endpoint(bare ? "\(rest):80" : String(rest)) else {
            throw HostError(.failed, "the variable \(name) names no proxy: write it http://host:port")
        }
        proxy.endpoint = endpoint
        return proxy
    }

    /// A list of hosts and domains, divided by commas; `*` is every host.
    private static func isExcepted(_ host: String, _ list: String) -> Bool {
        list.lowercased().split(separator: ",").contains { entry in
            var entry = entry.drop { $0 == " " }
            while entry.last == " " { entry = entry.dropLast() }
            if entry.hasPrefix("*.") { entry = entry.dropFirst() }
            let name = entry.hasPrefix(".") ? entry.dropFirst() : entry
            return entry == "*" || !name.isEmpty && (host == name || host.hasSuffix("." + name))
        }
    }

    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// This machine itself, by a name or an address that cannot lead anywhere else.
enum Loopback {
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
