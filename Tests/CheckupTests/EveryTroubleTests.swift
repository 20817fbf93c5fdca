import Convergence
import OctopusSimulator
import Testing

/// Servers that are there, and not as they should be.
@Suite("The checkup of servers in trouble")
struct EveryTroubleTests {
    private func checkup(_ change: (inout SimulatorOptions) -> Void) async throws -> CheckupRun {
        var options = SimulatorOptions(version: .v2026, scenario: .hardened)
        options.https = .init()
        change(&options)
        return try await CheckupRun.of(options, isKeyed: true)
    }

    @Test(arguments: CertificateKind.allCases) func onlyATrustedCertificateIsAsWanted(
        _ certificate: CertificateKind
    ) async throws {
        let run = try await checkup { $0.https?.certificate = certificate }
        let assessment = try #require(run["portal-certificate"])
        #expect((assessment == .compliant) == (certificate == .trusted), "\(assessment)")
    }

    @Test func oldTLSIsSeen() async throws {
        let old = try await checkup { $0.https?.oldest = .tls11 }
        guard case .drifted(let differences, _)? = old["portal-tls"] else {
            Issue.record("\(String(describing: old["portal-tls"]))")
            return
        }
        #expect(differences.contains { "\($0.found)".contains("1.1") })
    }

    @Test func aNodeThatDoesNotAnswerIsNotTakenForOneThatIsAsWanted() async throws {
        let whole = try await checkup { $0.size.nodes = 3 }
        #expect(whole["one-version"] == .compliant)
        // What the node that answered says of itself is not what the others are.
        #expect(whole["force-https"] != .compliant)
        #expect(whole["listen-https"] != .compliant)
        let half = try await checkup { options in
            options.size.nodes = 3
            options.size.offlineNodes = 1
        }
        #expect(half["one-version"] != nil)
        #expect(half["one-version"] != .compliant)
    }

    /// The same server is told the same of wherever it is reached.
    @Test func virtualDirectoriesAndIPv6MakeNoDifference() async throws {
        let plain = try await checkup { _ in }
        let below = try await checkup { $0.virtualDirectory = "/octopus" }
        #expect(below.table == plain.table)
        let modern = try await checkup { $0.usesIPv6 = true }
        #expect(modern.table == plain.table)
    }

    /// A clock that is off must not make an expired key a good one: keys are judged by the time here.
    @Test func aServerWithAnotherTimeIsToldTheSame() async throws {
        let plain = try await checkup { _ in }
        let late = try await checkup { $0.clockSkew = -900 }
        #expect(late.table == plain.table)
    }
}
