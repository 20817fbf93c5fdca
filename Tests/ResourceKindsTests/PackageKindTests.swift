import Convergence
import HostTesting
import PolicyText
import ResourceKinds
import Testing

@Suite struct PackageKindTests {
    private static let query = Query(
        Command("/usr/bin/apt-cache", ["policy", "nginx"]),
        reads: [
            .one(subject: .package(named: "nginx")), .one(subject: .node(at: "/var/lib/dpkg/status")),
            .tree(at: "/var/lib/apt"), .tree(at: "/etc/apt"),
        ])

    private static func policy(_ candidate: String) -> Image {
        .answer(
            is: Answer(
                status: 0,
                output: "nginx:\n  Installiert:           (keine)\n  Installationskandidat: \(candidate)\n"))
    }

    private func read(_ fields: String) throws -> PackageKind {
        let text = try ControlText<PackageKind>(fields: fields, files: ["key.gpg": [0x99, 1, 2]])
        #expect(text.diagnostics.map(\.message.description) == [])
        return text.resource
    }

    private func host(
        _ installed: String?, candidate: String = "1.22.1-9", facts: Facts = .debian,
        _ more: [Subject: Image] = [:]
    ) -> ForecastHost {
        var images: [Subject: Image] = more
        images[.answer(to: Self.query)] = Self.policy(candidate)
        if let installed { images[.package(named: "nginx")] = .package(is: PackageState(version: installed)) }
        for path in ["/etc/apt", "/etc/apt/keyrings", "/etc/apt/sources.list.d"] as [Path] {
            images[.node(at: path)] = .node(is: Node(.directory, Attributes(mode: 0o755)))
        }
        return ForecastHost(over: PreparedHost(images, facts: facts))
    }

    @Test(arguments: [
        ("{ name: nginx }", nil, Step.installPackage(named: "nginx", version: "1.22.1-9")),
        ("{ name: nginx }", "1.0", nil),
        ("{ name: nginx, at-least: 1.22.1-8 }", "1.22.1-10", nil),
        (
            "{ name: nginx, at-least: 1.22.1-9 }", "1.22.1-9~rc1",
            .installPackage(named: "nginx", version: "1.22.1-9")
        ),
        ("{ name: nginx, absent: true }", nil, nil),
        ("{ name: nginx, absent: true }", "1.0", .removePackage(named: "nginx")),
    ])
    func convergesWithAnExactVersion(_ fields: String, _ installed: String?, _ step: Step?) async throws {
        let proof = await ConvergenceProof(of: try read(fields), on: host(installed))
        #expect(proof.failures == [])
        #expect(proof.last == .compliant)
        #expect(proof.steps == (step.map { [$0] } ?? []))
        #expect(proof.cannotBeUndone == [])
    }

    @Test(arguments: ["(keine)", "(none)", ""])
    func whatAptDoesNotKnowIsLeftToAPerson(_ candidate: String) async throws {
        let proof = await ConvergenceProof(
            of: try read("{ name: nginx }"), on: host(nil, candidate: candidate))
        #expect(proof.steps.isEmpty)
        #expect(proof.last.byHand?.contains("apt knows no package 'nginx'") == true)
    }

    @Test func aCandidateThatIsTooOldIsNamedWithWhatIsWanted() async throws {
        let package = try read("{ name: nginx, at-least: \"1:2.0\" }")
        let proof = await ConvergenceProof(of: package, on: host("1.0"))
        #expect(proof.steps.isEmpty)
        #expect(proof.last.byHand?.contains("1.22.1-9, older than 1:2.0") == true)
    }

    @Test func underARootPackagesAreLeftToTheBuild() async throws {
        for (fields, installed) in [("{ name: nginx }", nil), ("{ name: nginx, absent: true }", "1.0")] {
            let proof = await ConvergenceProof(of: try read(fields), on: host(installed, facts: .debianImage))
            #expect(proof.steps.isEmpty)
            #expect(proof.last.byHand?.contains("in the image build") == true)
        }
    }

