internal import Convergence
internal import Octopus

/// Whose key Holdfast came with: a list of users, or of keys, that leaves out what is surely there is not whole.
struct OwnUser: Sendable {
    /// With a token, its user need not have any key.
    let hasKey: Bool

    init(_ octopus: OctopusConnection) {
        if case .apiKey? = octopus.look { hasKey = true } else { hasKey = false }
    }

    /// Notes what shows that not all users, or not all keys, were told.
    func assess(_ answers: ServerAnswers, asksKeys: Bool, _ findings: inout Findings) {
        let users: [JSON]
        switch answers[.users].items {
        case .failure(let untold): return findings.note(untold)
        case .success(let items): users = items
        }
        switch answers[.me].seen {
        case .refused(let error): findings.cannotTell(error)
        case .missing: findings.cannotTell(.untold("whose key this is", nil))
        case .document(let me):
            guard let id = me["Id"]?.words else {
                return findings.cannotTell(.untold("whose key this is", nil))
            }
            if !users.contains(where: { $0["Id"]?.words == id }) {
                findings.cannotTell(
                    .partial("users", "the user whose key this is is not among them: it takes UserView"))
            }
            guard asksKeys, hasKey, case .success(let keys) = answers[.apiKeys].items,
                !keys.contains(where: { $0["UserId"]?.words == id })
            else { return }
            findings.cannotTell(
                .partial("API keys", "those of the user whose key this is are not among them"))
        }
    }
}

extension HostError {
    /// A list that cannot be all there is.
    static func partial(_ list: String, _ why: String) -> HostError {
        HostError(.unsupported, "the server's list of \(list) is not whole: \(why)")
    }
}
