import Convergence
import HostTesting
import Testing

@Suite struct PlanningTests {
    @Test func aControlThatNeedsWhatALaterOneMakesIsPlannedAfterIt() async throws {
        let bench = Bench(
            memory(),
            [
                Control("file", FileKind("/a/b/f", "x")), Control("inner", directory("/a/b")),
                Control("outer", directory("/a")),
            ])
        let plan = await bench.plan()
        #expect(bench.names(plan.entries.map(\.control)) == ["outer", "inner", "file"])
        #expect(bench.names(plan.entries[2].dependsOn) == ["inner"])
        #expect(plan.conflicts.isEmpty)
        #expect(bench.outcomes(try await bench.apply(plan)).values.allSatisfy { $0 == .fixed })
    }

    @Test func aLongChainInReverseOrderIsNotRestless() async throws {
        let paths = (1...20).map { depth in Path(String(repeating: "/d", count: depth))! }
        let bench = Bench(
            memory(), paths.reversed().map { Control($0.description, directory($0)) })
        let plan = await bench.plan()
        #expect(plan.conflicts.isEmpty)
        #expect(plan.entries.filter { !$0.moves.isEmpty }.count == 20)
    }

    @Test func onlyConcernedControlsAreLookedAtAgain() async throws {
        let others = (0..<50).map { Control("other\($0)", FileKind(Path("/o\($0)")!, nil)) }
        let reader = Control("reader", FileKind("/r", nil, alsoLooksAt: [.node(at: "/a")]))
        let bench = Bench(memory(), others + [reader, Control("writer", FileKind("/a", "x"))])
        let plan = await bench.plan()
        #expect(plan.looks == 52)
        #expect(plan.relooks == 1)
        #expect(bench.names(plan.entries.last!.dependsOn) == ["writer"])
    }

    @Test func eachSubjectOfTheBaseIsAskedOnceAlsoByManyWorkersAtOnce() async throws {
        let shared: [Subject] = [.facts, .clock, .node(at: "/shared")]
        let watched = WatchedHost(SlowHost())
        let bench = Bench(
            watched,
            (0..<500).map { Control("c\($0)", FileKind(Path("/f\($0)")!, nil, alsoLooksAt: shared)) })
        let plan = await bench.plan()
        #expect(plan.entries.count == 500)
        #expect(watched.looks.values.allSatisfy { $0 == 1 })
        #expect(watched.looks.count == 503)
    }

    @Test func twoControlsThatUndoEachOtherAreNamedOnceAndTheRestIsPlanned() async throws {
        let bench = Bench(
            try await memory([file("/f", "one")]),
            [
                Control("two", FileKind("/f", "two")), Control("one", FileKind("/f", "one")),
                Control("free", FileKind("/g", "x")),
            ])
        let plan = await bench.plan()
        #expect(plan.conflicts == [Plan.Conflict(controls: [0, 1], over: .node(at: "/f"))])
        #expect(plan.entries.contains { $0.control == 2 && !$0.moves.isEmpty })
    }

    @Test func aControlThatWasCompliantAndIsThenBrokenByAnotherIsAConflict() async throws {
        let bench = Bench(
            try await memory([file("/f", "x")]),
            [Control("keeps", FileKind("/f", "x")), Control("removes", FileKind("/f", nil))])
        #expect(await bench.plan().conflicts.map(\.controls) == [[0, 1]])
    }

    @Test func planningThatNeverComesToRestEndsWithAConflict() async throws {
        func appender(_ letter: String) -> TestKind {
            TestKind([.node(at: "/f")]) { images in
                var text = ""
                if case .node(let node) = images[0], case .file(let content) = node.form {
                    text = content.text ?? ""
                }
                return text.hasSuffix(letter) ? .compliant : drifted([file("/f", text + letter)])
            }
        }
        let bench = Bench(memory(), [Control("a", appender("a")), Control("b", appender("b"))])
        let plan = await bench.plan(moveBound: 5)
        #expect(plan.conflicts.map(\.controls) == [[0, 1]])
        #expect(plan.entries.count <= 10)
    }

    @Test func afterIsKeptAlsoInALongChainInReverseOrder() async throws {
        let controls = (0..<12).map { number in
            Control(
                "c\(number)", after: number < 11 ? ["c\(number + 1)"] : [],
                FileKind(Path("/f\(number)")!, "x")
            )
        }
        let plan = await Bench(memory(), controls).plan()
        #expect(plan.entries.map(\.control) == Array((0..<12).reversed()))
    }

    @Test func afterWaitsForOneThatIsStuckAtFirst() async throws {
        let bench = Bench(
            memory(),
            [
                Control("stuck", FileKind("/d/f", "x")),
                Control("last", after: ["stuck"], FileKind("/g", "x")),
                Control("dir", directory("/d")),
            ])
        #expect(bench.names(await bench.plan().entries.map(\.control)) == ["dir", "stuck", "last"])
    }

