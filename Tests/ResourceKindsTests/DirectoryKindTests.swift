import Convergence
import HostTesting
import PolicyText
import ResourceKinds
import Testing

@Suite struct DirectoryKindTests {
    private static let around: [Subject: Image] = [
        .node(at: "/srv"): .node(is: Node(.directory, Attributes(mode: 0o755))),
        .account(named: "app"): .account(is: Account(id: 1000, group: "app", home: "/", shell: "/bin/sh")),
        .group(named: "app"): .group(is: Group(id: 1000, primaryOf: ["app"])),
    ]

    private static func directory(_ mode: FileMode, owner: String = "root") -> Image {
        .node(is: Node(.directory, Attributes(mode: mode, owner: owner, group: owner)))
    }

    private static let starts: [(name: String, image: Image)] = [
        ("absent", .absent), ("right", directory(0o750, owner: "app")),
        ("wrong mode", directory(0o1777, owner: "app")), ("wrong owner", directory(0o750)),
    ]

    private static let wanted = [
        "{ path: /srv/app, mode: 0750, owner: app, group: app }", "{ path: /srv/app }",
        "{ path: /srv/app, mode: 0750 }", "{ path: /srv/app, absent: true }",
    ]

    private func read(_ fields: String) throws -> DirectoryKind {
        let text = try ControlText<DirectoryKind>(fields: fields)
        #expect(text.diagnostics.isEmpty)
        return text.resource
    }

    private func host(_ image: Image, _ more: [Subject: Image] = [:]) -> ForecastHost {
        let images = Self.around.merging([.node(at: "/srv/app"): image]) { $1 }.merging(more) { $1 }
        return ForecastHost(over: PreparedHost(images))
    }

    @Test(arguments: wanted, starts.map(\.name))
    func convergesFromEveryStart(_ fields: String, _ start: String) async throws {
        let image = try #require(Self.starts.first { $0.name == start }?.image)
        let proof = await ConvergenceProof(of: try read(fields), on: host(image))
        #expect(proof.failures.isEmpty)
        #expect(proof.last == .compliant)
        #expect(proof.cannotBeUndone.isEmpty)
    }

    @Test func aNewDirectoryIsOfRootAndOpenToLookAt() async throws {
        let proof = await ConvergenceProof(of: try read(Self.wanted[1]), on: host(.absent))
        #expect(proof.steps == [.makeDirectory(at: "/srv/app", attributes: Attributes(mode: 0o755))])
    }

    @Test(arguments: [Node.Form.file(contents: "x"), .link(to: "/mnt"), .other])
    func whatIsNoDirectoryIsLeftToAPerson(_ form: Node.Form) async throws {
        for fields in Self.wanted {
            let start = Image.node(is: Node(form, Attributes(mode: 0o755)))
            let proof = await ConvergenceProof(of: try read(fields), on: host(start))
            #expect(proof.failures.isEmpty && proof.steps.isEmpty)
            #expect(proof.last.byHand?.contains("/srv/app is a") == true)
        }
    }

    @Test func aDirectoryWithSomethingInItIsNotRemoved() async throws {
        let names = (1...9).map { "file\($0)" }
        let more = Dictionary(
            uniqueKeysWithValues: names.map {
                (
                    Subject.node(at: Path("/srv/app").appending($0)),
                    Image.node(is: Node(.file(contents: ""), Attributes(mode: 0o644)))
                )
            })
        let proof = await ConvergenceProof(
            of: try read(Self.wanted[3]), on: host(Self.directory(0o755), more))
        #expect(proof.steps.isEmpty)
        #expect(proof.last.byHand?.contains("file1, file2, file3, file4, file5 and 4 more") == true)
    }

    @Test func theDirectoryAboveIsNamedWhereItIsMissing() async throws {
        let proof = await ConvergenceProof(of: try read("{ path: /srv/a/b/c }"), on: host(.absent))
        #expect(proof.last.byHand?.contains("there is no directory /srv/a/b") == true)
    }

    @Test func anUnreadableDirectoryIsUnknown() async throws {
        let directory = try read(Self.wanted[3])
        let inside = RefusingHost(host(Self.directory(0o755)), refusing: [.names(in: "/srv/app")])
        await #expect(throws: HostError.self) { try await directory.observe(on: inside) }
    }

    @Test(arguments: [
        ("{ path: /, absent: true }", "cannot be removed"),
        ("{ path: /srv/app, absent: true, mode: 0700 }", "what is absent has no mode"),
        ("{ path: /sys/x }", "belong to the kernel"), ("{ path: srv }", "write a path from the root"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let text = try ControlText<DirectoryKind>(fields: fields)
        #expect(text.diagnostics.contains { $0.message.description.contains(message) })
    }

    @Test func whatIsExportedReadsBackAsCompliant() async throws {
        let host = host(Self.directory(0o2770, owner: "app"))
        let value = try #require(try await DirectoryKind.describe("/srv/app", on: host))
        let directory = try read(String(decoding: try value.text, as: UTF8.self))
        #expect(directory.assess(try await directory.observe(on: host)) == .compliant)
    }
}
