internal import Convergence

extension RemoteSummary {
    /// `https://octopus.example.com, version 2026.4.1234`.
    var serverWords: String {
        VisibleText.line(url) + (version.map { ", version \(VisibleText.line($0))" } ?? "")
    }

    /// How it was let in.
    var accessWords: String {
        if isKeyRefused == true {
            return "with a key that the server did not take: only what it tells everybody"
        }
        guard isKeyed else { return "without a key: only what the server tells everybody" }
        return user.map { "as \(VisibleText.line($0))" } ?? "with a key"
    }

    /// `31 GET, 2 TLS handshakes`; what each was is what a reader wants to be sure of.
    var requestWords: String {
        let listed = requests.filter { $0.count > 0 }.map { request in
            request.verb == "TLS"
                ? "\(request.count) TLS handshake\(request.count == 1 ? "" : "s")"
                : "\(request.count) \(VisibleText.line(request.verb))"
        }
        return listed.isEmpty ? "nothing" : listed.joined(separator: ", ")
    }

    /// What was sent from where, and that nothing else was.
    var sentWords: String {
        var words = requestWords
        if !from.isEmpty { words += " from \(from.map(VisibleText.line).joined(separator: ", "))" }
        if let budget { words += ", of \(budget) allowed" }
        return words + "; nothing was changed"
    }

    /// A clock that is off by so much that sessions and certificates are judged wrongly.
    var skewWords: String? {
        guard let clockSkew, abs(clockSkew) >= 60 else { return nil }
        return
            "the server's clock is \(abs(clockSkew)) seconds \(clockSkew > 0 ? "ahead of" : "behind") this machine's"
    }
}
