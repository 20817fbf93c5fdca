import Convergence
import HostTesting
import PolicyText
import ResourceKinds
import Testing

@Suite struct FileKindTests {
    private static let etc: [Subject: Image] = [
        .node(at: "/etc"): .node(is: Node(.directory, Attributes(mode: 0o755))),
        .account(named: "app"): .account(is: Account(id: 1000, group: "app", home: "/", shell: "/bin/sh")),
        .group(named: "app"): .group(is: Group(id: 1000, primaryOf: ["app"])),
        .unit(named: "app.service"): .unit(
            is: Unit(enablement: .enabled, activity: .running, processUser: "root")),
    ]
    private static let path: Path = "/etc/app"

    private static func file(_ text: Content, _ mode: FileMode = 0o644, owner: String = "root") -> Image {
        .node(is: Node(.file(contents: text), Attributes(mode: mode, owner: owner, group: owner)))
    }

    /// What may be at the path before anything is done.
    private static let starts: [(name: String, image: Image)] = [
        ("absent", .absent),
        ("right", file("hello\n", 0o640, owner: "app")),
        ("wrong content", file("bye\n", 0o640, owner: "app")),
        ("wrong mode", file("hello\n", 0o4755, owner: "app")),
        ("wrong owner", file("hello\n", 0o640)),
        ("link", .node(is: Node(.link(to: "/etc/other"), Attributes(mode: 0o777)))),
    ]

    private static let wanted: [String] = [
        "{ path: /etc/app, content: \"hello\\n\", mode: 0640, owner: app, group: app }",
        "{ path: /etc/app, content: \"hello\\n\" }",
        "{ path: /etc/app, source: hello.txt, owner: app, then: [{ restart: app }] }",
        "{ path: /etc/app, link: ../other, owner: app }",
        "{ path: /etc/app, link: /etc/other }",
        "{ path: /etc/app, absent: true, then: [{ reload: app.service }] }",
        "{ path: /etc/app, content: \"${secret.token}\", secrets: { token: { env: TOKEN } } }",
    ]

    private func read(_ fields: String) throws -> FileKind {
        let text = try ControlText<FileKind>(fields: fields, files: ["hello.txt": Array("hello\n".utf8)])
        #expect(text.diagnostics.isEmpty)
        return text.resource
    }

    private func host(_ image: Image) -> ForecastHost {
        ForecastHost(over: PreparedHost(Self.etc.merging([.node(at: Self.path): image]) { $1 }))
    }

    @Test(arguments: wanted, starts.map(\.name))
    func convergesFromEveryStart(_ fields: String, _ start: String) async throws {
        let image = try #require(Self.starts.first { $0.name == start }?.image)
        let proof = await ConvergenceProof(of: try read(fields), on: host(image))
        #expect(proof.failures.isEmpty)
        #expect(proof.last == .compliant)
        #expect(proof.cannotBeUndone.allSatisfy { if case .unit = $0 { true } else { false } })
    }

    private static let attributesAlone = "{ path: /etc/app, mode: 0640, owner: app, group: app }"

    @Test(arguments: starts.map(\.name))
    func attributesAloneAreHeldWithoutReadingTheFile(_ start: String) async throws {
        let image = try #require(Self.starts.first { $0.name == start }?.image)
        let watched = WatchedHost(host(image))
        let proof = await ConvergenceProof(of: try read(Self.attributesAlone), on: watched)
        #expect(proof.failures.isEmpty)
        #expect(watched.looks[.node(at: Self.path)] == nil, "the file was read")
        switch proof.last {
        case .compliant: #expect(start != "absent" && start != "link")
        case .drifted(_, .manual(let how)):
            #expect(how.contains(start == "absent" ? "there is no /etc/app" : "hold the file it leads to"))
            #expect(start == "absent" || start == "link")
        default: Issue.record("\(start): \(proof.last)")
        }
    }

    @Test(arguments: [Node.Form.directory, .other])
    func attributesAloneAreThoseOfAFile(_ form: Node.Form) async throws {
        let start = Image.node(is: Node(form, Attributes(mode: 0o755)))
        let proof = await ConvergenceProof(of: try read(Self.attributesAlone), on: host(start))
        #expect(proof.failures.isEmpty && proof.steps.isEmpty)
        guard case .drifted(_, .manual) = proof.last else {
            Issue.record("\(proof.last)")
            return
        }
    }