    private static let withRepository =
        "{ name: nginx, repository: { url: \"https://nginx.org/packages/debian/\", suite: bookworm, "
        + "components: [nginx], key-source: key.gpg } }"

    @Test func aRepositoryComesBeforeThePackage() async throws {
        let package = try read(Self.withRepository)
        let first = package.assess(try await package.observe(on: host(nil)))
        guard case .drifted(_, .steps(let steps, _, nil)) = first else { return #expect(Bool(false)) }
        let source: Content = """
            Types: deb
            URIs: https://nginx.org/packages/debian/
            Suites: bookworm
            Components: nginx
            Signed-By: /etc/apt/keyrings/nginx.gpg

            """
        #expect(
            Array(steps.prefix(2)) == [
                .replaceFile(
                    at: "/etc/apt/keyrings/nginx.gpg", contents: Content([0x99, 1, 2]),
                    attributes: Attributes(mode: 0o644)),
                .replaceFile(
                    at: "/etc/apt/sources.list.d/nginx.sources", contents: source,
                    attributes: Attributes(mode: 0o644)),
            ])
        guard case .run(let command, _, let changes) = steps[2] else { return #expect(Bool(false)) }
        #expect(command.executable == "/usr/bin/apt-get" && command.arguments.first == "update")
        #expect(changes == [.answer(to: Self.query)])

        let host = ReactingHost(
            over: PreparedHost(Self.directories), [.answer(to: Self.query): Self.policy("(none)")]
        ) { step, images in
            switch step {
            case .run: images[.answer(to: Self.query)] = Self.policy("1.27.0-1")
            case .installPackage(_, let version):
                images[.package(named: "nginx")] = .package(is: PackageState(version: version))
            case .removePackage: images[.package(named: "nginx")] = .absent
            default: break
            }
        }
        let proof = await ConvergenceProof(of: package, on: host)
        #expect(proof.failures == [])
        #expect(proof.last == .compliant)
        #expect(proof.steps.last == .installPackage(named: "nginx", version: "1.27.0-1"))
    }

    private static let directories: [Subject: Image] = Dictionary(
        uniqueKeysWithValues: (["/etc/apt", "/etc/apt/keyrings", "/etc/apt/sources.list.d"] as [Path]).map {
            (Subject.node(at: $0), Image.node(is: Node(.directory, Attributes(mode: 0o755))))
        })

    @Test(arguments: [
        ("{ name: NGINX }", "lower-case letters"), ("{ name: nginx, at-least: v1 }", "a digit first"),
        ("{ name: nginx, absent: true, at-least: 1 }", "needs no 'at-least'"),
        (
            "{ name: nginx, repository: { url: x, suite: s, components: [c], key-source: key.gpg } }",
            "begins with"
        ),
        (
            "{ name: nginx, repository: { url: \"https://x\", suite: s, key-source: key.gpg } }",
            "write the 'components'"
        ),
        (
            "{ name: nginx, repository: { url: \"https://x\", suite: ./, components: [c], key-source: "
                + "key.gpg } }",
            "has no components"
        ),
        (
            "{ name: nginx, repository: { url: \"https://x\", suite: ./, key: hello } }",
            "no OpenPGP public key"
        ),
        (
            "{ name: nginx, repository: { url: \"https://x\", suite: ./, key: \"-----BEGIN PGP PRIVATE "
                + "KEY BLOCK-----\" } }",
            "this is a private key"
        ),
        (
            "{ name: nginx, repository: { url: \"https://x y\", suite: ./, key-source: key.gpg } }",
            "one word, without spaces"
        ),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let text = try ControlText<PackageKind>(fields: fields, files: ["key.gpg": [0x99]])
        #expect(text.diagnostics.contains { $0.message.description.contains(message) })
    }

    @Test func whatIsExportedReadsBackAsCompliant() async throws {
        let host = host("1:2.3~rc1-4+deb12u1")
        let value = try #require(try await PackageKind.describe("nginx", on: host))
        let package = try read(String(decoding: try value.text, as: UTF8.self))
        #expect(package.assess(try await package.observe(on: host)) == .compliant)
        #expect(try await PackageKind.describe("none", on: host) == nil)
    }
}
