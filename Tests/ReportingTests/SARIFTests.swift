import Convergence
import FoundationEssentials
import Testing

@testable import Reporting

struct SARIFTests {
    @Test func resultsAreThereEvenWhenThereAreNone() throws {
        for report in [Sample.empty(), Sample.clean()] {
            let run = try Self.run(of: report)
            #expect(run[Pointer("/results")] == .array([]))
            #expect(run[Pointer("/tool/driver/name")] == .string("holdfast"))
        }
    }

    @Test func everyResultHasARuleOfItsOwnAndAStableFingerprint() throws {
        let first = try Self.results(of: Sample.plan())
        var later = Sample.plan()
        later.seconds += 86_400
        let again = try Self.results(of: later)
        let fingerprint = Pointer("/partialFingerprints/policyHostControl~1v1")
        #expect(first.map { $0[fingerprint] } == again.map { $0[fingerprint] })
        #expect(Set(first.map { $0[fingerprint] }).count == first.count)
        let run = try Self.run(of: Sample.plan())
        guard case .array(let rules)? = run[Pointer("/tool/driver/rules")] else {
            Issue.record("no rules")
            return
        }
        for (number, result) in first.enumerated() {
            #expect(result[Pointer("/ruleIndex")] == .number(String(number)))
            #expect(result[Pointer("/ruleId")] == rules[number][Pointer("/id")])
        }
    }

    @Test func onlyAFailureHasALevel() throws {
        for result in try Self.results(of: Sample.plan()) {
            let isFailure = result[Pointer("/kind")] == .string("fail")
            #expect((result[Pointer("/level")] != nil) == isFailure)
        }
    }

    @Test func aWaiverIsASuppression() throws {
        let waived = try Self.results(of: Sample.plan()).filter { $0[Pointer("/suppressions")] != nil }
        #expect(waived.map { $0[Pointer("/ruleId")] } == [.string("container")])
    }

    /// GitHub shows nothing without a place, and a bundled policy is no file of the repository.
    @Test func aControlOfABundledPolicyIsShownAtThePolicyThatBringsIt() throws {
        let banner = try #require(
            try Self.results(of: Sample.plan()).first { $0[Pointer("/ruleId")] == .string("banner") })
        guard case .array(let locations)? = banner[Pointer("/locations")] else {
            Issue.record("no location")
            return
        }
        #expect(
            locations[0][Pointer("/physicalLocation/artifactLocation/uri")]
                == .string("policies/prod%20linux.yaml"))
        #expect(locations[0][Pointer("/physicalLocation/region/startLine")] == .number("1"))
        #expect(locations[0][Pointer("/logicalLocations")] != nil)
    }

    @Test func noRunHasMoreResultsThanGitHubTakesAndTheWorstStay() throws {
        let mild = Sample.control("mild", "host-system", .drifted, .low)
        var results = [ControlResult](repeating: mild, count: 30)
        for number in results.indices { results[number].id = "mild-\(number)" }
        results[results.count - 1].severity = .critical
        #expect(SARIFReport.resultLimit == 25_000)
        let log = SARIFReport(
            Sample.report(.check, results), style: TextStyle(), exitCode: nil, limit: 20)
        let shown = try Self.results(in: log.rendered())
        #expect(shown.count == 20)
        #expect(shown.last?[Pointer("/ruleId")] == .string("mild-29"))
        #expect(log.rendered().contains("10 results of lower severity are left out"))
    }

    static func run(of report: RunReport) throws -> JSON { try run(in: render(report, as: .sarif)) }

    static func results(of report: RunReport) throws -> [JSON] { try results(in: render(report, as: .sarif)) }

    static func run(in text: String) throws -> JSON {
        let log = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
        #expect(log[Pointer("/version")] == .string("2.1.0"))
        guard case .array(let runs)? = log[Pointer("/runs")], let run = runs.first else {
            throw HostError(.failed, "a log without a run")
        }
        return run
    }

    static func results(in text: String) throws -> [JSON] {
        guard case .array(let results)? = try run(in: text)[Pointer("/results")] else {
            throw HostError(.failed, "a run without results")
        }
        return results
    }
}
