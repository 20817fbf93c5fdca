import Convergence
import HostTesting
import Testing

/// What a host reaches by two names is one subject.
@Suite struct AliasTests {
    /// `/lib` is `/usr/lib`, and `/opt/app` is `/opt/two` by way of `/opt/current`.
    private static let host = PreparedHost([
        .node(at: "/usr"): folder, .node(at: "/usr/lib"): folder, .node(at: "/lib"): link("usr/lib"),
        .node(at: "/opt"): folder, .node(at: "/opt/one"): folder, .node(at: "/opt/two"): folder,
        .node(at: "/opt/current"): link("two"), .node(at: "/opt/app"): link("/opt/current"),
    ])

    private static let folder = Image.node(is: Node(.directory, Attributes(mode: 0o755)))

    private static func link(_ target: String) -> Image {
        .node(is: Node(.link(to: target), Attributes(mode: 0o777)))
    }

    private func policy(_ paths: Path...) -> Policy {
        Policy(name: "test", controls: paths.map { Control($0.description, FileKind($0, "x")) })
    }

    private func forecast(for paths: Path...) async -> ForecastHost {
        let policy = Policy(name: "test", controls: paths.map { Control($0.description, FileKind($0, "x")) })
        return ForecastHost(over: Self.host, aliases: await policy.aliases(on: Self.host))
    }

    @Test func aSubjectHasOneNameAndALinkStaysItself() async {
        let aliases = await policy("/lib/systemd/new/x", "/opt/app/f", "/usr/lib/y").aliases(on: Self.host)
        for (subject, real): (Subject, Subject) in [
            (.node(at: "/lib/systemd/new/x"), .node(at: "/usr/lib/systemd/new/x")),
            (.node(at: "/lib/z"), .node(at: "/usr/lib/z")), (.node(at: "/lib"), .node(at: "/lib")),
            (.names(in: "/lib"), .names(in: "/usr/lib")), (.node(at: "/opt/app/f"), .node(at: "/opt/two/f")),
            (.node(at: "/opt/app"), .node(at: "/opt/app")),
            (.node(at: "/library/z"), .node(at: "/library/z")),
            (.account(named: "lib"), .account(named: "lib")),
        ] {
            #expect(aliases.real(subject) == real)
        }
        #expect(await policy("/usr/lib/y", "/opt/two/f").aliases(on: Self.host).isEmpty)
    }

    @Test func eachDirectoryIsAskedForOnce() async {
        let watched = WatchedHost(ForecastHost(over: Self.host))
        let controls = (0..<500).map { Control("c\($0)", FileKind(Path("/usr/lib/d\($0 % 5)/f\($0)")!, "x")) }
        let aliases = await Policy(name: "test", controls: controls).aliases(on: watched)
        #expect(aliases.isEmpty)
        #expect(watched.lookCount == 5)
    }

    @Test func aDirectoryThatCannotBeToldKeepsItsName() async {
        let watched = WatchedHost(ForecastHost(over: Self.host))
        watched.refuse(.realPath(of: "/lib"))
        #expect(await policy("/lib/f").aliases(on: watched).isEmpty)
    }

    @Test func whatIsWrittenByOneNameIsFoundByTheOther() async throws {
        let host = await forecast(for: "/lib/f")
        _ = try await host.perform(file("/lib/f", "new"), by: 3)
        #expect(try await host.contents(of: "/usr/lib/f")?.text == "new")
        #expect(try await host.names(in: "/usr/lib") == ["f"])
        #expect(try await host.names(in: "/lib") == ["f"])
        for subject: Subject in [.node(at: "/lib/f"), .node(at: "/usr/lib/f"), .names(in: "/lib")] {
            #expect(host.writers(of: subject) == [3], "\(subject)")
        }
        _ = try await host.perform(.remove(at: "/usr/lib/f"), by: 4)
        #expect(try await host.node(at: "/lib/f") == nil)
        #expect(host.forecast(of: .node(at: "/lib/f")) == .image(.absent))
    }

    @Test func whatLiesBehindALinkThatChangesIsUnforeseen() async throws {
        let host = await forecast(for: "/opt/app/f")
        #expect(try await host.node(at: "/opt/app/f") == nil)
        _ = try await host.perform(.replaceLink(at: "/opt/current", to: "one", attributes: plain), by: 2)
        for subject: Subject in [.node(at: "/opt/app/f"), .names(in: "/opt/app")] {
            #expect(await ForecastTests().isUnforeseen(subject, on: host))
            #expect(host.writers(of: subject) == [2])
        }
        #expect(try await host.names(in: "/opt/two") == [])
    }

    @Test func anAnswerThatReadsOneNameIsNotKnownOnceTheOtherIsWritten() async throws {
        let query = Query(Command("/usr/bin/x"), reads: [.tree(at: "/lib/conf")])
        let asks = TestKind([.answer(to: query)]) { _ in .compliant }
        let policy = Policy(name: "test", controls: [Control("asks", asks)])
        let aliases = await policy.aliases(on: Self.host)
        let host = ForecastHost(over: Self.host, aliases: aliases)
        _ = try await host.perform(makeDirectory("/usr/lib/conf"), by: 1)
        #expect(host.writers(of: .answer(to: query)) == [1])
        #expect(await ForecastTests().isUnforeseen(.answer(to: query), on: host))
    }

    @Test func controlsThatUndoEachOtherByTwoNamesAreNamed() async throws {
        let controls = [
            Control("one", FileKind("/lib/f", "one")), Control("two", FileKind("/usr/lib/f", "two")),
            Control("free", FileKind("/usr/lib/g", "x")),
        ]
        let policy = Policy(name: "test", controls: controls)
        let plan = await Planner.plan(
            policy, treatments: controls.map { _ in .enforce }, on: Self.host,
            aliases: await policy.aliases(on: Self.host)
        ).plan
        #expect(plan.conflicts.map(\.controls) == [[0, 1]])
        #expect(plan.entries.contains { $0.control == 2 && $0.mark == .exact })
    }
}
