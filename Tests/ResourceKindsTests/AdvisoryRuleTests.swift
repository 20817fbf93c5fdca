import Convergence
import Foundation
import HostTesting
import Octopus
import Testing

@testable import ResourceKinds

@Suite struct AdvisoryRuleTests {
    private let rows = #"""
        {"id":"CVE-1","product":"octopus-server","summary":"old and grave","severity":"critical","score":"9.8","url":"https://a/1",
         "published":"2026-11-01","ranges":[{"introduced":"0.9","fixed":"2026.1.5"},{"introduced":"2026.2.0","fixed":"2026.2.9"}]},
        {"id":"CVE-2","product":"octopus-server","summary":"of this year","severity":"low","url":"https://a/2","published":"2026",
         "ranges":[{"introduced":"2025.1","fixed":"2025.2"}]},
        {"id":"CVE-3","product":"octopus-server","summary":"on windows","severity":"high","url":"https://a/3","published":"2024",
         "only-on":"windows","ranges":[{"introduced":"2024.1","fixed":"2024.2"}]},
        {"id":"CVE-4","product":"octopus-server","summary":"in doubt","url":"https://a/4","uncertain":true,"note":"two records differ",
         "ranges":[{"introduced":"2023.1","fixed":"2023.2"}]},
        {"id":"CVE-5","product":"octopus-server","summary":"unscored","url":"https://a/5","published":"2022",
         "ranges":[{"introduced":"2022.1","fixed":"2022.2"}]},
        {"id":"CVE-6","product":"octopus-dsc","summary":"of another product","url":"https://a/6","published":"2022",
         "ranges":[{"introduced":"0","fixed":"3000.1"}]}
        """#

    private func assess(
        _ version: String, on day: String = "2026-11-24", asOf: String = "2026-11-20",
        _ fields: String = "advisories: {}"
    ) async throws -> Assessment {
        var host = try DocumentHost([(.root, #"{"Version":"\#(version)"}"#)], on: day)
        // Old versions have the first as well: most tests are about one row.
        let table = #"{"as-of":"\#(asOf)","advisories":[\#(rows)]}"#.replacing(
            #""introduced":"0.9""#, with: #""introduced":"2026.1""#)
        host.documents[AdvisoryDocument.address] = try ForeignJSON.read(Array(table.utf8))
        return try await OctopusBench(MinimumVersionKind.self, fields).assess(host)
    }

    @Test func anAdvisoryMayStayForSoManyDays() async throws {
        #expect(try await assess("2026.1.4", on: "2026-11-15", asOf: "2026-11-10") == .compliant)
        let late = try await assess("2026.1.4", on: "2026-11-16", asOf: "2026-11-10")
        #expect(late.aspects == ["CVE-1"])
        #expect(late.found("CVE-1") == .text("old and grave, critical, public for 15 days"))
        let longer = "advisories: { none-older-than: { critical: 20 days } }"
        #expect(try await assess("2026.1.4", on: "2026-11-16", asOf: "2026-11-10", longer) == .compliant)
    }

    @Test func theRemedyNamesTheFixOfTheSameLine() async throws {
        #expect(try await assess("2026.1.4").byHand?.contains("upgrade to 2026.1.5 or newer") == true)
        #expect(try await assess("2026.2.1").byHand?.contains("upgrade to 2026.2.9 or newer") == true)
        #expect(try await assess("2026.1.5") == .compliant)
        #expect(try await assess("2026.2.9") == .compliant)
    }

    @Test func whereOnlyTheYearIsKnownTheDayMayDecide() async throws {
        #expect(try await assess("2025.1.1").unknown?.contains("public for 4 to 327 days") == true)
        #expect(try await assess("2025.1.1", on: "2027-03-01", asOf: "2026-11-20").aspects == ["CVE-2"])
        let patient = "advisories: { none-older-than: { low: 400 days } }"
        #expect(try await assess("2025.1.1", patient) == .compliant)
    }

    @Test func whatConcernsOneSystemNeedsToKnowIt() async throws {
        #expect(try await assess("2024.1.1").unknown?.contains("runs-on") == true)
        #expect(try await assess("2024.1.1", "advisories: { runs-on: linux }") == .compliant)
        #expect(try await assess("2024.1.1", "advisories: { runs-on: windows }").aspects == ["CVE-3"])
    }

    @Test func anUncertainRowDecidesNothing() async throws {
        let assessment = try await assess("2023.1.1")
        #expect(assessment.unknown?.contains("CVE-4") == true)
        #expect(assessment.unknown?.contains("two records differ") == true)
    }

    @Test func withoutASeverityTheLongestLimitCounts() async throws {
        #expect(try await assess("2022.1.1").aspects == ["CVE-5"])
        let patient = "advisories: { none-older-than: { low: 9000 days } }"
        #expect(try await assess("2022.1.1", patient).unknown?.contains("unknown severity") == true)
    }

    @Test func beyondTheTableNothingIsCalledFree() async throws {
        #expect(try await assess("2026.3.1") == .compliant)
        #expect(try await assess("2027.1.1").unknown?.contains("newer than the table") == true)
        #expect(try await assess("2026.3.1", on: "2027-01-04") == .compliant)
        #expect(try await assess("2026.3.1", on: "2027-01-05").unknown?.contains("46 days ago") == true)
        let patient = "advisories: { table-no-older-than: 90 days }"
        #expect(try await assess("2026.3.1", on: "2027-01-05", patient) == .compliant)
        let both = try await assess("2026.1.4", on: "2027-01-05")
        #expect(both.aspects == ["CVE-1"])
        #expect(both.byHand?.contains("could not be told") == true)
    }

    @Test func withoutATableItIsUnknown() async throws {
        let bench = try OctopusBench(MinimumVersionKind.self, "advisories: {}")
        var host = try DocumentHost([(.root, #"{"Version":"2026.3.1"}"#)])
        #expect(await bench.assess(host).unknown?.contains("no table") == true)
        host.documents[AdvisoryDocument.address] = .object(["as-of": .string("2026-11-20")])
        #expect(await bench.assess(host).unknown?.contains("cannot be read") == true)
        host.refusals[AdvisoryDocument.address] = HostError(.failed, "broken disk")
        #expect(await bench.assess(host).unknown?.contains("broken disk") == true)
    }

    @Test func theShippedTableJudgesRealVersions() async throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "policies/advisories.yaml")
        let table = try AdvisoryText.read(Array(try Data(contentsOf: file)))
        func aspects(_ version: String, _ runsOn: String) async throws -> [String] {
            var host = try DocumentHost([(.root, #"{"Version":"\#(version)"}"#)], on: "2027-06-01")
            host.documents[AdvisoryDocument.address] = table
            let fields = "advisories: { runs-on: \(runsOn), table-no-older-than: 900 days }"
            return try await OctopusBench(MinimumVersionKind.self, fields).assess(host).aspects.sorted()
        }
        #expect(try await aspects("2024.3.13097", "linux") == ["CVE-2026-3236"])
        #expect(try await aspects("2024.3.13097", "windows") == ["CVE-2026-3236", "CVE-2026-3237"])
        #expect(try await aspects("2026.1.5571", "windows") == [])
        #expect(try await aspects("2022.1.2893", "linux").contains("CVE-2022-2572"))
    }
}
