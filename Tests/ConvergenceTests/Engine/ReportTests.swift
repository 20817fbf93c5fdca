import HostTesting
import Testing

@testable import Convergence

@Suite struct ReportTests {
    func report(_ outcomes: [Outcome], command: RunReport.Command = .check) -> RunReport {
        RunReport(
            tool: RunReport.Tool(version: "1"), command: command,
            policy: RunReport.PolicySummary(name: "p", title: "", sources: []),
            host: Facts(
                name: "n", os: "o", version: "1", architecture: "a", isContainer: false, machineID: "",
                isBooted: true),
            root: "/", seconds: 0, milliseconds: 0,
            results: outcomes.map { ControlResult(Control("c", FileKind("/f", "x")), at: nil, outcome: $0) })
    }

    @Test(
        arguments: [
            ([], .asWanted), ([.compliant, .fixed, .waived, .notApplicable], .asWanted),
            ([.compliant, .drifted], .differs),
            ([.failed], .differs), ([.blocked], .differs), ([.unverified], .differs), ([.byHand], .differs),
            ([.compliant, .unknown], .unknown), ([.unknown, .drifted], .differs), ([.deferred], .unknown),
        ] as [([Outcome], Verdict)]) func aVerdictFollowsFromTheOutcomes(
            _ outcomes: [Outcome], _ verdict: Verdict
        )
    {
        #expect(report(outcomes).verdict == verdict)
    }

    @Test func whatAnApplyHadToPutOffDiffers() {
        #expect(report([.deferred], command: .apply).verdict == .differs)
    }

    @Test func controlsThatUndoEachOtherAreAContradictionWhateverElse() {
        var contradictory = report([.drifted])
        contradictory.conflicts = [RunReport.Conflict(controls: ["a", "b"], places: [], over: "/f")]
        #expect(contradictory.verdict == .contradictory)
    }

    @Test func aRunThatWasStoppedSaysSoWhateverElse() {
        var stopped = report([.fixed, .unknown], command: .apply)
        stopped.wasInterrupted = true
        #expect(stopped.verdict == .interrupted)
    }

    @Test func aResultNamesTheKindOfErrorItsReasonTellsOf() async throws {
        let host = WatchedHost(memory())
        host.refuse(.node(at: "/secret"))
        host.refuse(steps: { $0.writes == [.node(at: "/full")] }, with: HostError(.noSpace, "full"))
        let controls = [Control("secret", FileKind("/secret", "x")), Control("full", FileKind("/full", "x"))]
        let bench = Bench(host, controls)
        let builder = ReportBuilder(bench.policy, treatments: bench.treatments)
        let plan = await bench.plan()
        #expect(builder.results(of: plan).map(\.cause).contains(.denied))
        let applied = builder.results(of: try await bench.apply(plan), plan: plan)
        let causes = Dictionary(uniqueKeysWithValues: applied.map { ($0.id, $0.cause) })
        #expect(causes == ["secret": .denied, "full": .noSpace])
    }

    @Test func resultsOfAPlanAreInItsOrderWithWhatIsNotLookedAtLast() async throws {
        let controls = [
            Control("na", FileKind("/n", "x")), Control("in", FileKind("/d/f", "x")),
            Control("d", directory("/d")),
            Control("skipped", FileKind("/s", "x")),
        ]
        let treatments: [Treatment] = [.notApplicable("why"), .enforce, .enforce, .skip]
        let bench = Bench(memory(), controls, treatments: treatments)
        let builder = ReportBuilder(bench.policy, treatments: treatments)
        let plan = await bench.plan()
        let results = builder.results(of: plan)
        #expect(results.map(\.id) == ["d", "in", "na"])
        #expect(results.map(\.mark) == [.exact, .predicted, nil])
        #expect(results[1].after == ["d"])
        #expect(builder.skipped == 1)
        let applied = builder.results(of: try await bench.apply(plan), plan: plan)
        #expect(applied.map(\.outcome) == [.fixed, .fixed, .notApplicable])
        #expect(applied[0].steps.map(\.canUndo) == [true])
    }

