internal import Convergence

/// Where the server's API is, and what may be asked there.
struct ServerPlace: Sendable, CustomStringConvertible {
    private let api: WebAddress
    private let publicHost: String

    init(_ connection: OctopusConnection) {
        api = connection.api
        publicHost = connection.publicURL.endpoint.host
    }

    var description: String { api.description }
    var scheme: WebAddress.Scheme { api.scheme }
    var endsWithAPI: Bool { api.path.lowercased().hasSuffix("/api") }
    var host: String { api.endpoint.host }

    /// Why a key is not sent there; `nil` where it may be.
    var clearness: String? {
        guard api.scheme == .http, !Loopback.isLoopback(api.endpoint.host) else { return nil }
        return "\(api) is clear http, over which anybody may read an API key: "
            + "write https:// in octopus.api, or reach it over loopback, as with ssh -L"
    }

    private var origin: String { WebAddress(api.scheme, api.endpoint).description }

    /// The URL of a link. Links may hold the virtual directory that the server lives in, or not, or be absolute.
    func url(of link: String) throws(HostError) -> String {
        var path = link
        if let absolute = Self.absolute(link) {
            guard [api.endpoint.host, publicHost].contains(absolute.host) else {
                throw HostError(.failed, "\(self) has a link to another host; it was not followed")
            }
            path = absolute.path
        } else if path.hasPrefix("~/") {
            path = String(path.dropFirst())
        }
        guard path.hasPrefix("/"), !path.hasPrefix("//"), path.utf8.count <= 8192,
            path.utf8.allSatisfy({
                $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#")
            }),
            !path.split(whereSeparator: { $0 == "/" || $0 == "?" }).contains("..")
        else {
            throw HostError(.failed, "\(self) has a link that is no path; it was not followed")
        }
        let isInside = api.path.isEmpty || path == api.path || path.hasPrefix(api.path + "/")
        return origin + (isInside ? "" : api.path) + path
    }

    /// Where a redirect leads, if it may be followed: to this host only, and with a key to the same port, or from http to https.
    func target(of location: String?, at url: String, withKey: Bool) throws(HostError) -> String {
        guard let location, !location.isEmpty else {
            throw HostError(.failed, "\(self) redirects without saying where to")
        }
        guard let absolute = Self.absolute(location) else {
            guard location.hasPrefix("/"), !location.hasPrefix("//") else {
                throw HostError(.failed, "\(self) redirects to what is neither a URL nor a path")
            }
            let here = Self.absolute(url)
            let base = here.map { "\($0.scheme.rawValue)://\($0.authority)" } ?? origin
            return base + Self.withoutFragment(location)
        }
        guard absolute.host == api.endpoint.host else {
            throw HostError(
                .failed,
                "\(self) redirects to another host, \(Shown.text(absolute.host)); nothing is sent there. "
                    + "If that is the right one, write it in octopus.api")
        }
        guard absolute.scheme == .https || api.scheme == .http else {
            throw HostError(.failed, "\(self) redirects from https to clear http; that is not followed")
        }
        // Another port may be anybody's, even with a certificate of this host. Only the usual step to https is known.
        let isSame = absolute.scheme == api.scheme && absolute.port == api.endpoint.port
        let isStepToTLS =
            api.scheme == .http && api.endpoint.port == 80
            && absolute.scheme == .https && absolute.port == 443
        guard !withKey || isSame || isStepToTLS else {
            throw HostError(
                .failed,
                "\(self) redirects to another port; the API key is not sent there. "
                    + "If that is the right one, write it in octopus.api")
        }
        return "\(absolute.scheme.rawValue)://\(absolute.authority)" + Self.withoutFragment(absolute.path)
    }

    private struct Absolute {
        var scheme: WebAddress.Scheme
        /// Without brackets.
        var host: String
        var port: Int
        /// As in a URL.
        var authority: String
        /// With its query.
        var path: String
    }

    private static func absolute(_ text: String) -> Absolute? {
        let text = text.hasPrefix("//") ? "https:" + text : text
        let end = text.firstIndex { $0 == "?" || $0 == "#" } ?? text.endIndex
        guard let address = WebAddress(String(text[..<end])) else { return nil }
        let bare = WebAddress(address.scheme, address.endpoint).description
        return Absolute(
            scheme: address.scheme, host: address.endpoint.host, port: address.endpoint.port,
            authority: String(bare.dropFirst(address.scheme.rawValue.utf8.count + 3)),
            path: (address.path.isEmpty ? "/" : address.path) + text[end...])
    }

    private static func withoutFragment(_ path: String) -> String {
        String(path.prefix { $0 != "#" })
    }
}

/// Text that came from the server, made fit for a message.
enum Shown {
    static func text(_ text: String) -> String {
        String(text.unicodeScalars.prefix(120).map { (32..<127).contains($0.value) ? Character($0) : "?" })
    }
}
