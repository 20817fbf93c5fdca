/// A user of the simulated server.
struct Person: Hashable, Sendable {
    var id: String
    var username: String
    var displayName: String
    var email: String?
    var isActive = true
    var isService = false
    /// Whose identity the user has besides the name: `LDAP`.
    var provider: String?
    var daysOld = 400

    static func everybody(scenario: Scenario, others: Int) -> [Person] {
        var people = [
            Person(
                id: "Users-1", username: "admin", displayName: "Administrator", email: "admin@example.com"),
            Person(
                id: "Users-21", username: "auditor", displayName: "Auditor", isService: true, daysOld: 200),
            Person(
                id: "Users-22", username: "inventory", displayName: "Inventory", isService: true, daysOld: 90),
            Person(
                id: "Users-23", username: "newcomer", displayName: "Newcomer", email: "newcomer@example.com",
                daysOld: 3),
            Person(
                id: "Users-24", username: "leaver", displayName: "Leaver", email: "leaver@example.com",
                isActive: false),
        ]
        if scenario == .hardened {
            people[3].provider = "LDAP"
        }
        for number in 0..<others {
            people.append(
                Person(
                    id: "Users-\(1001 + number)", username: "person\(number)",
                    displayName: "Person \(number)", email: "person\(number)@example.com",
                    isService: number % 20 == 19, daysOld: number % 900))
        }
        return people
    }
}

/// An API key, with what it allows.
struct KeyRecord: Hashable, Sendable {
    var id: String
    var userID: String
    var purpose: String
    /// In the clear.
    var key: String
    var daysOld: Int
    /// `nil`: it never expires.
    var daysLeft: Int?
    /// `nil`: never.
    var daysUnused: Int?
    var permissions: Set<String> = []
    var mayWrite = false
    /// As newer servers tell it: `FullAccess`, `ReadOnly` or `Custom`.
    var access = "FullAccess"

    static func all(of people: [Person], keys: KeyRing, scenario: Scenario) -> [KeyRecord] {
        let left: Int? = scenario == .hardened ? 60 : nil
        let all = Set(Permission.all)
        let seen = Set(Permission.all.filter { $0.hasSuffix("View") })
        var records = [
            KeyRecord(
                id: "apikeys-admin", userID: "Users-1", purpose: "Installation", key: keys.admin,
                daysOld: scenario == .hardened ? 20 : 380, daysLeft: left, daysUnused: 0, permissions: all,
                mayWrite: true),
            KeyRecord(
                id: "apikeys-readonly", userID: "Users-21", purpose: "Checkup", key: keys.readOnly,
                daysOld: 20, daysLeft: 60, daysUnused: 0,
                permissions: seen.union(["AdministerSystem", "ConfigureServer"]), access: "ReadOnly"),
            KeyRecord(
                id: "apikeys-scoped", userID: "Users-22", purpose: "Inventory", key: keys.scoped, daysOld: 20,
                daysLeft: 60, daysUnused: 1, permissions: seen, access: "Custom"),
            KeyRecord(
                id: "apikeys-powerless", userID: "Users-23", purpose: "First steps", key: keys.powerless,
                daysOld: 2, daysLeft: 88, daysUnused: nil),
            KeyRecord(
                id: "apikeys-disabled", userID: "Users-24", purpose: "Old script", key: keys.disabled,
                daysOld: 300, daysLeft: left, daysUnused: 120, permissions: all, mayWrite: true),
            KeyRecord(
                id: "apikeys-expired", userID: "Users-21", purpose: "Last year's checkup", key: keys.expired,
                daysOld: 181, daysLeft: -1, daysUnused: 2, permissions: all, mayWrite: true),
        ]
        // Hardened: whoever left has no key left.
        if scenario == .hardened { records.removeAll { $0.id == "apikeys-disabled" } }
        for (number, person) in people.dropFirst(5).enumerated() where number % 10 == 0 {
            records.append(
                KeyRecord(
                    id: "apikeys-\(person.id)", userID: person.id, purpose: "Key of \(person.username)",
                    key: "", daysOld: number % 300, daysLeft: left, daysUnused: number % 200))
        }
        return records
    }
}

extension SimulatorState {
    /// Whose key that is; `nil` where it is none, has expired, or its user is disabled.
    func caller(withKey key: String) -> Caller? {
        guard let record = apiKeys.first(where: { $0.key == key && !key.isEmpty }),
            !isPast(record), people.contains(where: { $0.id == record.userID && $0.isActive })
        else { return nil }
        return Caller(userID: record.userID, permissions: record.permissions, mayWrite: record.mayWrite)
    }

    /// Whether the time of a key is over. Keys of servers before 2020.6 last for ever, but this one was taken away.
    private func isPast(_ record: KeyRecord) -> Bool { record.daysLeft.map { $0 < 0 } ?? false }
}
