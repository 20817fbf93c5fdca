import HostTesting
import Testing

@testable import Convergence

/// What a score promises, tried on many reports made by chance.
@Suite struct ScoreTests {
    /// SplitMix64, so that a failure comes back: https://prng.di.unimi.it/splitmix64.c
    struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    static func report(_ results: [ControlResult], _ command: RunReport.Command = .check) -> RunReport {
        RunReport(
            tool: RunReport.Tool(version: "1"), command: command,
            policy: RunReport.PolicySummary(name: "p", title: "", sources: []),
            host: Facts(
                name: "n", os: "o", version: "1", architecture: "a", isContainer: false, machineID: "",
                isBooted: true),
            root: "/", seconds: 0, milliseconds: 0, results: results)
    }

    static func result(
        _ outcome: Outcome, _ severity: Control.Severity = .medium, id: String = "c", section: String = "s"
    ) -> ControlResult {
        var result = ControlResult(Control(id, FileKind("/f", "x")), at: nil, outcome: outcome)
        (result.severity, result.section) = (severity, section)
        return result
    }

    static func byChance(_ seed: UInt64) -> RunReport {
        var chance = Chance(state: seed)
        let sections = ["exposure", "workers", "identity"]
        return report(
            (0..<Int.random(in: 1...30, using: &chance)).map { number in
                result(
                    Outcome.allCases.randomElement(using: &chance)!,
                    Control.Severity.allCases.randomElement(using: &chance)!, id: "c\(number)",
                    section: sections.randomElement(using: &chance)!)
            }, [.check, .plan, .apply, .checkup].randomElement(using: &chance)!)
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func notKnowingAndLeaveNeverRaiseIt(seed: UInt64) {
        let report = Self.byChance(seed)
        for index in report.results.indices {
            for outcome in [Outcome.unknown, .waived, .deferred] {
                var other = report

                other.results[index].outcome = outcome
                #expect(other.score.earned <= report.score.earned)
                if let before = report.score.value { #expect(other.score.value! <= before) }
            }
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func mendingNeverLowersIt(seed: UInt64) {
        let report = Self.byChance(seed)
        for index in report.results.indices where report.results[index].outcome != .notApplicable {
            var mended = report
            mended.results[index].outcome = .compliant
            #expect(mended.score.value! >= report.score.value!)
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func aHundredMeansThatEverythingIsAsWanted(seed: UInt64) {
        let report = Self.byChance(seed)
        let standings = report.results.map { $0.outcome.standing(in: report.command) }
        let rest = standings.filter { $0 != .asWanted && $0 != .notApplicable }
        #expect((report.score.value == 100) == (rest.isEmpty && standings.contains(.asWanted)))
        if let value = report.score.value { #expect((0...100).contains(value)) }
    }

    @Test(arguments: 0..<100 as Range<UInt64>) func theSectionsAreTheWhole(seed: UInt64) {
        let report = Self.byChance(seed)
        #expect(report.sections.map(\.score.earned).reduce(0, +) == report.score.earned)
        #expect(report.sections.map(\.score.possible).reduce(0, +) == report.score.possible)
        let counted = report.sections.flatMap { section in Standing.allCases.map { section[$0] } }
        #expect(counted.reduce(0, +) == report.results.count)
    }

    @Test func aPolicyOfWhichNothingAppliesHasNoScore() {
        #expect(Self.report([]).score.value == nil)
        #expect(Self.report([Self.result(.notApplicable)]).score.value == nil)
    }

    @Test func theFormulaIsAsDocumented() {
        let report = Self.report([
            Self.result(.compliant, .critical), Self.result(.fixed, .low), Self.result(.unknown, .high),
            Self.result(.byHand, .medium), Self.result(.notApplicable, .critical),
        ])
        #expect((report.score.earned, report.score.possible) == (9, 15))
        #expect(report.score.value == 60)
    }

    @Test func theMostUrgentComeFirstAndNoMoreThanAsked() {
        let report = Self.report([
            Self.result(.drifted, .low, id: "low"), Self.result(.unknown, .critical, id: "blind"),
            Self.result(.byHand, .medium, id: "medium"), Self.result(.compliant, .critical, id: "fine"),
            Self.result(.drifted, .high, id: "high"), Self.result(.byHand, .critical, id: "first"),
            Self.result(.waived, .critical, id: "leave"), Self.result(.failed, .high, id: "higher"),
            Self.result(.notApplicable, .critical, id: "elsewhere"),
        ])
        #expect(report.mostUrgent().map(\.id) == ["first", "high", "higher", "blind", "medium"])
        #expect(report.mostUrgent(2).map(\.id) == ["first", "high"])
        #expect(report.mostUrgent(99).count == 6)
    }

    @Test func whatOnlyAPersonCanStateComesLast() {
        var unstated = Self.result(.unknown, .critical, id: "unstated")
        unstated.cause = .unstated
        let report = Self.report([unstated, Self.result(.unknown, .low, id: "blind")])
        #expect(report.mostUrgent().map(\.id) == ["blind", "unstated"])
    }
}
