import Convergence
import FoundationEssentials
import OctopusSimulator
import Testing

/// What the checkup says of servers of three eras, freshly installed and hardened, with a key and without.
///
/// Kept as files beside the tests. `HOLDFAST_RECORD=1 swift test --filter CheckupTests` writes them anew; the difference is
/// then for a person to judge.
@Suite("The checkup of every version")
struct EveryVersionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var version: SimulatedVersion
        var scenario: Scenario
        var isKeyed: Bool

        var testDescription: String {
            "\(version.year).\(version.minor)-\(scenario.rawValue)-\(isKeyed ? "key" : "keyless")"
        }
    }

    static let cases = SimulatedVersion.known.flatMap { version in
        Scenario.allCases.flatMap { scenario in
            [true, false].map { Case(version: version, scenario: scenario, isKeyed: $0) }
        }
    }

    @Test(arguments: cases) func saysOfEachControlWhatItsFileSays(_ one: Case) async throws {
        let run = try await CheckupRun.of(one)
        try Golden.expect(run.table, in: "\(one.testDescription).txt")
        // Law 1: what could not be told says why.
        for (control, assessment) in run.results {
            if case .unknown(let error) = assessment { #expect(!error.description.isEmpty, "\(control.id)") }
            if case .drifted(let differences, let fix) = assessment {
                #expect(!differences.isEmpty, "\(control.id)")
                guard case .manual(let how) = fix else {
                    Issue.record("\(control.id) would change the server")
                    continue
                }
                #expect(!how.isEmpty, "\(control.id)")
            }
        }
    }

    @Test(arguments: cases) func onlyLooks(_ one: Case) async throws {
        let run = try await CheckupRun.of(one)
        #expect(!run.requests.isEmpty)
        #expect(Set(run.requests.map(\.method)).isSubset(of: ["GET", "HEAD"]))
    }

    /// Without a key, nothing that needs one is even asked.
    @Test(arguments: cases.filter { !$0.isKeyed }) func asksNothingItWouldNotBeTold(_ one: Case) async throws
    {
        let run = try await CheckupRun.of(one)
        #expect(run.requests.filter { $0.status == 401 || $0.status == 403 }.isEmpty)
    }

    @Test(arguments: SimulatedVersion.known) func whatIsHardenedIsNeverWorse(_ version: SimulatedVersion)
        async throws
    {
        let fresh = try await CheckupRun.of(Case(version: version, scenario: .fresh, isKeyed: true))
        let hard = try await CheckupRun.of(Case(version: version, scenario: .hardened, isKeyed: true))
        var better = 0
        for (before, after) in zip(fresh.results, hard.results) {
            if before.assessment == .compliant {
                #expect(after.assessment == .compliant, "\(before.control.id)")
            }
            if before.assessment != .compliant, after.assessment == .compliant { better += 1 }
        }
        #expect(better > 5)
    }
}

extension CheckupRun {
    static func of(_ one: EveryVersionTests.Case, canary: String? = nil, faults: [FaultRule] = [])
        async throws
        -> CheckupRun
    {
        var options = SimulatorOptions(version: one.version, scenario: one.scenario)
        options.https = .init()
        options.canary = canary
        options.faults = faults
        return try await of(options, isKeyed: one.isKeyed)
    }

    static func of(_ options: SimulatorOptions, isKeyed: Bool) async throws -> CheckupRun {
        let server = try await OctopusSimulator.start(options)
        let result: Result<CheckupRun, any Error>
        do {
            result = .success(try await CheckupRun(of: server, key: isKeyed ? server.adminKey : nil))
        } catch { result = .failure(error) }
        await server.stop()
        return try result.get()
    }
}

enum Golden {
    private static let directory = Checkout.url.appending(path: "Tests/CheckupTests/Golden")

    static func expect(_ text: String, in name: String, at location: SourceLocation = #_sourceLocation) throws
    {
        let file = directory.appending(path: name)
        if ProcessInfo.processInfo.environment["HOLDFAST_RECORD"] != nil {
            try Data(text.utf8).write(to: file)
            return
        }
        let kept = try String(contentsOf: file, encoding: .utf8)
        let (had, has) = (kept.split(separator: "\n"), text.split(separator: "\n"))
        let news = has.filter { !had.contains($0) }
        let gone = had.filter { !has.contains($0) }
        #expect(text == kept, "now: \(news), before: \(gone)", sourceLocation: location)
    }
}
