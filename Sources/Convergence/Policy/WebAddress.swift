/// An absolute `http` or `https` URL without user information, query or fragment, and without a slash at its end.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Hashable, Sendable {
        case http
        case https

        package var port: Int { self == .http ? 80 : 443 }
    }

    package var scheme: Scheme
    /// Its port is the scheme's where none is written.
    package var endpoint: Endpoint
    /// Empty, or with a slash before each part: an Octopus Server may live in a virtual directory.
    package var path: String

    package init(_ scheme: Scheme, _ endpoint: Endpoint, path: String = "") {
        self.scheme = scheme
        self.endpoint = endpoint
        self.path = path
    }

    /// `nil` when it is none.
    package init?(_ text: String) {
        guard
            let scheme = [Scheme.http, .https].first(where: {
                text.lowercased().hasPrefix("\($0.rawValue)://")
            })
        else { return nil }
        let rest = text.dropFirst(scheme.rawValue.count + 3)
        guard rest.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !#"@?#\"<>"#.utf8.contains($0) }) else {
            return nil
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = String(rest[..<slash]).lowercased()
        let isBare = !authority.utf8.contains(UInt8(ascii: ":")) || authority.hasSuffix("]")
        guard let endpoint = Endpoint(isBare ? "\(authority):\(scheme.port)" : authority) else { return nil }
        var path = rest[slash...]
        while path.last == "/" { path = path.dropLast() }
        self.init(scheme, endpoint, path: String(path))
    }

    package var description: String {
        let authority = endpoint.description
        let bare = authority.dropLast(endpoint.port == scheme.port ? String(scheme.port).utf8.count + 1 : 0)
        return "\(scheme.rawValue)://\(bare)\(path)"
    }
}

extension Shape where Value == WebAddress {
    /// An absolute URL, `https://octopus.example.com`.
    package static var webAddress: Shape { absoluteURL }
}

private let absoluteURL = Shape<WebAddress>.scalar(
    .text(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^@?#]+$"),
    placeholder: WebAddress(.https, Endpoint(host: "localhost", port: 443))
) { text throws(Diagnostic.Rejection) in
    guard let address = WebAddress(text) else {
        throw Diagnostic.Rejection(
            "write a URL that begins with https:// or http://, as in https://octopus.example.com, without a name or password in it"
        )
    }
    return address
}

extension Shape where Value == Endpoint {
    /// `host:port`.
    package static var endpoint: Shape { hostAndPort }
}

private let hostAndPort = Shape<Endpoint>.scalar(
    .text(pattern: ":[0-9]+$"), placeholder: Endpoint(host: "localhost", port: 443)
) { text throws(Diagnostic.Rejection) in
    guard let endpoint = Endpoint(text) else {
        throw Diagnostic.Rejection(
            "write a host and a port, as in octopus.example.com:443 or [2001:db8::1]:443")
    }
    return endpoint
}
