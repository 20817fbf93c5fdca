import Convergence
import HostTesting
import Testing

@Suite struct ApplyTests {
    @Test func aQuestionAboutAnythingThatHasNoAnswerIsUnknownAndNotBlocked() async throws {
        let query = Query(Command("/usr/bin/none"), reads: [.anything])
        let asks = TestKind([.answer(to: query)]) { _ in .compliant }
        let fails = Control("fails", TestKind([.node(at: "/a")]) { _ in drifted([file("/a", "x")]) })
        for (after, outcome): ([String], Outcome) in [([], .unknown), (["fails"], .blocked)] {
            let host = WatchedHost(memory())
            host.refuse(.answer(to: query), with: HostError(.failed, "there is no /usr/bin/none"))
            let bench = Bench(host, [fails, Control("asks", after: after, asks)])
            let applied = try await bench.apply()
            #expect(bench.outcomes(applied) == ["fails": .unverified, "asks": outcome])
            let reason = bench.applied("asks", in: applied)?.reason ?? ""
            #expect(reason.hasPrefix("there is no /usr/bin/none"))
            #expect(reason.contains("fails") == (outcome == .unknown))
        }
    }

    @Test func aControlIsFixedOnlyAfterANewLook() async throws {
        // Every step is said to be done, and nothing is.
        let bench = Bench(LyingHost(), [Control("f", FileKind("/f", "x"))])
        let plan = await bench.plan()
        let result = try await bench.apply(plan)
        #expect(bench.outcomes(result) == ["f": .unverified])
    }

    @Test func stepsThatRepeatEndUnverifiedAndAreNotPerformedAgain() async throws {
        let host = WatchedHost(memory())
        let never = TestKind([.node(at: "/f")]) { _ in drifted([file("/f", "x")]) }
        let bench = Bench(host, [Control("never", never)])
        let result = try await bench.apply()
        #expect(bench.outcomes(result) == ["never": .unverified])
        #expect(host.steps.count == 1)
    }

    @Test func aControlMayNeedRounds() async throws {
        let bench = Bench(memory(), [Control("rounds", rounds)])
        let result = try await bench.apply()
        #expect(bench.applied("rounds", in: result)?.outcome == .fixed)
        #expect(bench.applied("rounds", in: result)?.steps == [file("/one", "1"), file("/two", "2")])
    }

    @Test func roundsThatAreOnlySeenAtItsTurnAreDoneAlsoInAGroup() async throws {
        let host = WatchedHost(memory())
        let controls = [Control("rounds", rounds), Control("f", FileKind("/f", "x"))]
        let bench = Bench(host, controls)
        var plan = await bench.plan()
        for index in plan.entries.indices {
            plan.entries[index].moves = Array(plan.entries[index].moves.prefix(1))
        }
        let result = try await bench.apply(plan)
        #expect(bench.outcomes(result) == ["rounds": .fixed, "f": .fixed])
    }

    @Test func roundsAreBounded() async throws {
        let host = WatchedHost(memory())
        let growing = TestKind([.node(at: "/f")]) { images in
            var size = 0
            if case .node(let node) = images[0], case .file(let content) = node.form {
                size = content.bytes.count
            }
            return drifted([file("/f", String(repeating: "x", count: size + 1))])
        }
        let bench = Bench(host, [Control("growing", growing)])
        let result = try await bench.apply()
        #expect(bench.outcomes(result) == ["growing": .unverified])
        #expect(host.steps.count == 4)
    }

    @Test func aSecondApplyPerformsNothingAndWritesNoStepRecords() async throws {
        let memory = memory()
        let controls = [
            Control("f", FileKind("/d/f", "x", then: [FollowUp(.reload, "a.service")])),
            Control("d", directory("/d")),
        ]
        _ = try await Bench(memory, controls).apply()
        let host = WatchedHost(memory)
        let second = Bench(host, controls)
        let result = try await second.apply()
        #expect(second.outcomes(result) == ["f": .compliant, "d": .compliant])
        #expect(host.performed.isEmpty)
        #expect(second.journal.records.isEmpty)
    }

