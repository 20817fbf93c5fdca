internal import Convergence
internal import Octopus

/// Which ways to sign in there are, and whether they make users by themselves.
struct ProviderRules: Sendable {
    struct Membership: Sendable {
        var exactly: [SignInProvider]?
        var atLeast: [SignInProvider]
        var noneOf: [SignInProvider]

        init(reading fields: inout Fields) {
            exactly = fields.optional("exactly", .list(providerShape), "These and no others are on.")
            atLeast = fields.optional(
                "at-least", .list(providerShape), default: [], shown: "none", "These are on, among others.")
            noneOf = fields.optional(
                "none-of", .list(providerShape), default: [], shown: "none", "None of these is on.")
            if exactly != nil, fields.has("at-least") || fields.has("none-of") {
                fields.reject(
                    "exactly", "'exactly' already says which are on: leave 'at-least' and 'none-of' out")
            } else if exactly == nil, !fields.has("at-least"), !fields.has("none-of"), !fields.isDescribing {
                fields.reject(
                    "exactly", "write 'exactly', 'at-least' or 'none-of', each with a list of providers")
            }
            if exactly?.isEmpty == true {
                fields.reject(
                    "exactly", "without any way to sign in everybody is locked out: name at least one")
            }
            for provider in noneOf where atLeast.contains(provider) {
                fields.reject("none-of", "one provider cannot be in 'at-least' and in 'none-of'")
            }
        }

        /// Whether it must be on; `nil` where both will do.
        func wants(_ provider: SignInProvider) -> Bool? {
            if let exactly { return exactly.contains(provider) }
            return atLeast.contains(provider) ? true : noneOf.contains(provider) ? false : nil
        }
    }

    let membership: Membership?
    let guest: Bool?
    let autoUserCreation: Bool?

    init(reading fields: inout Fields) {
        membership = fields.optional(
            "providers", .mapping(Membership.init(reading:)), "Which ways to sign in are on.")
        guest = fields.optional("guest", .flag, "Whether anybody may look around without an account.")
        autoUserCreation = fields.optional(
            "auto-user-creation", .flag,
            "Whether providers that are on may make a user of whoever they know.")
        if guest != nil, let membership, membership.wants(.guest) != nil {
            fields.reject("guest", "'providers' already says whether guest is on: leave one of them out")
        }
    }

    /// The providers to look at.
    var concerned: [SignInProvider] {
        if autoUserCreation != nil { return SignInProvider.allCases }
        return SignInProvider.allCases.filter {
            membership?.wants($0) != nil || ($0 == .guest && guest != nil)
        }
    }

    var claims: [Claim] {
        let enabled = SignInProvider.allCases.filter {
            membership?.wants($0) != nil || ($0 == .guest && guest != nil)
        }
        let creation = autoUserCreation == nil ? [] : SignInProvider.allCases
        return enabled.map { Claim(.field(of: $0.document.address, at: SignInProvider.isEnabled)) }
            + creation.map {
                Claim(.field(of: $0.document.address, at: SignInProvider.allowsAutoUserCreation))
            }
    }

    func assess(_ answers: ServerAnswers, _ findings: inout Findings) {
        for provider in SignInProvider.allCases {
            guard let wanted = membership?.wants(provider) ?? (provider == .guest ? guest : nil) else {
                continue
            }
            guard let isOn = isOn(provider, answers, &findings), isOn != wanted else { continue }
            let aspect = provider == .guest && guest != nil ? "guest" : "providers"
            let change = provider.flag(wanted).map { "`Octopus.Server configure \($0)`, or " } ?? ""
            let caution =
                wanted ? "" : "; first make sure that an administrator can sign in some other way"
            findings.differs(
                aspect, wanted: .text("\(provider.rawValue): \(wanted ? "on" : "off")"),
                found: .text("\(provider.rawValue): \(isOn ? "on" : "off")"),
                how: change
                    + .put(SignInProvider.isEnabled, "\(wanted)", in: provider.document.sectionName) + caution
            )
        }
        if let autoUserCreation { assessCreation(autoUserCreation, answers, &findings) }
    }

    /// A section that is not there belongs to a provider that this server does not have, where it has sections at all.
    private func isOn(
        _ provider: SignInProvider, _ answers: ServerAnswers, _ findings: inout Findings
    ) -> Bool? {
        let section = answers[provider.document]
        // Every server has guests and passwords, on or off.
        if case .missing = section.seen, answers.hasSections, provider != .guest,
            provider != .usernamePassword
        {
            findings.wasTold()
            return false
        }
        if section.isRefused, provider == .guest,
            let items = answers[.signIn].document("AuthenticationProviders"), !items.isEmpty
        {
            // The sign-in page is told of the enabled providers: https://octopus.com/docs/api/authentication
            let types = items.compactMap { $0["IdentityType"]?.words }
            if types.count == items.count {
                findings.wasTold()
                return types.contains("Guest")
            }
        }
        return findings.told(section.field(SignInProvider.isEnabled, "providers"), "providers", \.flag)
    }

    private func assessCreation(
        _ wanted: Bool, _ answers: ServerAnswers, _ findings: inout Findings
    ) {
        var others: [SignInProvider] = []
        var isRefused = false
        for provider in SignInProvider.allCases {
            let section = answers[provider.document]
            switch section.seen {
            case .missing where answers.hasSections: findings.wasTold()
            case .missing: findings.note(section.absence(of: "auto-user-creation", nil))
            case .refused(let error):
                // They are all refused for one reason.
                if !isRefused { findings.cannotTell(error) }
                isRefused = true
            case .document(let values):
                guard
                    let isOn = findings.told(
                        section.field(SignInProvider.isEnabled, "auto-user-creation"), "auto-user-creation",
                        \.flag)
                else { continue }
                // Passwords and guests have no such field.
                guard isOn, let creates = values["AllowAutoUserCreation"]?.flag, creates != wanted else {
                    continue
                }
                others.append(provider)
            }
        }
        guard !others.isEmpty else { return }
        findings.differs(
            "auto-user-creation", wanted: .text("\(wanted)"),
            found: .text("\(!wanted): \(others.map(\.rawValue).joined(separator: ", "))"),
            how:
                "set AllowAutoUserCreation to \(wanted) in /api/configuration/SECTION/values of these providers "
                + "(\(others.map { $0.document.sectionName }.joined(separator: ", ")); GET, change it, PUT the whole document)"
        )
    }
}

private let providerShape = Shape<SignInProvider>.choice

extension OctopusDocument {
    /// `authentication-guest` of `configuration/authentication-guest`.
    fileprivate var sectionName: String { String(name.dropFirst("configuration/".count)) }
}

extension ServerAnswers {
    /// Whether this server tells its configuration in sections.
    fileprivate var hasSections: Bool { self[SessionRules.document].seen.document != nil }
}

extension ServerFields {
    /// A list in this document, where that was told.
    fileprivate func document(_ key: String) -> [JSON]? { seen.document?[key]?.list }
}