    @Test func whatIsHeldAloneLeavesTheRestOfTheAttributes() async throws {
        let file = try read("{ path: /etc/app, group: app }")
        let proof = await ConvergenceProof(of: file, on: host(Self.file("x", 0o4711)))
        #expect(
            proof.steps == [
                .setAttributes(of: Self.path, to: Attributes(mode: 0o4711, owner: "root", group: "app"))
            ])
    }

    @Test func attributesAndSettingsOfAFileAreHeldBesideEachOther() throws {
        let whole = try read(Self.wanted[0])
        let alone = try read(Self.attributesAlone)
        let setting = try ControlText<SettingKind>(
            fields: "{ file: /etc/app, format: ini, key: a, value: b }"
        ).resource
        func overlap(_ one: [Claim], _ other: [Claim]) -> Bool {
            one.contains { claim in other.contains(where: claim.overlaps) }
        }
        #expect(!overlap(alone.claims, setting.claims))
        #expect(overlap(alone.claims, whole.claims))
        #expect(overlap(alone.claims, alone.claims))
    }

    @Test func anExportHoldsNothingThatOthersMayNotRead() async throws {
        let watched = WatchedHost(host(Self.file("hash\n", 0o640, owner: "app")))
        let value = try #require(try await FileKind.describe("/etc/app", on: watched))
        let text = String(decoding: try value.text, as: UTF8.self)
        #expect(!text.contains("content") && text.contains("0640"))
        #expect(watched.looks[.node(at: Self.path)] == nil, "the file was read")
    }

    @Test func aRightFileNeedsNoStep() async throws {
        let proof = await ConvergenceProof(of: try read(Self.wanted[0]), on: host(Self.starts[1].image))
        #expect(proof.first == .compliant)
        #expect(proof.steps.isEmpty)
    }

    @Test(arguments: [Node.Form.directory, .other])
    func whatIsNoFileIsLeftToAPerson(_ form: Node.Form) async throws {
        let start = Image.node(is: Node(form, Attributes(mode: 0o755)))
        for fields in Self.wanted {
            let proof = await ConvergenceProof(of: try read(fields), on: host(start))
            #expect(proof.failures.isEmpty)
            #expect(proof.steps.isEmpty)
            guard case .drifted(_, .manual) = proof.last else {
                Issue.record("\(fields): \(proof.last)")
                continue
            }
        }
    }

    @Test func aChangedModeKeepsTheContentsWhereTheyAre() async throws {
        let proof = await ConvergenceProof(of: try read(Self.wanted[0]), on: host(Self.starts[3].image))
        #expect(
            proof.steps == [
                .setAttributes(of: Self.path, to: Attributes(mode: 0o640, owner: "app", group: "app"))
            ])
        guard case .drifted(let differences, _) = proof.first else { return #expect(Bool(false)) }
        #expect(differences == [Difference("mode", wanted: .text("0640"), found: .text("04755"))])
    }

    @Test func attributesThatAreNotHeldStay() async throws {
        let start = Self.file("bye\n", 0o600, owner: "app")
        let proof = await ConvergenceProof(of: try read(Self.wanted[1]), on: host(start))
        #expect(
            proof.steps == [
                .replaceFile(
                    at: Self.path, contents: "hello\n",
                    attributes: Attributes(mode: 0o600, owner: "app", group: "app"))
            ])
    }

    @Test func aLinkThatIsReplacedGivesTheFileNothing() async throws {
        let proof = await ConvergenceProof(of: try read(Self.wanted[1]), on: host(Self.starts[5].image))
        #expect(
            proof.steps == [
                .replaceFile(at: Self.path, contents: "hello\n", attributes: Attributes(mode: 0o644))
            ])
        guard case .drifted(let differences, _) = proof.first else { return #expect(Bool(false)) }
        #expect(
            differences.first
                == Difference("file", wanted: .text("a file"), found: .text("a symbolic link to /etc/other")))
    }

    @Test func contentsBesideASecretAreNeverShown() async throws {
        let file = try read(Self.wanted[6])
        let host = host(Self.file("old secret\n"))
        guard case .drifted(let differences, _) = file.assess(try await file.observe(on: host)) else {
            return #expect(Bool(false))
        }
        #expect(differences.map(\.found) == [.hidden, .text("0644")])
    }

    @Test func secretsBecomeHoles() async throws {
        let file = try read(
            "{ path: /etc/app, content: \"a=${secret.x}\\nb=${secret.y}${secret.x}\", "
                + "secrets: { x: { file: /run/x }, y: { env: Y } }, mode: 0640 }")
        let proof = await ConvergenceProof(of: file, on: host(.absent))
        guard case .replaceFile(_, let contents, let attributes)? = proof.steps.first else {
            return #expect(Bool(false))
        }
        #expect(contents.bytes == Array("a=\nb=".utf8))
        #expect(contents.holes.map(\.offset) == [2, 5, 5])
        #expect(contents.holes.map(\.secret.description) == ["file:/run/x", "env:Y", "file:/run/x"])
        #expect(attributes.mode == 0o640)
    }

    @Test func aFileOfManyNamesIsNotPartedFromThem() async throws {
        let start = Image.node(is: Node(.file(contents: "bye\n"), Attributes(mode: 0o644), links: 3))
        let proof = await ConvergenceProof(of: try read(Self.wanted[1]), on: host(start))
        #expect(proof.steps.isEmpty)
        guard case .drifted(_, .manual(let how)) = proof.last else { return #expect(Bool(false)) }
        #expect(how.contains("3 names"))
    }

    @Test(arguments: [
        ("{ path: /srv/app/x, content: a }", "there is no directory /srv/app"),
        ("{ path: /etc/app, content: a, owner: ghost }", "there is no user 'ghost'"),
        ("{ path: /etc/app, link: a, group: ghosts }", "there is no group 'ghosts'"),
    ])
    func whatMustExistFirstIsNamed(_ fields: String, _ obstacle: String) async throws {
        let proof = await ConvergenceProof(of: try read(fields), on: host(.absent))
        #expect(proof.steps.isEmpty && proof.failures.isEmpty)
        guard case .drifted(_, .manual(let how)) = proof.last else { return #expect(Bool(false)) }
        #expect(how.contains(obstacle))
    }

    @Test func aNumberIsTheUserWhoHasIt() async throws {
        let file = try read("{ path: /etc/app, content: \"hello\\n\", owner: 1000, group: 1000 }")
        let host = host(Self.file("hello\n", owner: "app"))
        #expect(file.assess(try await file.observe(on: host)) == .compliant)
    }

    @Test func anUnreadableFileIsUnknown() async throws {
        let file = try read(Self.wanted[0])
        let host = RefusingHost(host(Self.starts[1].image), refusing: [.node(at: Self.path)])
        await #expect(throws: HostError(.denied, "not allowed")) { try await file.observe(on: host) }
    }

    @Test func contentsNobodyCanForetellAreNotGuessed() async throws {
        let file = try read(Self.wanted[0])
        let host = host(.node(is: Node(.unforeseenFile, Attributes(mode: 0o644))))
        await #expect(throws: HostError(.unforeseen, "the contents of /etc/app")) {
            try await file.observe(on: host)
        }
    }

    @Test(arguments: [
        ("{ path: /etc/app }", "write one of 'content', 'source', 'link', 'absent'; or only some of 'mode'"),
        ("{ path: /etc/app, then: [{ restart: a }] }", "write one of 'content', 'source', 'link', 'absent'"),
        ("{ path: /etc/app, mode: 0600, secrets: { t: { env: T } } }", "secrets are used in 'content'"),
        ("{ path: /etc/app, content: a, link: b }", "write only one of"),
        ("{ path: /etc/app, link: b, mode: 0644 }", "a symbolic link has no mode"),
        ("{ path: /etc/app, absent: true, owner: app }", "what is absent has no mode, owner or group"),
        ("{ path: /etc/app, absent: false }", "write true, or leave the field out"),
        ("{ path: /, content: a }", "'directory' control"),
        ("{ path: /proc/sys/kernel/x, content: a }", "'kernel-parameter' control"),
        ("{ path: /etc/app, source: missing.txt }", "there is no file"),
        ("{ path: /etc/app, content: \"${secret.tokn}\", secrets: { token: { env: T } } }", "mean 'token'?"),
        ("{ path: /etc/app, content: a, secrets: { token: { env: T } } }", "does not use the secret 'token'"),
        (
            "{ path: /etc/app, content: \"${secret.t}\", secrets: { t: { env: T } }, mode: 0644 }",
            "every user could read the secrets"
        ),
        ("{ path: /etc/app, link: b, secrets: { t: { env: T } } }", "secrets are used in 'content'"),
        ("{ path: /etc/app, content: a, then: [{ restart: a, reload: b }] }", "write only one of"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let text = try ControlText<FileKind>(fields: fields)
        #expect(text.diagnostics.contains { $0.message.description.contains(message) })
    }

    @Test func whatIsExportedReadsBackAsCompliant() async throws {
        for start in Self.starts.map(\.image) where start != .absent {
            let host = host(start)
            let value = try #require(try await FileKind.describe("/etc/app", on: host))
            let file = try read(String(decoding: try value.text, as: UTF8.self))
            #expect(file.assess(try await file.observe(on: host)) == .compliant)
        }
        #expect(try await FileKind.describe("/etc/none", on: host(.absent)) == nil)
    }
}
