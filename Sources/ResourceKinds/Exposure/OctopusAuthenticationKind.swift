package import Convergence
internal import Octopus

/// How people and programs get into the server, by the server's own word.
package struct OctopusAuthenticationKind: ResourceKind {
    package static let keyword = "octopus-authentication"
    package static let summary =
        "how people and programs get in: providers, sessions, API keys, users, administrators; looks only"
    package static let isRemote = true

    package struct Observation: Equatable, Sendable {
        var answers: ServerAnswers
    }

    /// What may not be left to users that are switched off.
    struct InactiveUsers: Sendable {
        init(reading fields: inout Fields) {
            _ = fields.required(
                "none-with-api-keys", .presence, "No user that is switched off has a key that has not ended.")
        }
    }

    let providers: ProviderRules
    let sessions: SessionRules
    let keys: APIKeyRules?
    let inactiveUsers: InactiveUsers?
    let administrators: AdministratorRules?
    let own: OwnUser

    package init(reading fields: inout Fields) {
        own = OwnUser(fields.octopus())
        providers = ProviderRules(reading: &fields)
        sessions = SessionRules(reading: &fields)
        keys = fields.optional("api-keys", .mapping(APIKeyRules.init(reading:)), "The rules for API keys.")
        inactiveUsers = fields.optional(
            "inactive-users", .mapping(InactiveUsers.init(reading:)),
            "The rules for users that are switched off.")
        administrators = fields.optional(
            "administrators", .mapping(AdministratorRules.init(reading:)),
            "Who may do everything on the server.")
        if claims.isEmpty, !fields.isDescribing {
            fields.reject("guest", "write at least one rule: without any, nothing is held")
        }
    }

    private var sectionPointers: [Pointer] { sessions.pointers + (keys?.pointers ?? []) }

    package var claims: [Claim] {
        var claims = sectionPointers.map { Claim(.field(of: SessionRules.document.address, at: $0)) }
        claims += providers.claims + (keys?.claims ?? [])
        if inactiveUsers != nil {
            claims.append(Claim(.field(of: OctopusDocument.apiKeys.address, at: ""), part: "inactive-users"))
        }
        if administrators != nil {
            claims.append(Claim(.field(of: OctopusDocument.teams.address, at: ""), part: "administrators"))
        }
        return claims
    }

    private var asksKeys: Bool { keys?.asksKeys == true || inactiveUsers != nil }
    private var asksUsers: Bool { asksKeys || administrators != nil }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var documents = providers.concerned.map(\.document)
        // It is on every server whose configuration can be asked at all.
        if !sectionPointers.isEmpty || !documents.isEmpty { documents.append(SessionRules.document) }
        if asksKeys { documents += [.apiKeys, .users] }
        if administrators != nil { documents += AdministratorRules.documents }
        if asksUsers { documents.append(.me) }
        var answers = try await ServerAnswers.look(
            at: documents, gated: !sectionPointers.isEmpty || asksKeys, on: host)
        // What the sign-in page is told, this key is told too.
        let refused = documents.contains { answers[$0].isRefused }
        if refused, !sectionPointers.isEmpty || !providers.concerned.isEmpty {
            try await answers.look(at: .signIn, on: host)
        }
        if asksKeys { answers.seconds = try await host.clock() }
        return Observation(answers: answers)
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        providers.assess(observed.answers, &findings)
        sessions.assess(observed.answers, &findings)
        keys?.assess(observed.answers, &findings)
        if inactiveUsers != nil { assessInactive(observed.answers, &findings) }
        administrators?.assess(observed.answers, &findings)
        if asksUsers { own.assess(observed.answers, asksKeys: asksKeys, &findings) }
        return findings.assessment
    }

    private func assessInactive(_ answers: ServerAnswers, _ findings: inout Findings) {
        guard let items = findings.items(answers[.apiKeys].items, having: ["UserId"]),
            findings.items(answers[.users].items, having: ["Id", "Username"]) != nil
        else { return }
        let users = OctopusUsers(answers[.users].seen.document)
        if users.all.contains(where: { $0.isActive == nil }) {
            findings.cannotTell(.form("IsActive", of: "users"))
        }
        if items.contains(where: { users.name(of: $0["UserId"]?.words ?? "") == nil }) {
            findings.cannotTell(.partial("users", "some who have API keys are not among them"))
        }
        findings.wasTold()
        let inactive = Set(users.all.filter { $0.isActive == false }.map(\.id))
        let keys = items.filter { inactive.contains($0["UserId"]?.words ?? "") }.map { APIKey($0, of: users) }
            .filter { $0.works(at: answers.seconds) }
        guard !keys.isEmpty else { return }
        findings.differs(
            "inactive-users", wanted: .text("no API keys"),
            found: .few(keys.map { $0.described(at: answers.seconds) }),
            how:
                "delete the keys (Configuration, Users; or DELETE /api/users/USER/apikeys/KEY): before 2022.1.3264 such a key even worked on (CVE-2022-2572), "
                + "and it works again as soon as the user is switched on")
    }

    package static let examples = [
        """
        no-guests:
          severity: high
          title: Nobody looks around without an account, and everybody signs in with a directory
          octopus-authentication:
            guest: false
            auto-login: false
            providers: { at-least: [okta] }
        """,
        """
        api-keys:
          severity: high
          title: API keys end, and unused ones go
          octopus-authentication:
            api-keys: { maximum-age: 366 days, expire: true, used-within: 90 days, user-keys: false }
            inactive-users: { none-with-api-keys: true }
        """,
        """
        few-administrators:
          severity: high
          title: Few people may do everything
          octopus-authentication: { administrators: { at-most: 5 }, session-timeout: 1 hour }
        """,
    ]
}
