import Convergence
import HostTesting
import PolicyText
import ResourceKinds
import Testing

@Suite struct AccountKindTests {
    private static func alice(
        id: Int? = 1001, shell: String = "/bin/bash", groups: Names = [], password: Account.Password = .usable
    ) -> Account {
        Account(id: id, group: "alice", home: "/home/alice", shell: shell, groups: groups, password: password)
    }

    private func read(_ fields: String) throws -> AccountKind {
        let text = try ControlText<AccountKind>(fields: fields)
        #expect(text.diagnostics.map(\.message.description) == [])
        return text.resource
    }

    /// A host with the group `docker`, the group `audit`, and alice as given.
    private func host(_ alice: Account? = nil, docker: Names = []) -> ForecastHost {
        var images: [Subject: Image] = [
            .group(named: "docker"): .group(is: Group(id: 990, members: docker)),
            .group(named: "audit"): .group(is: Group(id: 991)),
            .account(named: "bob"): .account(
                is: Account(id: 1002, group: "bob", home: "/", shell: "/bin/sh", groups: [])),
            .group(named: "bob"): .group(is: Group(id: 1002, primaryOf: ["bob"])),
        ]
        if let alice {
            images[.account(named: "alice")] = .account(is: alice)
            images[.group(named: "alice")] = .group(is: Group(id: 1001, primaryOf: ["alice"]))
        }
        return ForecastHost(over: PreparedHost(images))
    }

    private static let starts: [Account?] = [
        nil, alice(), alice(groups: ["docker"], password: .empty), alice(password: .locked),
    ]

    private static let wanted = [
        "{ user: alice }", "{ user: alice, shell: /usr/sbin/nologin, home: /nonexistent, comment: Alice }",
        "{ user: alice, locked: true }", "{ user: alice, groups: { at-least: [audit], none-of: [docker] } }",
        "{ user: alice, groups: { exactly: [] } }", "{ user: alice, id: 1001, system: false }",
        "{ user: alice, absent: true }",
    ]

    @Test(arguments: wanted, starts)
    func convergesFromEveryStart(_ fields: String, _ start: Account?) async throws {
        let host = host(start, docker: start?.groups.contains("docker") == true ? ["alice"] : [])
        let proof = await ConvergenceProof(of: try read(fields), on: host)
        #expect(proof.failures == [])
        #expect(proof.last == .compliant)
    }

    @Test func onlyWhatNeedsTheHiddenPasswordIsUnknown() async throws {
        let host = host(Self.alice(password: .unread))
        let hidden = HostError.unreadPassword(of: "alice")
        #expect(hidden.description.contains("run as root"))
        for fields in [
            "{ user: alice }", "{ user: alice, id: 1001, shell: /bin/bash, home: /home/alice }",
            "{ user: alice, groups: { none-of: [docker] } }",
        ] {
            #expect(await assess(try read(fields), on: host) == .compliant, "\(fields)")
        }
        for locked in ["true", "false"] {
            let kind = try read("{ user: alice, shell: /bin/bash, locked: \(locked) }")
            #expect(await assess(kind, on: host) == .unknown(hidden))
        }
    }

