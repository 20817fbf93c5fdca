import Convergence
import HostTesting
import Testing

@Suite struct GroupTests {
    @Test func independentFilesAreWrittenInOneCall() async throws {
        let host = WatchedHost(memory())
        let bench = Bench(host, (0..<100).map { Control("c\($0)", FileKind(Path("/f\($0)")!, "x")) })
        let result = try await bench.apply()
        #expect(host.performed.map(\.count) == [100])
        #expect(result.controls.values.allSatisfy { $0.outcome == .fixed })
    }

    @Test func aGroupIsBounded() async throws {
        let host = WatchedHost(memory())
        let bench = Bench(host, (0..<4200).map { Control("c\($0)", FileKind(Path("/f\($0)")!, "x")) })
        _ = try await bench.apply()
        #expect(host.performed.map(\.count) == [4096, 104])
    }

    @Test func whatDependsOnAnotherIsNotInItsGroup() async throws {
        let host = WatchedHost(try await memory([file("/f", "0")]))
        let chained = TestKind([.node(at: "/f"), .node(at: "/g")]) { images in
            images[1] == .absent ? drifted([file("/g", "x")]) : .compliant
        }
        let bench = Bench(
            host,
            [Control("f", FileKind("/f", "1")), Control("g", chained), Control("h", FileKind("/h", "x"))])
        _ = try await bench.apply()
        #expect(host.performed == [[file("/f", "1")], [file("/g", "x"), file("/h", "x")]])
    }

    @Test func oneThatFailsInAGroupDoesNotHarmTheOthers() async throws {
        let host = WatchedHost(memory())
        host.refuse(steps: { $0 == file("/f1", "x") })
        let bench = Bench(host, (0..<3).map { Control("c\($0)", FileKind(Path("/f\($0)")!, "x")) })
        #expect(bench.outcomes(try await bench.apply()) == ["c0": .fixed, "c1": .failed, "c2": .fixed])
    }

    @Test func aGroupComesToTheSameAsOneByOne() async throws {
        func run(_ isGrouped: Bool) async throws -> ([String: Outcome], [Image]) {
            let host = WatchedHost(memory())
            host.refuse(steps: { $0 == file("/f3", "x") })
            let controls = (0..<8).map { Control("c\($0)", FileKind(Path("/f\($0)")!, "x")) }
            let bench = Bench(host, controls)
            var plan = await bench.plan()
            if !isGrouped {
                // Two moves are never grouped; what is performed is computed at its turn.
                for index in plan.entries.indices { plan.entries[index].moves += plan.entries[index].moves }
            }
            let result = try await bench.apply(plan)
            #expect(host.performed.count == (isGrouped ? 1 : 8))
            var images: [Image] = []
            for number in 0..<8 { images.append(try await host.image(of: .node(at: Path("/f\(number)")!))) }
            return (bench.outcomes(result), images)
        }
        let (grouped, alone) = (try await run(true), try await run(false))
        #expect(grouped.0 == alone.0)
        #expect(grouped.1 == alone.1)
    }

    @Test func whoLooksAtAUnitIsNotInTheGroupThatAsksForItsReload() async throws {
        let journal = MemoryJournal()
        let units = UnitHost(memory(), files: ["web.service": ["/web"]])
        let host = WatchedHost(units, saysTo: journal)
        let bench = Bench(
            host,
            [
                Control("web", FileKind("/web", "x", then: [FollowUp(.reload, "web.service")])),
                Control("other", FileKind("/o", "x")),
                Control("looks", FileKind("/l", "x", alsoLooksAt: [.unit(named: "web.service")])),
            ], journal: journal)
        #expect(bench.outcomes(try await bench.apply()).values.allSatisfy { $0 == .fixed })
        let order = journal.sayings.filter { $0.hasPrefix("perform") }
        #expect(
            order.map { $0.prefix(14) } == [
                "perform write ", "perform write ", "perform reload", "perform write ",
            ])
    }
}

