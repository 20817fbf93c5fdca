import Convergence
import OctopusSimulator
import Testing

/// What the checkup says when the server, or the way to it, does what it should not.
@Suite("The checkup through every fault")
struct EveryFaultTests {
    static let faults: [(name: String, fault: Fault)] = [
        ("an error", .serverError), ("dropped connections", .dropped), ("pages instead of JSON", .html),
        ("half a body", .half), ("JSON of another shape", .wrongShape),
    ]

    /// A broken answer is never taken for a good one: what was as wanted before may become unknown, and nothing that
    /// was not as wanted becomes so.
    @Test(arguments: SimulatedVersion.known, faults.map(\.name)) func nothingLooksBetterForIt(
        _ version: SimulatedVersion, _ name: String
    ) async throws {
        let one = EveryVersionTests.Case(version: version, scenario: .fresh, isKeyed: true)
        let fault = try #require(Self.faults.first { $0.name == name }?.fault)
        let sound = try await CheckupRun.of(one)
        let broken = try await CheckupRun.of(one, faults: [FaultRule(fault, path: "/api/")])
        for (before, after) in zip(sound.results, broken.results) where after.assessment == .compliant {
            #expect(before.assessment == .compliant, "\(after.control.id)")
        }
        #expect(broken.results.contains { if case .unknown = $0.assessment { true } else { false } })
    }

    /// A server that fails once is asked again, or the control says that it could not tell: never anything else.
    @Test func oneFailureIsNotTheServersState() async throws {
        let one = EveryVersionTests.Case(version: .v2026, scenario: .fresh, isKeyed: true)
        let sound = try await CheckupRun.of(one)
        let once = try await CheckupRun.of(one, faults: [FaultRule(.dropped, path: "/api/users", times: 1)])
        for (before, after) in zip(sound.results, once.results) {
            if case .unknown = after.assessment { continue }
            #expect(before.assessment.word == after.assessment.word, "\(after.control.id)")
        }
    }

    /// Secrets planted in every answer that bears one are in nothing that any report could show.
    @Test(arguments: SimulatedVersion.known) func plantedSecretsAreNowhere(_ version: SimulatedVersion)
        async throws
    {
        let canary = "CANARY7f3a9b"
        for scenario in Scenario.allCases {
            let one = EveryVersionTests.Case(version: version, scenario: scenario, isKeyed: true)
            let run = try await CheckupRun.of(one, canary: canary)
            for (control, assessment) in run.results {
                #expect(!"\(assessment)".contains(canary), "\(control.id)")
            }
        }
    }
}
