import Convergence
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

/// Lists that are not whole: what is left out is not absent.
extension OctopusAuthenticationKindTests {
    static func assess(
        keyed fields: String, _ documents: [(OctopusDocument, String)], refusing: [OctopusDocument] = []
    ) async throws -> Assessment {
        var octopus = OctopusConnection.example
        octopus.look = .apiKey(.environment(variable: "KEY"))
        return try await OctopusAnswers.assess(
            OctopusAuthenticationKind.self, fields, on: OctopusAnswers.host(documents, refusing: refusing),
            octopus: octopus)
    }

    static let ofKeys = [
        "{ inactive-users: { none-with-api-keys: true } }", "{ api-keys: { expire: true } }",
        "{ api-keys: { maximum-age: 1 day } }",
    ]

    static func changed(
        _ documents: [(OctopusDocument, String)], _ document: OctopusDocument, _ text: String
    ) -> [(OctopusDocument, String)] {
        documents.filter { $0.0 != document } + [(document, text)]
    }

    /// Who asks is a user, and has a key, whatever the server leaves out.
    @Test(arguments: ofKeys + ["{ administrators: { at-most: 5 } }"])
    func aListOfUsersWithoutWhoAsksIsNotWhole(_ fields: String) async throws {
        let whole = Self.keys(Self.key(1, Self.fresh)) + Self.teams().filter { $0.0 != .users && $0.0 != .me }
        let other = #"[{"Id":"Users-2","Username":"robot","IsActive":true}]"#
        for list in ["[]", other] {
            let said = try await Self.assess(fields, Self.changed(whole, .users, list))
            #expect(said != .compliant && "\(said)".contains("users is not whole"), "\(said)")
        }
        for me in ["{}", "[]", #"{"Id":5}"#] {
            #expect(try await Self.assess(fields, Self.changed(whole, .me, me)) != .compliant)
        }
        let unasked = whole.filter { $0.0 != .me }
        #expect(try await Self.assess(fields, unasked) != .compliant)
        #expect(try await Self.assess(fields, unasked, refusing: [.me]) != .compliant)
    }

    @Test func whoComesWithAKeyHasOne() async throws {
        let old = #""Created":"2026-11-23T10:00:00.000+00:00","Expires":"2027-01-01T00:00:00.000Z""#
        for fields in Self.ofKeys {
            for keys in [Self.keys(), Self.keys(Self.key(2, old))] {
                // With a token, or with no credential at all, nobody need have a key.
                #expect(try await Self.assess(fields, keys) == .compliant)
                let said = try await Self.assess(keyed: fields, keys)
                #expect(said.isUnknown && said.reason?.contains("API keys is not whole") == true)
            }
            #expect(try await Self.assess(keyed: fields, Self.keys(Self.key(1, old))) == .compliant)
        }
    }