    @Test func severalEntriesOfOneControlAreOneResult() {
        let policy = Policy(name: "p", controls: [Control("c", FileKind("/f", "x"))])
        func entry(_ path: Path, _ unit: String) -> Plan.Entry {
            var entry = Plan.Entry(control: 0, assessment: drifted([]))
            entry.moves = [Plan.Move(step: file(path, "x"), before: [], isForeseen: true, canUndo: true)]
            entry.followUps = [FollowUp(.reload, unit)]
            return entry
        }
        var plan = Plan()
        plan.entries = [entry("/a", "a.service"), entry("/b", "a.service")]
        let results = ReportBuilder(policy, treatments: [.enforce]).results(of: plan)
        #expect(results.map { $0.steps.map(\.step) } == [[file("/a", "x"), file("/b", "x")]])
        #expect(results[0].followUps == [FollowUp(.reload, "a.service")])
        #expect(results[0].disruption == .reload)
    }
}

@Suite struct TreatmentTests {
    func treatment(_ waiver: Waiver? = nil, audit: Control.Audit? = nil, on day: String = "2027-01-31")
        -> Treatment
    {
        let control = Control("c", audit: audit, FileKind("/f", "x"))
        let policy = Policy(name: "p", controls: [control], waivers: waiver.map { [$0] } ?? [])
        let facts = Facts(
            name: "wrk-12", os: "debian", version: "12", architecture: "amd64", isContainer: false,
            machineID: "",
            isBooted: true)
        return policy.treatments(on: facts, today: Day(day)!, selection: Selection())[0]
    }

    @Test(arguments: [("2027-01-31", true), ("2027-02-01", false)]) func anAuditEndsAfterItsLastDay(
        _ day: String, _ counts: Bool
    ) {
        let audit = Control.Audit(until: Day("2027-01-31")!, because: "x")
        #expect(treatment(audit: audit, on: day) == (counts ? .audit : .enforce))
    }

    @Test(arguments: [
        ("wrk-12", "wrk-1*", true), ("wrk-12", "wrk-?", false), ("wrk-12", "*12", true), ("a", "", false),
        ("", "*", true),
        ("abc", "a*b*c", true), ("abc", "a*b", false), ("aXbXc", "*X?", true), ("aaa", "a*a*a*a", false),
    ]) func aWildcardStandsForAnyRunOfCharacters(_ text: String, _ pattern: String, _ matches: Bool) {
        #expect(Wildcard.matches(text, pattern: pattern) == matches)
    }

    @Test(arguments: [
        ("2024.9", "2024.10", true), ("2024.10", "2024.9", false), ("12", "12.1", true), ("12.1", "13", true),
        ("12", "12", false),
    ]) func versionsCompareNumberByNumber(_ left: String, _ right: String, _ isLess: Bool) {
        #expect((DottedVersion(left) < DottedVersion(right)) == isLess)
    }

    @Test(arguments: ["2027-01-31", "1970-01-01", "2024-02-29", "2000-12-31"]) func aDayComesBackAsWritten(
        _ text: String
    ) {
        #expect(Day(text)?.description == text)
    }

    @Test(arguments: ["2027-02-29", "2027-13-01", "27-01-01", "2027-1-1", "2027-01-31x", "", "+027-01-01"])
    func whatIsNoDayIsRefused(_ text: String) { #expect(Day(text) == nil) }

    @Test(arguments: [
        ("10.20.9.0/24", "10.20.9.0/24"), ("10.1.2.3", "10.1.2.3/32"), ("0.0.0.0/0", "0.0.0.0/0"),
    ]) func aNetworkIsReadAsWritten(_ text: String, _ wanted: String) {
        #expect(Network(text)?.description == wanted)
    }

    @Test(arguments: [
        "10.20.9.1/24", "10.20.9.0/33", "10.20.9", "256.0.0.1", "01.2.3.4", "::1::", "1:2:3", "10.0.0.0/", "",
    ])
    func whatIsNoNetworkIsRefused(_ text: String) { #expect(Network(text) == nil) }
}