@Suite struct ExactTests {
    @Test func aChangedBeforeImageIsRefusedAsStale() async throws {
        let host = try await memory([file("/f", "seen")])
        let bench = Bench(host, [Control("f", FileKind("/f", "wanted"))])
        let plan = await bench.plan()
        try await host.perform(file("/f", "changed since"))
        let result = try await bench.apply(plan, isExact: true)
        #expect(bench.applied("f", in: result)?.outcome == .failed)
        #expect(bench.applied("f", in: result)?.reason?.contains("plan again") == true)
        #expect(try await host.contents(of: "/f")?.text == "changed since")
    }

    @Test(arguments: [1, 3]) func stepsThatWerePlannedOtherwiseAreRefused(_ count: Int) async throws {
        let host = WatchedHost(memory())
        // Right when it was planned.
        try await host.perform(file("/f0", "x"))
        let bench = Bench(host, (0..<count).map { Control("c\($0)", FileKind(Path("/f\($0)")!, "x")) })
        let plan = await bench.plan()
        try await host.perform(.remove(at: "/f0"))
        let before = host.steps.count
        let result = try await bench.apply(plan, isExact: true)
        #expect(bench.applied("c0", in: result)?.outcome == .failed)
        #expect(!host.steps.dropFirst(before).contains(file("/f0", "x")))
    }

    @Test func whatWasDeferredEndsWithPlanAgain() async throws {
        let bench = Bench(
            PackageHost(memory()), [Control("package", install), Control("user", makesUser)])
        let plan = await bench.plan()
        let result = try await bench.apply(plan, isExact: true)
        #expect(bench.outcomes(result) == ["package": .fixed, "user": .deferred])
        #expect(bench.applied("user", in: result)?.reason?.contains("plan again") == true)
    }

    @Test func anIdThatTheSystemChoseIsNoReasonToRefuse() async throws {
        let host = NumberingHost(memory())
        let user = Account(id: nil, group: "svc", home: "/", shell: "/bin/sh")
        let maker = TestKind([.account(named: "svc")]) { images in
            images[0] == .absent ? drifted([.setAccount(named: "svc", to: user)]) : .compliant
        }
        let comment = TestKind([.account(named: "svc")]) { images in
            guard case .account(var found) = images[0], found.comment != "x" else { return .compliant }
            found.comment = "x"
            return drifted([.setAccount(named: "svc", to: found)])
        }
        let bench = Bench(host, [Control("user", maker), Control("comment", after: ["user"], comment)])
        let result = try await bench.apply(isExact: true)
        #expect(bench.outcomes(result) == ["user": .fixed, "comment": .fixed])
        #expect(try await host.account("svc")?.id == 1000)
    }
}

let install = TestKind([.package(named: "web")]) { images in
    images[0] == .absent ? drifted([.installPackage(named: "web", version: "1")]) : .compliant
}

/// Gives a user of a package a shell; the user may come with the package.
let makesUser = TestKind([.account(named: "web")]) { images in
    let wanted = Account(id: 7, group: "web", home: "/", shell: "/bin/sh")
    return images[0] == .account(is: wanted) ? .compliant : drifted([.setAccount(named: "web", to: wanted)])
}

/// Knows what its packages bring: nothing.
struct PackageHost: HostChanging {
    let base: ForecastHost
    let packages = memory()
    init(_ base: ForecastHost) { self.base = base }
    func image(of subject: Subject) async throws(HostError) -> Image {
        if case .package = subject { return try await packages.image(of: subject) }
        return try await base.image(of: subject)
    }
    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        if case .installPackage = steps.first { return await packages.perform(steps) }
        return await base.perform(steps)
    }
}

/// Chooses ids, as a real host does.
struct NumberingHost: HostChanging {
    let base: ForecastHost
    init(_ base: ForecastHost) { self.base = base }
    func image(of subject: Subject) async throws(HostError) -> Image {
        switch try await base.image(of: subject) {
        case .account(var account):
            account.id = account.id ?? 1000
            return .account(is: account)
        case .group(var group):
            group.id = group.id ?? 1000
            return .group(is: group)
        case let image: return image
        }
    }
    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] { await base.perform(steps) }
}
