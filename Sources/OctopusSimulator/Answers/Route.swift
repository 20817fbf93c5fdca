/// One path of the API, and how it is answered.
struct Route: Sendable {
    enum Need: Hashable, Sendable {
        /// Everybody may read it.
        case nothing
        /// A valid key of any user.
        case key
        case permission(String)
    }

    /// Below `/api`, without the space: `users/{id}/apikeys`.
    let pattern: [Substring]
    let need: Need
    let answer: @Sendable (Question) -> Reply

    init(_ pattern: String, _ need: Need, _ answer: @escaping @Sendable (Question) -> Reply) {
        self.pattern = pattern.split(separator: "/")
        self.need = need
        self.answer = answer
    }

    init(_ pattern: String, _ permission: String, _ answer: @escaping @Sendable (Question) -> Reply) {
        self.init(pattern, .permission(permission), answer)
    }

    /// What stands in the place of the names in braces; `nil` where the path is another. Octopus ignores case.
    func captures(of path: [Substring]) -> [String: String]? {
        guard path.count == pattern.count else { return nil }
        var captures: [String: String] = [:]
        for (wanted, part) in zip(pattern, path) {
            if wanted.first == "{" {
                captures[String(wanted.dropFirst().dropLast())] = String(part)
            } else if wanted.lowercased() != part.lowercased() {
                return nil
            }
        }
        return captures
    }

    /// The more literal patterns of the same length stand first.
    static let all: [Route] =
        rootRoutes + statusRoutes + configurationRoutes + userRoutes + teamRoutes + spaceRoutes
        + workerRoutes
}

/// A request to the API, taken apart.
struct Question: Sendable {
    var state: SimulatorState
    var caller: Caller?
    /// As it was asked, without the query.
    var path: String
    var space: String?
    var query: [String: String]
    var captures: [String: String]

    subscript(capture: String) -> String { captures[capture] ?? "" }

    /// The space that is meant: the default one where none was named.
    var spaceOrDefault: String { space ?? "Spaces-1" }
}