    @Test func whetherAUserIsSwitchedOffMustBeTold() async throws {
        let fields = "{ inactive-users: { none-with-api-keys: true } }"
        for active in ["", #","IsActive":null"#, #","IsActive":1"#] {
            let users = #"[{"Id":"Users-1","Username":"anna"\#(active)}]"#
            let keys = Self.changed(Self.keys(Self.key(1, Self.fresh)), .users, users)
            let said = try await Self.assess(fields, keys)
            #expect(said.isUnknown && said.reason?.contains("IsActive") == true)
            let teams = Self.changed(
                Self.teams(), .users, Self.users.replacing(#","IsActive":true"#, with: active))
            #expect(try await Self.assess("{ administrators: { at-most: 5 } }", teams).isUnknown)
        }
        let stranger = Self.keys(Self.key(1, Self.fresh), Self.key(9, Self.fresh))
        #expect(try await Self.assess(fields, stranger).isUnknown)
    }

    /// What is absent or of another type is not "none".
    @Test(arguments: [
        (OctopusDocument.teams, #""MemberUserIds":["Users-1","Users-2","Users-3"],"#, ""),
        (.teams, #"["Users-1","Users-2","Users-3"]"#, #"{"Users-1":true}"#),
        (.teams, #"["Users-1","Users-2","Users-3"]"#, #"["Users-1","Users-2","Users-3","Users-99"]"#),
        (.teams, #"["Users-1","Users-2","Users-3"]"#, #"["Users-1",{}]"#),
        (.teams, #""ExternalSecurityGroups":[]"#, #""ExternalSecurityGroups":"S-1-5""#),
        (.teams, #""ExternalSecurityGroups":[]"#, #""Other":[]"#),
        (.userRoles, #"["UserView"]"#, #"{"AdministerSystem":true}"#),
        (.userRoles, #""GrantedSystemPermissions":["UserView"]"#, #""Other":0"#),
        (.userRoles, "userroles-reader", "userroles-other"),
        (
            .scopedUserRoles, #""TeamId":"teams-readers","SpaceId":null"#,
            #""TeamId":"teams-gone","SpaceId":null"#
        ),
        (.scopedUserRoles, #""SpaceId":"Spaces-1""#, #""SpaceId":{}"#),
        (.scopedUserRoles, #""TeamId":"teams-readers","SpaceId":null"#, #""SpaceId":null"#),
    ])
    func halfOfTheTeamsIsNoAnswer(_ document: OctopusDocument, _ part: String, _ changed: String) async throws
    {
        let text = try #require(Self.teams().first { $0.0 == document }?.1)
        #expect(text.contains(part))
        let teams = Self.changed(Self.teams(), document, text.replacing(part, with: changed))
        for fields in [
            "{ administrators: { at-most: 5 } }", "{ administrators: { exactly: [anna, robot] } }",
        ] {
            #expect(try await Self.assess(fields, teams).isUnknown, "\(fields)")
        }
    }

    @Test func theBuiltInTeamOfAdministratorsHasItsRole() async throws {
        let teams = Self.teams().map { document, text in
            (
                document,
                document == .teams
                    ? text.replacing(
                        "[{",
                        with:
                            #"[{"Id":"teams-administrators","Name":"O","MemberUserIds":["Users-1"],"ExternalSecurityGroups":[]},{"#
                    )
                    : text
            )
        }
        let said = try await Self.assess("{ administrators: { at-most: 5 } }", teams)
        #expect(said.isUnknown && said.reason?.contains("teams-administrators") == true)
    }

    @Test(arguments: [
        ("{}", "write at least one rule"), ("{ api-keys: {} }", "at least one rule for API keys"),
        ("{ providers: {} }", "'exactly', 'at-least' or 'none-of'"),
        ("{ providers: { exactly: [] } }", "locked out"),
        ("{ providers: { exactly: [guest] }, guest: false }", "already says whether guest"),
        ("{ providers: { at-least: [oktta] } }", "did you mean 'okta'"),
        ("{ administrators: {} }", "'at-most'"),
        ("{ administrators: { exactly: [a], at-most: 1 } }", "already says"),
        ("{ inactive-users: {} }", "'none-with-api-keys' is missing"),
        ("{ session-timeout: 20m }", "30 minutes"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let told = try OctopusAnswers.complaints(OctopusAuthenticationKind.self, fields)
        #expect(told.contains { $0.contains(message) }, "\(told)")
    }

    @Test(arguments: [
        ("2018-08-23T01:31:27.174+00:00", 1_534_987_887), ("2018-08-23T11:31:27+10:00", 1_534_987_887),
        ("2018-08-22T20:31:27-05:00", 1_534_987_887), ("2018-08-23T01:31:27Z", 1_534_987_887),
    ])
    func momentsAreRead(_ text: String, _ seconds: Int) {
        #expect(Moment.seconds(of: text) == seconds)
    }

    @Test(arguments: [
        "", "2018-08-23", "2018-13-01T00:00:00Z", "2018-08-23T25:00:00Z", "2018-08-23T01:31Z", "T",
        "2018-08-23T01:31:27+9223372036854775807:00", "2018-08-23T01:31:27-00:9223372036854775807",
        "2018-08-23T01:31:27+15:00", "2018-08-23T01:31:27+00:60", "2018-08-23T01:31:27+-5:00",
    ])
    func nothingElseIsAMoment(_ text: String) { #expect(Moment.seconds(of: text) == nil) }
}
