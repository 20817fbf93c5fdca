internal import Convergence
internal import Octopus

/// An API key as the server lists it: never the key itself. Fields: https://octopus.com/docs/api/api-keys of 2026, and a
/// recorded answer of 2018.
struct APIKey {
    enum LastUse: Hashable {
        case untold
        case never
        case at(Int)
    }

    let owner: String
    let purpose: String
    let created: Int?
    let expires: Int?
    let tellsExpiry: Bool
    let tellsUse: Bool
    let lastUse: LastUse
    /// `FullAccess`, `ReadOnly` or `Custom`, where this server has such.
    let access: String?

    init(_ item: JSON, of users: OctopusUsers) {
        let id = item["UserId"]?.words ?? ""
        owner = users.name(of: id) ?? id
        purpose = item["Purpose"]?.words ?? item["Id"]?.words ?? "no purpose"
        created = item["Created"]?.words.flatMap(Moment.seconds)
        expires = item["Expires"]?.words.flatMap(Moment.seconds)
        tellsExpiry = item[Pointer("/Expires")] != nil
        access = item["AccessLevel"]?.words
        let isKnown = item["IsLastUsedTimestampKnown"]?.flag
        tellsUse = isKnown != nil
        if let last = item["LastUsedTimeStamp"]?.words.flatMap(Moment.seconds) {
            lastUse = .at(last)
        } else {
            lastUse = isKnown == true ? .never : .untold
        }
    }

    func works(at now: Int) -> Bool { expires.map { $0 > now } ?? true }

    /// A key that was never used counts from the day it was made.
    func isUnused(for span: TimeSpan, at now: Int) -> Bool {
        switch lastUse {
        case .untold: false
        case .never: created.map { $0 + span.seconds < now } ?? false
        case .at(let last): last + span.seconds < now
        }
    }

    func described(at now: Int) -> String {
        var parts = [created.map { "made \(Day(ofSeconds: $0))" } ?? "made some day"]
        if tellsExpiry { parts.append(expires.map { "ends \(Day(ofSeconds: $0))" } ?? "never ends") }
        switch lastUse {
        case .untold: break
        case .never: parts.append("never used")
        case .at(let last): parts.append("used \(Day(ofSeconds: last))")
        }
        return "\(owner): \(purpose.prefix(60)) (\(parts.joined(separator: ", ")))"
    }
}

/// The users of a server by their ids.
struct OctopusUsers {
    struct User {
        var id: String
        var name: String
        /// `nil` where the server does not tell.
        var isActive: Bool?
    }

    let all: [User]
    private let names: [String: String]

    init(_ document: JSON?) {
        all = (document?.list ?? []).compactMap { item in
            guard let id = item["Id"]?.words else { return nil }
            return User(id: id, name: item["Username"]?.words ?? id, isActive: item["IsActive"]?.flag)
        }
        names = Dictionary(all.map { ($0.id, $0.name) }) { first, _ in first }
    }

    func name(of id: String) -> String? { names[id] }
}
