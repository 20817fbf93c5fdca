internal import Convergence
internal import Octopus

/// How old API keys may be, whether they end, who may have them: rules for the server, and for the keys there are.
struct APIKeyRules: Sendable {
    let userKeys: Bool?
    let lifetime: TimeSpan?
    let maximumAge: TimeSpan?
    let expire: Bool
    let usedWithin: TimeSpan?
    let mostFullAccess: Int?

    init(reading fields: inout Fields) {
        userKeys = fields.optional(
            "user-keys", .flag, "Whether people may make keys for themselves; service accounts always may.")
        lifetime = fields.optional(
            "lifetime", .duration,
            "How long a new key may live, at most, by the server's own rule; whole days.")
        maximumAge = fields.optional(
            "maximum-age", .duration, "How long ago a key that works may have been made.")
        expire = fields.optional("expire", .presence, "Every key that works ends by itself one day.") ?? false
        usedWithin = fields.optional(
            "used-within", .duration,
            "How long ago a key that works may have been used last; told by newer servers only.")
        mostFullAccess = fields.optional(
            "full-access-at-most", .integer(0...100_000),
            "How many keys may do all that their owner may; told by newer servers only.")
        if userKeys == nil, lifetime == nil, !asksKeys, !fields.isDescribing {
            fields.reject("expire", "write at least one rule for API keys")
        }
    }

    private static let userKeysField: Pointer = "/UserApiKeysEnabled"
    private static let lifetimeField: Pointer = "/ApiKeyMaxExpiryDays"

    /// Whether it is about the keys that there are.
    var asksKeys: Bool { maximumAge != nil || expire || usedWithin != nil || mostFullAccess != nil }

    var pointers: [Pointer] {
        (userKeys == nil ? [] : [Self.userKeysField]) + (lifetime == nil ? [] : [Self.lifetimeField])
    }

    var claims: [Claim] {
        let parts = [
            maximumAge.map { _ in "maximum-age" }, expire ? "expire" : nil,
            usedWithin.map { _ in "used-within" },
            mostFullAccess.map { _ in "full-access-at-most" },
        ]
        return parts.compactMap(\.self).map {
            Claim(.field(of: OctopusDocument.apiKeys.address, at: ""), part: $0)
        }
    }

    func assess(_ answers: ServerAnswers, _ findings: inout Findings) {
        if let userKeys {
            findings.flag(
                userKeys, answers.sessionField(Self.userKeysField, "user-keys", .userApiKeySwitch),
                "user-keys",
                how: .put(Self.userKeysField, "\(userKeys)"))
        }
        if let lifetime {
            let found = findings.told(
                answers.sessionField(Self.lifetimeField, "lifetime", .apiKeyLifetimes), "lifetime",
                { $0 == .null ? .some(Int.max) : $0.whole.flatMap { $0 > 0 ? $0 : nil } })
            if let found, found > lifetime.seconds / 86_400 {
                findings.differs(
                    "lifetime", wanted: .text("\(lifetime) or less"),
                    found: .text(
                        found == .max ? "no limit of its own" : "\(found) day\(found == 1 ? "" : "s")"),
                    how: .put(Self.lifetimeField, "\(lifetime.seconds / 86_400)"))
            }
        }
        guard asksKeys, let items = findings.items(answers[.apiKeys].items, having: ["UserId"]) else {
            return
        }
        let users = OctopusUsers(answers[.users].seen.document)
        let keys = items.map { APIKey($0, of: users) }.filter { $0.works(at: answers.seconds) }
        assess(keys, answers, &findings)
    }

    private func assess(_ keys: [APIKey], _ answers: ServerAnswers, _ findings: inout Findings) {
        if let maximumAge {
            findings.wasTold()
            let undated = keys.filter { $0.created == nil }
            if !undated.isEmpty {
                findings.cannotTell(HostError(.unsupported, "when \(undated.count) API keys were made"))
            }
            report(
                keys.filter { $0.created.map { $0 + maximumAge.seconds < answers.seconds } ?? false },
                "maximum-age", wanted: "\(maximumAge) or less", at: answers.seconds, &findings)
        }
        if expire {
            if keys.contains(where: { !$0.tellsExpiry }) {
                findings.note(answers[.apiKeys].absence(of: "expire", .apiKeyExpiry))
            } else {
                findings.wasTold()
            }
            report(
                keys.filter { $0.tellsExpiry && $0.expires == nil }, "expire", wanted: "an end for every key",
                at: answers.seconds, &findings)
        }
        if let usedWithin {
            let untracked = keys.filter { $0.lastUse == .untold }
            if untracked.isEmpty { findings.wasTold() }
            if !untracked.isEmpty, untracked.allSatisfy({ !$0.tellsUse }) {
                findings.note(answers[.apiKeys].absence(of: "used-within", .apiKeyLastUse))
            } else if !untracked.isEmpty {
                findings.cannotTell(
                    HostError(
                        .unsupported,
                        "when \(untracked.count) API keys were last used: they are older than the record of it"
                    ))
            }
            report(
                keys.filter { $0.isUnused(for: usedWithin, at: answers.seconds) }, "used-within",
                wanted: "\(usedWithin) ago or less", at: answers.seconds, &findings)
        }
        if let mostFullAccess {
            if keys.contains(where: { $0.access == nil }) {
                findings.note(answers[.apiKeys].absence(of: "full-access-at-most", .apiKeyScopes))
            } else {
                findings.wasTold()
            }
            let full = keys.filter { $0.access == "FullAccess" }
            if full.count > mostFullAccess {
                report(
                    full, "full-access-at-most", wanted: "\(mostFullAccess) or fewer (found \(full.count))",
                    at: answers.seconds, &findings)
            }
        }
    }

    private func report(
        _ keys: [APIKey], _ aspect: String, wanted: String, at now: Int, _ findings: inout Findings
    ) {
        guard !keys.isEmpty else { return }
        findings.differs(
            aspect, wanted: .text(wanted), found: .few(keys.map { $0.described(at: now) }),
            how:
                "have their owners make new keys with an end and no more rights than needed, then delete these "
                + "(user menu, My profile, My API keys; or DELETE /api/users/USER/apikeys/KEY)")
    }
}
