internal import Convergence
internal import Octopus

/// Which certificate an endpoint must show, where no authority vouches for it: the ports of Octopus's own protocol.
enum WantedPin: Hashable, Sendable {
    /// One of those that the server says are its own.
    case server
    /// The one that the server keeps of the worker or deployment target at this address.
    case tentacle
    /// SHA-1 or SHA-256, in upper-case hexadecimal.
    case thumbprint(String)

    /// The documents that tell which it is.
    var documents: [OctopusDocument] {
        switch self {
        case .server: [.certificates]
        case .tentacle: [.workers, .machines]
        case .thumbprint: []
        }
    }
}

extension Shape where Value == WantedPin {
    /// `server`, `tentacle` or a thumbprint.
    static var pin: Shape { pinned }
}

private let pinned = Shape<WantedPin>.scalar(
    .either([
        .choice(["server", "tentacle"]),
        .text(pattern: "^([0-9A-Fa-f]{2}[: ]?){20}(([0-9A-Fa-f]{2}[: ]?){12})?$", mayBeNumber: true),
    ]), placeholder: .server
) { text throws(Diagnostic.Rejection) in
    switch text {
    case "server": return .server
    case "tentacle": return .tentacle
    default:
        let digits = text.uppercased().filter { $0 != ":" && $0 != " " }
        guard [40, 64].contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit) else {
            throw Diagnostic.Rejection(
                "write server, tentacle, or a thumbprint: 40 hexadecimal digits (SHA-1) or 64 (SHA-256)")
        }
        return .thumbprint(digits)
    }
}
