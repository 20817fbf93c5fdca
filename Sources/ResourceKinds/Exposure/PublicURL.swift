internal import Convergence

/// What address a server may give of itself.
enum PublicURL: Hashable, Sendable, CustomStringConvertible {
    case anyHTTPS
    case exactly(WebAddress)

    func isMet(by text: String) -> Bool {
        guard let found = WebAddress(text) else { return false }
        switch self {
        case .anyHTTPS: return found.scheme == .https
        case .exactly(let wanted): return found == wanted
        }
    }

    var description: String {
        switch self {
        case .anyHTTPS: "a URL with https"
        case .exactly(let wanted): wanted.description
        }
    }
}

extension Shape where Value == PublicURL {
    /// The word https, or a URL.
    static var publicURL: Shape { httpsOrURL }
}

private let httpsOrURL = Shape<PublicURL>.scalar(
    .either([.choice(["https"]), .text(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^@?#]+$")]), placeholder: .anyHTTPS
) { text throws(Diagnostic.Rejection) in
    if text == "https" { return .anyHTTPS }
    guard let address = WebAddress(text) else {
        throw Diagnostic.Rejection("write https, or the whole URL, as in https://octopus.example.com")
    }
    return .exactly(address)
}