    @Test func whatDiffersBesideAHiddenPasswordIsToldAndSoIsTheRest() async throws {
        let host = host(Self.alice(password: .unread))
        let kind = try read("{ user: alice, shell: /usr/sbin/nologin, locked: true }")
        let found = await assess(kind, on: host)
        #expect(found.aspects == ["shell"])
        #expect(found.byHand == HostError.unreadPassword(of: "alice").description)
        guard case .drifted(_, .steps(let steps, _, _)) = found else {
            Issue.record("\(found)")
            return
        }
        // A step that does not know the password leaves it.
        #expect(
            steps == [
                .setAccount(named: "alice", to: Self.alice(shell: "/usr/sbin/nologin", password: .unread))
            ])
    }

    @Test func anExportLeavesOutWhatWasNotTold() async throws {
        let exported = try await AccountKind.describe("alice", on: host(Self.alice(password: .unread)))
        let text = String(decoding: try #require(exported).text, as: UTF8.self)
        #expect(text.contains("shell: /bin/bash"))
        #expect(!text.contains("locked"))
    }

    @Test func aNewUserHasNoPasswordAndNoSurprises() async throws {
        let proof = await ConvergenceProof(of: try read("{ user: alice }"), on: host())
        let alice = Account(id: nil, group: "alice", home: "/home/alice", shell: "/bin/sh", password: .none)
        #expect(proof.steps == [.setAccount(named: "alice", to: alice)])
        #expect(proof.failures == [])
        #expect(proof.cannotBeUndone == [])
    }

    @Test func aNewSystemUserGetsAnIDOfTheSystem() async throws {
        let proof = await ConvergenceProof(of: try read("{ user: alice, system: true }"), on: host())
        let alice = Account(
            id: nil, group: "alice", home: "/nonexistent", shell: "/usr/sbin/nologin", wantsSystemID: true)
        #expect(proof.steps == [.setAccount(named: "alice", to: alice)])
        #expect(proof.failures == [])
        #expect(Image.account(is: numbered(998, alice)).fulfils(.account(is: alice)))
        #expect(!Image.account(is: numbered(1998, alice)).fulfils(.account(is: alice)))
    }

    private func numbered(_ id: Int, _ account: Account) -> Account {
        var account = account
        (account.id, account.wantsSystemID) = (id, false)
        return account
    }

    @Test func numbersOfAccountsThatExistAreLeftToAPerson() async throws {
        for fields in ["{ user: alice, id: 1500 }", "{ user: alice, system: true }"] {
            let proof = await ConvergenceProof(of: try read(fields), on: host(Self.alice()))
            #expect(proof.steps.isEmpty)
            #expect(proof.last.byHand?.contains("leave its files to nobody") == true)
        }
    }

    @Test func whatCanBeDoneIsDoneAndTheRestIsLeftToAPerson() async throws {
        let fields = "{ user: alice, id: 1500, shell: /usr/sbin/nologin }"
        let proof = await ConvergenceProof(of: try read(fields), on: host(Self.alice()))
        #expect(proof.steps == [.setAccount(named: "alice", to: Self.alice(shell: "/usr/sbin/nologin"))])
        #expect(proof.last.aspects == ["id"])
    }

    @Test(arguments: [
        (Account.Password.usable, true, Account.Password.locked), (.empty, true, Account.Password.none),
        (.locked, false, .usable),
    ])
    func passwordsAreLockedAndUnlocked(
        _ found: Account.Password, _ locked: Bool, _ after: Account.Password
    ) async throws {
        let host = host(Self.alice(password: found))
        let proof = await ConvergenceProof(of: try read("{ user: alice, locked: \(locked) }"), on: host)
        #expect(proof.steps == [.setAccount(named: "alice", to: Self.alice(password: after))])
    }

    @Test(arguments: [Account.Password.none, .empty])
    func noPasswordIsEverSet(_ found: Account.Password) async throws {
        let host = host(Self.alice(password: found))
        let proof = await ConvergenceProof(of: try read("{ user: alice, locked: false }"), on: host)
        #expect(proof.steps.isEmpty)
        #expect(proof.last.byHand == "set a password with 'passwd alice'")
    }

    @Test func groupsThatAreMissingAreNamed() async throws {
        for start in [nil, Self.alice()] {
            let fields = "{ user: alice, groups: { at-least: [ghosts] } }"
            let proof = await ConvergenceProof(of: try read(fields), on: host(start))
            #expect(proof.failures == [] && proof.steps.isEmpty)
            #expect(proof.last.byHand?.contains("there is no group 'ghosts'") == true)
        }
    }

    @Test(arguments: [
        "{ group: docker, members: { exactly: [bob] } }", "{ group: docker, members: { none-of: [alice] } }",
        "{ group: staff, system: true }", "{ group: staff, id: 2000, members: { at-least: [bob] } }",
        "{ group: docker, absent: true }",
    ])
    func groupsConverge(_ fields: String) async throws {
        let host = host(Self.alice(groups: ["docker"]), docker: ["alice"])
        let proof = await ConvergenceProof(of: try read(fields), on: host)
        #expect(proof.failures == [])
        #expect(proof.last == .compliant)
    }

    @Test func aGroupThatSomebodyLivesInIsNotRemoved() async throws {
        let proof = await ConvergenceProof(of: try read("{ group: bob, absent: true }"), on: host())
        #expect(proof.steps.isEmpty)
        #expect(proof.last.byHand?.contains("primary group of bob") == true)
    }

    @Test func twoControlsMayHoldDifferentFieldsOfOneUser() throws {
        let shell = try read("{ user: alice, shell: /bin/sh }").claims
        let groups = try read("{ user: alice, groups: { none-of: [docker] } }").claims
        let absent = try read("{ user: alice, absent: true }").claims
        func overlap(_ a: [Claim], _ b: [Claim]) -> Bool {
            a.contains { one in b.contains { one.overlaps($0) } }
        }
        #expect(!overlap(shell, groups))
        #expect(overlap(shell, shell))
        #expect(overlap(shell, absent))
    }

    @Test(arguments: [
        ("{ user: alice, group: alice }", "write only one of 'user', 'group'"),
        ("{ user: alice, id: 0 }", "another user with it would be root too"),
        ("{ user: root, id: 5 }", "root has id 0"),
        ("{ user: root, absent: true }", "root cannot be removed"),
        ("{ user: alice, id: 1500, system: true }", "below 1000"),
        ("{ user: alice, id: 500, system: false }", "are the system's"),
        ("{ group: g, shell: /bin/sh }", "'shell' belongs to a user"),
        ("{ user: alice, members: { exactly: [] } }", "for a user write 'groups'"),
        ("{ user: alice, absent: true, shell: /bin/sh }", "what is absent has no 'shell'"),
        ("{ user: alice, groups: { exactly: [a], at-least: [b] } }", "'exactly' already says"),
        ("{ user: alice, groups: { at-least: [a], none-of: [a] } }", "it cannot be both"),
        ("{ user: alice, groups: {} }", "write 'exactly', 'at-least' or 'none-of'"),
        ("{ user: alice, comment: \"a:b\" }", "/etc/passwd cannot hold them"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let text = try ControlText<AccountKind>(fields: fields)
        #expect(text.diagnostics.contains { $0.message.description.contains(message) })
    }

    @Test func whatIsExportedReadsBackAsCompliant() async throws {
        let host = host(Self.alice(groups: ["docker"]), docker: ["alice"])
        for name in ["alice", "docker", "group:bob", "user:bob"] {
            let value = try #require(try await AccountKind.describe(name, on: host))
            let account = try read(String(decoding: try value.text, as: UTF8.self))
            #expect(account.assess(try await account.observe(on: host)) == .compliant)
        }
    }
}
