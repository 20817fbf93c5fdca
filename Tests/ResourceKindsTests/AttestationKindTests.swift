import Convergence
import HostTesting
import Testing

@testable import ResourceKinds

@Suite struct AttestationKindTests {
    private let fields = "{ statement: It is so, by: m.musterfrau, on: 2026-09-14, until: 2027-01-31 }"

    private func assess(on day: String) async throws -> Assessment {
        try await OctopusBench(AttestationKind.self, fields).assess(DocumentHost([], on: day))
    }

    @Test func aWordIsTakenUntilItsLastDay() async throws {
        for day in ["2026-09-14", "2026-11-24", "2027-01-31"] {
            #expect(try await assess(on: day) == .compliant, "\(day)")
        }
    }

    @Test func whatIsExpiredIsDrift() async throws {
        let assessment = try await assess(on: "2027-02-01")
        #expect(assessment.found("until") == .text("2027-01-31"))
        #expect(assessment.byHand?.contains("m.musterfrau") == true)
    }

    /// No difference was seen, and none can be ruled out.
    @Test func whatNobodyStatedIsUnknown() async throws {
        let bench = try OctopusBench(AttestationKind.self, "{ statement: The door is locked }")
        let assessment = try await bench.assess(DocumentHost([], on: "2026-09-14"))
        guard case .unknown(let error) = assessment else {
            Issue.record("\(assessment)")
            return
        }
        #expect(error.description.contains("the door is locked"))
        #expect(error.description.contains("'by' and 'until'"))
    }

    @Test func whoStatesItAndUntilWhenBelongTogether() throws {
        for fields in ["by: b", "until: 2027-01-31", "on: 2026-01-31"] {
            let half = try ControlText<AttestationKind>(fields: "{ statement: s, \(fields) }", octopus: nil)
            #expect(half.diagnostics.count == 1, "\(fields)")
            #expect(half.diagnostics.first?.message.description.contains("belong together") == true)
        }
    }

    @Test func nobodyMakesSureOfItTomorrow() async throws {
        #expect(try await assess(on: "2026-09-13").aspects == ["on"])
    }

    @Test func withoutAClockItIsUnknown() async throws {
        let bench = try OctopusBench(AttestationKind.self, fields)
        let assessment = await Convergence.assess(
            bench.resource, on: RefusingHost(DocumentHost(), refusing: [.clock]))
        guard case .unknown = assessment else {
            Issue.record("\(assessment)")
            return
        }
    }

    @Test func itNeedsNoServerAndEndsAfterItBegins() throws {
        let alone = try ControlText<AttestationKind>(
            fields: "{ statement: s, by: b, until: 2027-01-31 }", octopus: nil)
        #expect(alone.diagnostics.isEmpty)
        let wrong = try ControlText<AttestationKind>(
            fields: "{ statement: s, by: b, on: 2027-02-01, until: 2027-01-31 }")
        #expect(wrong.diagnostics.map(\.message.description) == ["write a day after 'on'"])
    }
}
