internal import Convergence
internal import PolicyText

/// The proxy of a node's own calls, as `Octopus.Server proxy` sets it.
enum OwnProxy: Hashable, Sendable, CustomStringConvertible {
    case none
    /// That of the operating system, for the service's user.
    case `default`
    case custom(Endpoint)

    func isMet(by found: OwnProxy) -> Bool {
        guard case .custom(let wanted) = self, case .custom(let found) = found else { return self == found }
        return wanted.host.lowercased() == found.host.lowercased() && wanted.port == found.port
    }

    var description: String {
        switch self {
        case .none: "none"
        case .default: "default"
        case .custom(let endpoint): endpoint.description
        }
    }

    /// On, with a host: that one; on, without: the default; off: none.
    var flags: String {
        switch self {
        case .none: "--proxyEnable=false"
        case .default: "--proxyEnable=true"
        case .custom(let endpoint):
            "--proxyEnable=true --proxyHost=\(endpoint.host) --proxyPort=\(endpoint.port)"
        }
    }
}

extension Shape where Value == OwnProxy {
    /// none, default or host:port.
    static var ownProxy: Shape { noneDefaultOrEndpoint }
}

extension Shape where Value == [Endpoint] {
    /// The word none, or a list of host:port.
    static var noneOrEndpoints: Shape { noneOrList }
}

private let noneDefaultOrEndpoint = Shape<OwnProxy>.scalar(
    .either([.choice(["none", "default"]), .text(pattern: ":[0-9]+$")]), placeholder: .none
) { text throws(Diagnostic.Rejection) in
    switch text {
    case "none": return .none
    case "default": return .default
    default:
        guard let endpoint = Endpoint(text) else {
            throw Diagnostic.Rejection(
                "write none, default, or a host and a port, as in proxy.example.com:3128")
        }
        return .custom(endpoint)
    }
}

private let noneOrList = Shape<[Endpoint]>(
    .either([.choice(["none"]), .list(Shape<Endpoint>.endpoint.schema())]), placeholder: []
) { node, reading in
    node.text == "none" ? [] : Shape<[Endpoint]>.oneOrMany(.endpoint).read(node, &reading)
}
