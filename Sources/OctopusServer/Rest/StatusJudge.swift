internal import Convergence

/// What a status means for a document, in words that say the way out. Nothing of the answer's body is repeated: it may hold
/// secrets.
struct StatusJudge {
    let place: ServerPlace
    /// Of the document.
    let name: String
    /// What the document needs; `nil` where everybody may read it.
    let permission: String?
    /// What was shown; `nil` where the request was sent without.
    let credential: Credential?

    /// `false`: this server does not have it.
    func isDocument(_ status: Int) throws(HostError) -> Bool {
        switch status {
        case 200: return true
        case 404, 410: return false
        case 401:
            guard let credential else { throw Self.needsKey(place, name, permission) }
            throw HostError(
                .denied,
                "\(place) does not accept \(credential.description): it has expired, was revoked, is of another "
                    + "server, or its user is disabled. Make a new one in the user's profile there")
        case 403:
            guard let credential else { throw Self.needsKey(place, name, permission) }
            let right = permission.map { "its user, and the key's own scope, need the permission \($0)" }
            throw HostError(
                .denied,
                "\(credential.description) may not read \(name): \(right ?? "its user needs more rights"); "
                    + "see 'holdfast explain access'")
        case 407: throw HostError(.denied, "the proxy before \(place) wants a login")
        case 418:
            throw HostError(.busy, "this node of \(place) is drained or offline; ask again, or another node")
        case 429:
            throw HostError(
                .busy,
                "\(place) limits how often one user may ask (429) and did not relent; try again in some minutes"
            )
        case 503:
            throw HostError(
                .busy, "\(place) is starting or down for maintenance (503); try again when it is up")
        case 502, 504:
            throw HostError(
                .failed, "what stands before \(place) does not reach it (\(status)): is the server up?")
        case 500..<600:
            throw HostError(
                .failed, "\(place) failed at \(name) (\(status)); its own log says why. Try again")
        default:
            throw HostError(.failed, "\(place) answers \(name) with the status \(status)")
        }
    }

    static func needsKey(_ place: ServerPlace, _ name: String, _ permission: String?) -> HostError {
        let right = permission.map { " (\($0))" } ?? ""
        return HostError(
            .denied,
            "\(name) of \(place) needs an API key\(right): write octopus.look: { api-key: … }; "
                + "see 'holdfast explain access'")
    }
}
