import Convergence
import HostTesting
import Testing

@Suite struct ForecastTests {
    let query = Query(Command("/usr/sbin/sshd", ["-T"]), reads: [.tree(at: "/etc/ssh")])
    let anything = Query(Command("/bin/true"), reads: [.anything])

    func isUnforeseen(_ subject: Subject, on host: some HostObserving) async -> Bool {
        do throws(HostError) {
            _ = try await host.image(of: subject)
            return false
        } catch {
            return error.code == .unforeseen
        }
    }

    @Test func anAnswerIsKnownUntilWhatItReadsIsTouched() async throws {
        let base = AnsweringHost(try await memory([makeDirectory("/etc"), makeDirectory("/etc/ssh")]))
        let host = ForecastHost(over: base)
        #expect(try await host.answer(to: query).output == "yes")
        try await host.perform(file("/other", "x"))
        #expect(try await host.answer(to: query).output == "yes")
        #expect(await isUnforeseen(.answer(to: anything), on: host))
        let mark = host.mark
        _ = try await host.perform(file("/etc/ssh/sshd_config", "x"), by: 7)
        #expect(await isUnforeseen(.answer(to: query), on: host))
        #expect(host.writers(of: .answer(to: query)) == [7])
        host.rollBack(to: mark)
        #expect(try await host.answer(to: query).output == "yes")
    }