    @Test func aFailingControlDoesNotStopUnrelatedOnesAndBlocksThoseThatNeedIt() async throws {
        let host = WatchedHost(memory())
        host.refuse(steps: { $0 == makeDirectory("/d") })
        let bench = Bench(
            host,
            [
                Control("dir", directory("/d")), Control("inside", FileKind("/d/f", "x")),
                Control("deeper", directory("/d/e")), Control("free", FileKind("/g", "x")),
                Control("named", after: ["dir"], FileKind("/h", "x")),
            ])
        let result = try await bench.apply()
        #expect(
            bench.outcomes(result) == [
                "dir": .failed, "inside": .blocked, "deeper": .blocked, "free": .fixed, "named": .blocked,
            ])
        #expect(bench.applied("inside", in: result)?.after == ["dir"])
    }

    @Test func whatRestsOnAFailedControlGoesOnWhenItCan() async throws {
        let host = WatchedHost(try await memory([file("/f", "old")]))
        host.refuse(steps: { $0 == file("/f", "new") })
        // It looked at what the other was to write, and can do without.
        let reader = TestKind([.node(at: "/f"), .node(at: "/g")]) { images in
            images[1] == .absent ? drifted([file("/g", "x")]) : .compliant
        }
        let bench = Bench(host, [Control("writer", FileKind("/f", "new")), Control("reader", reader)])
        let plan = await bench.plan()
        #expect(plan.entries.first { $0.control == 1 }?.dependsOn == [0])
        #expect(bench.outcomes(try await bench.apply(plan)) == ["writer": .failed, "reader": .fixed])
    }

    @Test func aControlThatFailsMidwayTakesBackItsOwnStepsAndNoOthers() async throws {
        let host = WatchedHost(memory())
        host.refuse(steps: { $0 == file("/d/two", "2") })
        let two = TestKind([.node(at: "/d"), .node(at: "/d/two")]) { images in
            images[1] == .absent
                ? drifted([makeDirectory("/d"), file("/d/one", "1"), file("/d/two", "2")]) : .compliant
        }
        let bench = Bench(host, [Control("other", FileKind("/o", "x")), Control("two", two)])
        let result = try await bench.apply()
        #expect(bench.outcomes(result) == ["other": .fixed, "two": .failed])
        #expect(bench.applied("two", in: result)?.reason?.contains("taken back") == true)
        #expect(try await host.node(at: "/d") == nil)
        #expect(try await host.node(at: "/o") != nil)
        #expect(PastRun(bench.journal.records).standing.map(\.step) == [file("/o", "x")])
    }

    @Test func aRoundThatFailsTakesBackTheRoundsBeforeIt() async throws {
        let host = WatchedHost(memory())
        host.refuse(steps: { $0 == file("/two", "2") })
        let bench = Bench(host, [Control("rounds", rounds)])
        let result = try await bench.apply()
        #expect(bench.applied("rounds", in: result)?.outcome == .failed)
        #expect(
            bench.applied("rounds", in: result)?.reason?.hasSuffix("what it had done was taken back") == true)
        #expect(try await host.node(at: "/one") == nil)
    }

    @Test func aStepThatFailsAndLeavesSomethingIsTakenBackToo() async throws {
        let bench = Bench(HalfwayHost(memory()), [Control("f", FileKind("/f", "x"))])
        let result = try await bench.apply()
        #expect(bench.outcomes(result) == ["f": .failed])
        #expect(try await bench.host.node(at: "/f") == nil)
        #expect(PastRun(bench.journal.records).standing.isEmpty)
    }

    @Test func whatSomebodyElseWroteMeanwhileIsNotTakenBack() async throws {
        let inner = memory()
        let host = WatchedHost(inner) { step in
            if step == file("/b", "x") { try? await inner.perform(file("/a", "theirs")) }
        }
        host.refuse(steps: { $0 == file("/b", "x") })
        let both = TestKind([.node(at: "/b")]) {
            $0[0] == .absent ? drifted([file("/a", "x"), file("/b", "x")]) : .compliant
        }
        let bench = Bench(host, [Control("both", both)])
        let result = try await bench.apply()
        #expect(bench.applied("both", in: result)?.reason?.contains("changed since") == true)
        #expect(try await host.contents(of: "/a")?.text == "theirs")
    }

    @Test func unknownIsNotActedOn() async throws {
        let host = WatchedHost(memory())
        host.refuse(.node(at: "/f"))
        let bench = Bench(host, [Control("f", FileKind("/f", "x")), Control("g", FileKind("/g", "x"))])
        #expect(bench.outcomes(try await bench.apply()) == ["f": .unknown, "g": .fixed])
        #expect(host.steps == [file("/g", "x")])
    }

    @Test func whatIsLeftByHandIsSaid() async throws {
        let manual = TestKind([]) { _ in .drifted([], .manual(how: "buy one")) }
        let bench = Bench(memory(), [Control("manual", manual)])
        let result = try await bench.apply()
        #expect(bench.applied("manual", in: result) == Applied(.byHand, reason: "buy one"))
    }
}

/// Says that every step was done, and does none.
struct LyingHost: HostChanging {
    func image(of subject: Subject) async throws(HostError) -> Image {
        try await EmptyHost().image(of: subject)
    }
    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] { steps.map { _ in .success(()) } }
}

/// Does the first step, and says that it failed.
struct HalfwayHost: HostChanging {
    let base: ForecastHost
    init(_ base: ForecastHost) { self.base = base }
    func image(of subject: Subject) async throws(HostError) -> Image { try await base.image(of: subject) }
    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        var results: [Result<Void, HostError>] = []
        for result in await base.perform(steps) {
            if case .success = result, case .replaceFile = steps[results.count] {
                results.append(.failure(HostError(.noSpace, "half-way")))
            } else {
                results.append(result)
            }
        }
        return results
    }
}