    @Test func aCycleOfAfterDoesNotHang() async throws {
        let bench = Bench(
            memory(),
            [
                Control("a", after: ["b"], FileKind("/a", "x")),
                Control("b", after: ["a"], FileKind("/b", "x")),
                Control("self", after: ["self"], FileKind("/c", "x")),
            ])
        let plan = await bench.plan()
        #expect(plan.entries.filter { !$0.moves.isEmpty }.count == 3)
        #expect(plan.entries.allSatisfy { !$0.dependsOn.contains($0.control) })
    }

    @Test func aStuckControlThatAnotherMakesRightIsNotCalledUnknown() async throws {
        // Its own way is closed, and then somebody else does it.
        let wants = TestKind([.node(at: "/d")]) { images in
            images[0] == .absent ? drifted([makeDirectory("/d/e/f")]) : .compliant
        }
        let bench = Bench(memory(), [Control("stuck", wants), Control("maker", directory("/d"))])
        let plan = await bench.plan()
        #expect(plan.entries.first { $0.control == 0 }?.assessment == .compliant)
    }

    @Test func stepsThatCannotBeDoneAreUnknownWithTheReason() async throws {
        let bench = Bench(memory(), [Control("f", FileKind("/missing/f", "x"))])
        let plan = await bench.plan()
        #expect(
            plan.entries.map(\.assessment) == [.unknown(HostError(.failed, "there is no directory /missing"))]
        )
    }

    @Test func aFixThatLeavesADifferenceIsNotBelieved() async throws {
        let never = TestKind([.node(at: "/f")]) { _ in drifted([file("/f", "x")]) }
        let plan = await Bench(memory(), [Control("never", never)]).plan()
        guard case .unknown(let error)? = plan.entries.first?.assessment else {
            Issue.record("believed")
            return
        }
        #expect(error.description.contains("state"))
    }

    @Test func laterRoundsArePlannedToo() async throws {
        let bench = Bench(memory(), [Control("rounds", rounds)])
        let plan = await bench.plan()
        #expect(plan.entries.map { $0.moves.map(\.step) } == [[file("/one", "1"), file("/two", "2")]])
        let result = try await bench.apply(plan, isExact: true)
        #expect(bench.outcomes(result) == ["rounds": .fixed])
    }

    @Test func whatOnlyLooksDoesNotActOnTheForecastNorInApply() async throws {
        let waiver = Treatment.waive(
            Waiver.Terms(until: Day("2027-01-31")!, because: "x", approvedBy: "y"))
        let treatments: [Treatment] = [.audit, waiver, .notApplicable("no"), .skip, .enforce]
        let controls = (0..<5).map { Control("c\($0)", FileKind(Path("/f\($0)")!, "x")) }
        let host = WatchedHost(memory())
        let bench = Bench(host, controls, treatments: treatments)
        let (plan, forecast) = await Planner.plan(bench.policy, treatments: treatments, on: host)
        #expect(Set(forecast.forecasts.keys) == [.node(at: "/f4")])
        #expect(host.looks[.node(at: "/f2")] == nil && host.looks[.node(at: "/f3")] == nil)
        let result = try await bench.apply(plan)
        #expect(bench.outcomes(result) == ["c0": .drifted, "c1": .waived, "c4": .fixed])
        #expect(host.steps == [file("/f4", "x")])
        let results = ReportBuilder(bench.policy, treatments: treatments).results(of: plan)
        #expect(results.map(\.mark) == [nil, nil, .exact, nil])
    }

    @Test func tenThousandControlsFromNothingAreLinear() async throws {
        let watched = WatchedHost(memory())
        let controls = (0..<10_000).map { Control("c\($0)", FileKind(Path("/f\($0)")!, "x")) }
        let plan = await Bench(watched, controls).plan()
        #expect(plan.entries.count == 10_000)
        #expect(plan.entries.allSatisfy { $0.moves.count == 1 })
        #expect(plan.relooks == 0)
        // Each file once, and the one directory.
        #expect(watched.lookCount == 10_001)
    }

    @Test func tenThousandConvergedControlsAreLookedAtOnceEach() async throws {
        let controls = (0..<10_000).map { Control("c\($0)", FileKind(Path("/f\($0)")!, nil)) }
        let watched = WatchedHost(memory())
        let plan = await Bench(watched, controls).plan()
        #expect(plan.isEmpty && plan.relooks == 0)
        #expect(watched.lookCount == 10_000)
    }
}

/// First one file, then another.
let rounds = TestKind([.node(at: "/one"), .node(at: "/two")]) { images in
    if images[0] == .absent { return drifted([file("/one", "1")]) }
    return images[1] == .absent ? drifted([file("/two", "2")]) : .compliant
}

/// Lets others come between before it answers.
struct SlowHost: HostChanging {
    func image(of subject: Subject) async throws(HostError) -> Image {
        for _ in 0..<20 { await Task.yield() }
        return try await EmptyHost().image(of: subject)
    }
    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        steps.map { _ in .failure(HostError(.unsupported, "only looks")) }
    }
}