    @Test func whatAPackageMayBringIsUnforeseenWhileItIsGoingToBeInstalled() async throws {
        let host = ForecastHost(over: try await memory([.setGroup(named: "staff", to: Group(id: 50))]))
        let brought: [Subject] = [.unit(named: "web.service"), .account(named: "web"), .group(named: "web")]
        for subject in brought { #expect(try await host.image(of: subject) == .absent) }
        _ = try await host.perform(.installPackage(named: "web", version: "1"), by: 3)
        for subject in brought {
            #expect(await isUnforeseen(subject, on: host))
            #expect(host.writers(of: subject) == [3])
        }
        #expect(try await host.group("staff")?.id == 50)
        #expect(host.writers(of: .group(named: "staff")).isEmpty)
        #expect(try await host.image(of: .node(at: "/web.conf")) == .absent)
    }

    @Test func removingAPackageBringsNothing() async throws {
        let host = ForecastHost(over: try await memory([.installPackage(named: "web", version: "1")]))
        try await host.perform(.removePackage(named: "web"))
        #expect(await !isUnforeseen(.node(at: "/x"), on: host))
        #expect(host.writers(of: .unit(named: "web.service")).isEmpty)
    }

    @Test func aDirectoryThatAPackageMayBringIsWaitedFor() async throws {
        let bench = Bench(
            PackageHost(memory()),
            [Control("conf", FileKind("/web/conf", "x")), Control("package", install)])
        let plan = await bench.plan()
        let conf = try #require(plan.entries.first { $0.control == 0 })
        guard case .deferred(_, let after) = conf.assessment else {
            Issue.record("\(conf.assessment)")
            return
        }
        #expect(after == ["package"])
        #expect(plan.entries.map(\.control) == [1, 0])
        #expect(conf.mark == .waits)
    }

    @Test func aUnitThatALaterPackageMayBringIsDecidedAfterIt() async throws {
        let enable = TestKind([.unit(named: "web.service")]) { images in
            images[0] == .absent ? .unknown(HostError(.failed, "there is no web.service")) : .compliant
        }
        let bench = Bench(memory(), [Control("unit", enable), Control("package", install)])
        let plan = await bench.plan()
        guard case .deferred(_, let after)? = plan.entries.last?.assessment else {
            Issue.record("not deferred")
            return
        }
        #expect(after == ["package"])
    }

    @Test func filesBelowARereoutedLinkAreUnforeseen() async throws {
        let host = ForecastHost(over: memory())
        let mark = host.mark
        _ = try await host.perform(.replaceLink(at: "/l", to: "/b", attributes: plain), by: 4)
        #expect(await isUnforeseen(.node(at: "/l/f"), on: host))
        #expect(await isUnforeseen(.names(in: "/l/d"), on: host))
        #expect(host.writers(of: .node(at: "/l/f")) == [4])
        #expect(try await host.node(at: "/la/f") == nil)
        host.rollBack(to: mark)
        #expect(await !isUnforeseen(.node(at: "/l/f"), on: host))
    }

    @Test func anAccountLeavesOtherAccountsForeseenAndAFileAtPasswdDoesNot() async throws {
        let host = ForecastHost(over: try await memory([makeDirectory("/etc")]))
        let user = Account(id: 7, group: "root", home: "/", shell: "/bin/sh")
        try await host.perform(.setAccount(named: "one", to: user))
        #expect(try await host.account("two") == nil)
        #expect(await isUnforeseen(.node(at: "/etc/passwd"), on: host))
        #expect(try await host.names(in: "/etc") == [])
        try await host.perform(
            .run(command: Command("/bin/x"), undo: [], changes: [.node(at: "/etc/passwd")]))
        #expect(await isUnforeseen(.account(named: "two"), on: host))
        // Also what was known before the file was written.
        #expect(await isUnforeseen(.account(named: "one"), on: host))
    }

    @Test func anAccountSetAfterTheFileDoesNotMakeTheFileForgotten() async throws {
        let host = ForecastHost(over: try await memory([makeDirectory("/etc")]))
        try await host.perform(file("/etc/passwd", "x"))
        try await host.perform(.setGroup(named: "g", to: Group(id: 9)))
        #expect(await isUnforeseen(.account(named: "other"), on: host))
        #expect(try await host.group("g")?.id == 9)
    }

    @Test func aDropInWrittenAfterAUnitWasSetMakesItUnforeseen() async throws {
        let dropIns: Path = "/etc/systemd/system/web.service.d"
        let directories = Path("/etc/systemd/system/web.service.d").lineage.dropLast().reversed()
        let base = UnitHost(try await memory(directories.map(makeDirectory)), files: ["web.service": []])
        let host = ForecastHost(over: base)
        try await host.perform(.setUnit(named: "web.service", to: UnitRequest(enabled: false)))
        #expect(try await host.unit("web.service")?.enablement == .disabled)
        try await host.perform(file(dropIns.appending("user.conf"), "x"))
        #expect(await isUnforeseen(.unit(named: "web.service"), on: host))
    }

    @Test func namesThatACommandMayHaveChangedAreUnforeseen() async throws {
        let host = ForecastHost(over: memory())
        try await host.perform(
            .run(command: Command("/bin/x"), undo: [], changes: [.node(at: "/made")]))
        #expect(await isUnforeseen(.names(in: .root), on: host))
        #expect(await isUnforeseen(.node(at: "/made"), on: host))
    }

    @Test func isAsUnkindAsLinux() async throws {
        let host = try await memory([makeDirectory("/d"), file("/d/f", "x"), file("/f", "x")])
        let refused: [Step] = [
            file("/no/f", "x"), file("/d", "x"), file("/f/x", "x"), file("/", "x"), makeDirectory("/d"),
            .remove(at: "/d"), .remove(at: "/none"), .remove(at: "/"), .removeAccount(named: "none"),
            .removeGroup(named: "none"), .removeGroup(named: "root"), .setValue(at: "/f", text: "1"),
            .setAttributes(of: "/none", to: plain), file("/proc/x", "x"),
            .setUnit(named: "none.service", to: UnitRequest(enabled: true)),
            .setGroup(named: "g", to: Group(id: nil, members: ["none"])),
            .setAttributes(of: "/f", to: Attributes(mode: 0o600, owner: "nobody-here")),
            file(Path("/" + String(repeating: "x", count: 256))!, "x"),
        ]
        for step in refused {
            let before = host.mark
            await #expect(throws: HostError.self, "\(step)") { try await host.perform(step) }
            #expect(host.mark == before)
        }
    }

    @Test func usersWhoLeaveAGroupAreUnforeseen() async throws {
        let user = Account(id: 7, group: "root", home: "/", shell: "/bin/sh")
        let host = try await memory([
            .setAccount(named: "u", to: user), .setGroup(named: "g", to: Group(id: 8, members: ["u"])),
        ])
        #expect(try await host.account("u")?.groups == ["g"])
        try await host.perform(.setGroup(named: "g", to: Group(id: 8)))
        #expect(await isUnforeseen(.account(named: "u"), on: host))
    }

    @Test func lookingThroughUnspecialisedCodeFindsWhatIsThere() async throws {
        // Swift 6.3.1 optimised builds read large enums wrongly here; see ARCHITECTURE.md, "Traps".
        let host: any HostObserving = try await memory([makeDirectory("/d"), file("/d/f", "x")])
        #expect(try await unspecialised(host, "/d")?.form == .directory)
        #expect(try await unspecialised(host, "/d/f")?.form == .file(contents: "x"))
        #expect(try await unspecialised(host, "/none") == nil)
        #expect(try await unspecialised(host, "/d")?.attributes.mode == 0o755)
    }

    @inline(never) @_semantics("optimize.sil.specialize.generic.never")
    func unspecialised<Host: HostObserving>(_ host: Host, _ path: Path) async throws(HostError) -> Node? {
        try await host.node(at: path)
    }
}

/// Answers every query with yes.
struct AnsweringHost: HostObserving {
    let base: ForecastHost
    init(_ base: ForecastHost) { self.base = base }
    func image(of subject: Subject) async throws(HostError) -> Image {
        if case .answer = subject { return .answer(is: Convergence.Answer(status: 0, output: "yes")) }
        return try await base.image(of: subject)
    }
}
