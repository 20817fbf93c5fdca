import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct OctopusAuthenticationKindTests {
    static let section = OctopusDocument.configuration("authentication")
    static let values = #"""
        {"Id":"authentication","AutoLoginEnabled":false,"TrustedRedirectUrls":[],"SessionTimeoutInSeconds":1200,
         "MaximumSessionDurationInSeconds":43200,"RememberMeEnabled":true,"UserApiKeysEnabled":true,
         "ApiKeyDefaultExpiryDays":180,"ApiKeyMaxExpiryDays":366}
        """#
    static let guest = OctopusDocument.configuration("authentication-guest")
    static let okta = OctopusDocument.configuration("authentication-od")
    static let passwords = OctopusDocument.configuration("authentication-usernamepassword")

    static func assess(
        _ fields: String, _ documents: [(OctopusDocument, String)], refusing: [OctopusDocument] = []
    ) async throws -> Assessment {
        try await OctopusAnswers.assess(
            OctopusAuthenticationKind.self, fields, on: OctopusAnswers.host(documents, refusing: refusing))
    }

    // MARK: - Sessions

    @Test func sessionsAreCompared() async throws {
        let documents = [(Self.section, Self.values)]
        #expect(
            try await Self.assess(
                "{ auto-login: false, session-timeout: 20 minutes, session-maximum: 12 hours, trusted-redirects: none }",
                documents) == .compliant)
        let said = try await Self.assess(
            "{ auto-login: true, session-timeout: 10 minutes, session-maximum: 1 hour, remember-me: false, "
                + "trusted-redirects: [https://a.example.com] }", documents)
        #expect(
            said.found == [
                "auto-login": "false", "session-timeout": "20 minutes", "session-maximum": "12 hours",
                "remember-me": "true", "trusted-redirects": "none",
            ])
        #expect(said.byHand?.contains("2023.4.6282") == true)
    }

    @Test func anOldServerHasNoSessionTimes() async throws {
        let old = #"{"Id":"authentication","AutoLoginEnabled":false}"#
        let said = try await Self.assess(
            "{ session-timeout: 1 hour }", [(Self.section, old), OctopusAnswers.version("2019.4.5")])
        #expect(said.isNotApplicable && said.reason?.contains("2022.1.1448") == true)
        // What else the control holds is still compared.
        let both = try await Self.assess(
            "{ session-timeout: 1 hour, auto-login: true }",
            [(Self.section, old), OctopusAnswers.version("2019.4.5")])
        #expect(both.aspects == ["auto-login"])
    }

    /// The sign-in page is told these too, and everybody may ask it.
    @Test func withoutTheConfigurationTheSignInPageTellsSome() async throws {
        let page =
            #"{"AutoLoginEnabled":true,"AuthenticationProviders":[{"Name":"Octopus","IdentityType":"UsernamePassword"}]}"#
        let documents = [(OctopusDocument.signIn, page)]
        let refused = [Self.section, Self.guest]
        #expect(
            try await Self.assess("{ auto-login: false }", documents, refusing: refused).aspects == [
                "auto-login"
            ])
        #expect(try await Self.assess("{ guest: false }", documents, refusing: refused) == .compliant)
        let open = page.replacing("UsernamePassword", with: "Guest")
        #expect(
            try await Self.assess("{ guest: false }", [(.signIn, open)], refusing: refused).found
                == ["guest": "guest: on"])
        let blind = try await Self.assess("{ session-timeout: 1 hour }", documents, refusing: refused)
        #expect(blind.isUnknown && blind.reason?.contains("ConfigureServer") == true)
        #expect(try await Self.assess("{ guest: false }", [], refusing: refused).isUnknown)
    }

    // MARK: - Providers

    @Test func providersAreComparedByTheirSections() async throws {
        let documents = [
            (Self.section, Self.values), (Self.guest, #"{"IsEnabled":true}"#),
            (Self.passwords, #"{"IsEnabled":"True"}"#),
            (Self.okta, #"{"IsEnabled":false,"AllowAutoUserCreation":true}"#),
        ]
        let said = try await Self.assess("{ providers: { at-least: [okta], none-of: [guest] } }", documents)
        #expect(said.found == ["providers": "guest: on; okta: off"])
        #expect(said.byHand?.contains("--guestLoginEnabled=false") == true)
        #expect(said.byHand?.contains("can sign in some other way") == true)
        // What a server does not have is off.
        #expect(
            try await Self.assess("{ providers: { exactly: [guest, username-password] } }", documents)
                == .compliant)
    }

    @Test func onlyProvidersThatAreOnMakeUsers() async throws {
        let on = #"{"IsEnabled":true,"AllowAutoUserCreation":true}"#
        #expect(
            try await Self.assess(
                "{ auto-user-creation: false }", [(Self.section, Self.values), (Self.okta, on)]
            ).found
                == ["auto-user-creation": "true: okta"])
        let off = on.replacing("Enabled\":true", with: "Enabled\":false")
        #expect(
            try await Self.assess(
                "{ auto-user-creation: false }", [(Self.section, Self.values), (Self.okta, off)])
                == .compliant)
    }

    /// A server that has no sections at all tells nothing of guests; one that has others has this one too.
    @Test func withoutAnySectionNothingIsCalledOff() async throws {
        #expect(try await Self.assess("{ guest: false }", []).isUnknown)
        #expect(try await Self.assess("{ auto-user-creation: false }", []).isUnknown)
        #expect(try await Self.assess("{ guest: false }", [(Self.section, Self.values)]).isUnknown)
    }

    /// A certificate that is not trusted is no lack of a permission.
    @Test func onlyAKeyThatMayNotLacksAPermission() async throws {
        var host = try OctopusAnswers.host([])
        for text in ["the certificate is not trusted: write octopus.trust", "the proxy wants a login"] {
            host.refusals[Self.section.address] = HostError(.denied, text)
            let said = try await OctopusAnswers.assess(
                OctopusAuthenticationKind.self, "{ session-timeout: 1 hour }", on: host)
            #expect(said.reason == text)
        }
    }

    // MARK: - Keys

    static let users = #"""
        [{"Id":"Users-1","Username":"anna","IsActive":true,"IsService":false},
         {"Id":"Users-2","Username":"robot","IsActive":true,"IsService":true},
         {"Id":"Users-3","Username":"gone","IsActive":false,"IsService":false}]
        """#

    static func keys(_ items: String...) -> [(OctopusDocument, String)] {
        [(.apiKeys, "[\(items.joined(separator: ","))]"), (.users, users), me]
    }

    static let me = (OctopusDocument.me, #"{"Id":"Users-1","Username":"anna"}"#)

    static func key(_ user: Int, _ rest: String) -> String {
        #"{"Id":"apikeys-1","Purpose":"build","UserId":"Users-\#(user)","ApiKey":{"HasValue":true,"Hint":"API-XYZ"},\#(rest)}"#
    }

    static let fresh =
        #""Created":"2026-11-01T10:00:00.000+00:00","Expires":"2027-01-01T00:00:00.000Z""#

    @Test func keysAreHeldToTheirAgeAndEnd() async throws {
        let old = Self.key(1, #""Created":"2024-11-01T10:00:00.000+00:00","Expires":null"#)
        let ended = Self.key(2, #""Created":"2020-11-01T10:00:00Z","Expires":"2021-01-01T00:00:00Z""#)
        let fields = "{ api-keys: { maximum-age: 366 days, expire: true } }"
        #expect(try await Self.assess(fields, Self.keys(Self.key(2, Self.fresh), ended)) == .compliant)
        let said = try await Self.assess(fields, Self.keys(Self.key(2, Self.fresh), ended, old))
        #expect(said.aspects == ["maximum-age", "expire"])
        #expect(said.found["expire"] == "anna: build (made 2024-11-01, never ends)")
        #expect(!"\(said)".contains("API-XYZ"))
    }

    @Test func keysOfAnOldServerDoNotTellTheirEnd() async throws {
        let keys = Self.keys(Self.key(1, #""Created":"2018-08-23T01:31:27.174+00:00""#))
        let old = try await Self.assess(
            "{ api-keys: { expire: true } }", keys + [OctopusAnswers.version("2019.4.5")])
        #expect(old.reason?.contains("2020.6") == true)
        #expect(try await Self.assess("{ api-keys: { expire: true } }", keys).isUnknown)
    }

    @Test func lastUseCountsWhereItIsKnown() async throws {
        let fields = "{ api-keys: { used-within: 90 days } }"
        func key(_ known: Bool, _ last: String) -> String {
            Self.key(
                1,
                #""Created":"2026-01-01T00:00:00Z","Expires":null,"IsLastUsedTimestampKnown":\#(known),"LastUsedTimeStamp":\#(last)"#
            )
        }
        #expect(try await Self.assess(fields, Self.keys(key(true, #""2026-11-01T00:00:00Z""#))) == .compliant)
        #expect(
            try await Self.assess(fields, Self.keys(key(true, #""2026-06-01T00:00:00Z""#))).aspects == [
                "used-within"
            ])
        let never = try await Self.assess(fields, Self.keys(key(true, "null")))
        #expect(never.found["used-within"]?.contains("never used") == true)
        let older = try await Self.assess(fields, Self.keys(key(false, "null")))
        #expect(older.isUnknown && older.reason?.contains("older than the record") == true)
        let none = try await Self.assess(
            fields, Self.keys(Self.key(1, Self.fresh)) + [OctopusAnswers.version("2024.1.1")])
        #expect(none.isNotApplicable)
    }

    @Test func keysThatMayDoEverythingAreCounted() async throws {
        let full = Self.key(1, Self.fresh + #","AccessLevel":"FullAccess""#)
        let read = Self.key(2, Self.fresh + #","AccessLevel":"ReadOnly""#)
        let fields = "{ api-keys: { full-access-at-most: 1 } }"
        #expect(try await Self.assess(fields, Self.keys(full, read)) == .compliant)
        #expect(try await Self.assess(fields, Self.keys(full, full, read)).aspects == ["full-access-at-most"])
        #expect(try await Self.assess(fields, Self.keys(Self.key(1, Self.fresh))).isUnknown)
    }

    @Test func theServersOwnRulesForKeysAreCompared() async throws {
        let documents = [(Self.section, Self.values)]
        #expect(try await Self.assess("{ api-keys: { lifetime: 366 days } }", documents) == .compliant)
        #expect(
            try await Self.assess("{ api-keys: { lifetime: 180 days, user-keys: false } }", documents).found
                == ["lifetime": "366 days", "user-keys": "true"])
        let open = Self.values.replacing("ExpiryDays\":366", with: "ExpiryDays\":null")
        #expect(
            try await Self.assess("{ api-keys: { lifetime: 366 days } }", [(Self.section, open)]).found
                == ["lifetime": "no limit of its own"])
    }

    /// A number that no clock can hold is a number still.
    @Test func aLifetimeBeyondAllTimeIsToldAsItIs() async throws {
        for days in ["1152921504606846976", "9223372036854775806"] {
            let endless = Self.values.replacing("ExpiryDays\":366", with: "ExpiryDays\":\(days)")
            #expect(
                try await Self.assess("{ api-keys: { lifetime: 366 days } }", [(Self.section, endless)]).found
                    == ["lifetime": "\(days) days"])
        }
    }

    @Test func whoIsSwitchedOffHasNoKeys() async throws {
        let fields = "{ inactive-users: { none-with-api-keys: true } }"
        #expect(try await Self.assess(fields, Self.keys(Self.key(1, Self.fresh))) == .compliant)
        let said = try await Self.assess(fields, Self.keys(Self.key(3, Self.fresh)))
        #expect(said.found["inactive-users"]?.hasPrefix("gone: build") == true)
        let blind = try await Self.assess(fields, [(.apiKeys, "[]")], refusing: [.users])
        #expect(blind.isUnknown && blind.reason?.contains("UserView") == true)
    }

    @Test func longListsAreCutAndCounted() async throws {
        let many = (0..<500).map { _ in Self.key(1, #""Created":"2020-01-01T00:00:00Z","Expires":null"#) }
        let said = try await Self.assess(
            "{ api-keys: { expire: true } }",
            [(.apiKeys, "[\(many.joined(separator: ","))]"), (.users, Self.users), Self.me])
        #expect(said.found["expire"]?.hasSuffix("… and 490 more") == true)
    }

    // MARK: - Administrators

    static let roles = #"""
        [{"Id":"userroles-systemadministrator","Name":"System administrator","GrantedSystemPermissions":["AdministerSystem"]},
         {"Id":"userroles-reader","Name":"Reader","GrantedSystemPermissions":["UserView"]}]
        """#
    static func teams(_ groups: String = "[]") -> [(OctopusDocument, String)] {
        [
            (
                .teams,
                #"[{"Id":"teams-admins","Name":"Admins","MemberUserIds":["Users-1","Users-2","Users-3"],"ExternalSecurityGroups":\#(groups)},{"Id":"teams-readers","Name":"R","MemberUserIds":["Users-1"]}]"#
            ),
            (.userRoles, roles), (.users, users), me,
            (
                .scopedUserRoles,
                #"[{"Id":"s1","UserRoleId":"userroles-systemadministrator","TeamId":"teams-admins","SpaceId":null},{"Id":"s2","UserRoleId":"userroles-systemadministrator","TeamId":"teams-readers","SpaceId":"Spaces-1"},{"Id":"s3","UserRoleId":"userroles-reader","TeamId":"teams-readers","SpaceId":null}]"#
            ),
        ]
    }

    @Test func administratorsAreActiveMembersOfTeamsWithSuchARole() async throws {
        #expect(
            try await Self.assess("{ administrators: { exactly: [Anna, robot] } }", Self.teams())
                == .compliant)
        #expect(try await Self.assess("{ administrators: { at-most: 2 } }", Self.teams()) == .compliant)
        let many = try await Self.assess("{ administrators: { at-most: 1 } }", Self.teams())
        #expect(many.found == ["administrators": "2 users, anna, robot"])
        #expect(
            try await Self.assess("{ administrators: { none-of: [robot] } }", Self.teams()).found
                == ["administrators": "robot"])
        #expect(
            try await Self.assess("{ administrators: { at-least: [emergency] } }", Self.teams()).aspects
                == ["administrators"])
    }

    /// Who is in a group of the directory is not told: too many can be seen, few enough cannot.
    @Test func groupsOfADirectoryLeaveItOpen() async throws {
        let groups = #"[{"Id":"S-1-5","DisplayName":"Domain Admins"}]"#
        let open = try await Self.assess("{ administrators: { at-most: 2 } }", Self.teams(groups))
        #expect(open.isUnknown && open.reason?.contains("Domain Admins (team Admins)") == true)
        #expect(
            try await Self.assess("{ administrators: { at-most: 1 } }", Self.teams(groups)).aspects
                == ["administrators"])
    }

    @Test func withoutTheTeamsItIsUnknown() async throws {
        let documents = Self.teams().filter { $0.0 != .teams }
        let said = try await Self.assess(
            "{ administrators: { at-most: 1 } }", documents, refusing: [.teams])
        #expect(said.isUnknown && said.reason?.contains("TeamView") == true)
    }
}
