import Convergence
import Foundation
import Octopus
import Testing

@Suite struct AdvisoryTests {
    private static let shipped = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "policies/advisories.yaml")

    private func shippedTable() throws -> AdvisoryTable {
        try AdvisoryTable(json: try AdvisoryText.read(Array(try Data(contentsOf: Self.shipped))))
    }

    private func ids(_ version: String) throws -> Set<String> {
        let version = try #require(OctopusVersion(version))
        return Set(try shippedTable().advisories(affecting: version, of: "octopus-server").map(\.id))
    }

    @Test func theShippedTableKnowsWhatTheRecordsSay() throws {
        #expect(try shippedTable().advisories.count == 30)
        let old = try ids("2020.6.4592")
        for id in ["CVE-2025-0525", "CVE-2025-0526", "CVE-2025-0588", "CVE-2025-0539", "CVE-2022-2778"] {
            #expect(old.contains(id), "\(id)")
        }
        #expect(try ids("2024.3.13097") == ["CVE-2026-3236", "CVE-2026-3237"])
        #expect(try ids("2025.3.14761") == [])
        #expect(try ids("2025.4.10400") == ["CVE-2026-3236"])
        #expect(try ids("2026.1.5570") == ["CVE-2026-3237"])
        #expect(try ids("2026.1.5571") == [])
        #expect(try ids("2024.2.2074").contains("CVE-2024-2975"))
        #expect(try !ids("2024.2.2075").contains("CVE-2024-2975"))
    }

    @Test func everyShippedRowIsWhole() throws {
        let table = try shippedTable()
        for row in table.advisories {
            #expect(row.url.hasPrefix("https://"))
            #expect(row.isUncertain || !row.ranges.isEmpty, "\(row.id)")
            #expect(!row.isUncertain || row.note != nil, "\(row.id) does not say what is uncertain")
            #expect((row.score == nil) == (row.severity == nil), "\(row.id)")
            #expect(row.onlyOn == nil || row.onlyOn == "windows")
            if let score = row.score.flatMap(Double.init) {
                let severity: Control.Severity =
                    score >= 9 ? .critical : score >= 7 ? .high : score >= 4 ? .medium : .low
                #expect(row.severity == severity, "\(row.id)")
            }
        }
        #expect(
            table.advisories.filter(\.isUncertain).map(\.id).sorted() == [
                "CVE-2018-18900", "CVE-2020-24566", "CVE-2021-31821", "CVE-2023-1904", "CVE-2023-2247",
            ])
    }

    @Test func theShippedTableIsTheRecordedOne() throws {
        guard let bytes = Fixture.bytes("../advisories.json") else { return }
        let recorded = try ForeignJSON.read(bytes).list("") ?? []
        let table = try shippedTable()
        #expect(recorded.map { $0.text("/id") } == table.advisories.map(\.id))
        for (theirs, ours) in zip(recorded, table.advisories) {
            let ranges = (theirs.list("/ranges") ?? []).map { range in
                ["/introduced", "/fixed"].map { (range.text($0) ?? "").replacing("?", with: "") }
            }
            #expect(
                ours.ranges.map { [$0.introduced.description, $0.fixed.description] } == ranges, "\(ours.id)")
        }
    }

    @Test func aYearBoundsHowLongItHasBeenPublic() throws {
        let table = try table(
            "{ id: A, product: p, summary: s, url: u, uncertain: true, published: \"2024\" }")
        let day = try #require(Day("2025-01-31"))
        #expect(table.advisories[0].daysPublic(on: day) == 31...396)
        #expect(table.advisories[0].daysPublic(on: try #require(Day("2024-01-11"))) == 0...10)
        let exact = try self.table(
            "{ id: A, product: p, summary: s, url: u, uncertain: true, published: 2024-12-31 }")
        #expect(exact.advisories[0].daysPublic(on: day) == 31...31)
        let recent = try self.table(
            "{ id: A, product: p, summary: s, url: u, uncertain: true, published: \"2026\" }")
        #expect(recent.advisories[0].published.upperBound == recent.asOf)
        let unknown = try self.table("{ id: CVE-2025-1, product: p, summary: s, url: u, uncertain: true }")
        #expect(unknown.advisories[0].published == Day("2025-01-01")!...unknown.asOf)
    }

    private func table(_ rows: String...) throws -> AdvisoryTable {
        let text = "as-of: 2026-11-01\nadvisories:\n" + rows.map { "  - \($0)\n" }.joined()
        return try AdvisoryTable(json: try AdvisoryText.read(Array(text.utf8)))
    }

    @Test(arguments: [
        "{ product: p, summary: s, url: u, uncertain: true }",
        "{ id: A, summary: s, url: u, uncertain: true }",
        "{ id: A, product: p, summary: s, uncertain: true }", "{ id: A, product: p, summary: s, url: u }",
        "{ id: A, product: p, summary: s, url: u, uncertian: true, ranges: [] }",
        "{ id: A, product: p, summary: s, url: u, ranges: [{ introduced: '1' }] }",
        "{ id: A, product: p, summary: s, url: u, ranges: [{ introduced: '2', fixed: '1' }] }",
        "{ id: A, product: p, summary: s, url: u, ranges: none }",
        "{ id: A, product: p, summary: s, url: u, uncertain: true, published: soon }",
        "{ id: A, product: p, summary: s, url: u, uncertain: true, published: '2027' }",
        "{ id: A, product: p, summary: s, url: u, uncertain: true, severity: terrible }",
        "{ id: A, product: p, summary: s, url: u, uncertain: perhaps }",
    ])
    func aTableWithAMistakeIsRefusedWhole(_ row: String) {
        #expect(throws: HostError.self) {
            try table("{ id: B, product: p, summary: s, url: u, uncertain: true }", row)
        }
    }

    @Test func otherTextsAreNoTable() {
        for text in [
            "", "[]", "as-of: 2026-11-01", "advisories: []", "as-of: soon\nadvisories: []", "a: [",
            "a: 1\na: 2",
        ] {
            #expect(throws: HostError.self, "\(text)") {
                try AdvisoryTable(json: try AdvisoryText.read(Array(text.utf8)))
            }
        }
    }

    @Test func anIDComesOnce() {
        let row = "{ id: A, product: p, summary: s, url: u, uncertain: true }"
        #expect(throws: HostError.self) { try table(row, row) }
    }

    @Test func aLineThatBeganLaterIsNotKnown() throws {
        let table = try table("{ id: A, product: p, summary: s, url: u, uncertain: true }")
        for (version, isNewer) in [
            ("2026.4.100", false), ("2027.1.1", true), ("2019.13.1", false), ("4.1.1", false),
        ] {
            #expect(table.isOlder(than: try #require(OctopusVersion(version))) == isNewer, "\(version)")
        }
    }

    @Test func aLineTellsWhenItCameAtTheEarliest() throws {
        func line(_ text: String) throws -> ReleaseLine {
            let version = try #require(OctopusVersion(text))
            return try #require(ReleaseLine(version))
        }
        #expect(try line("2026.2.1").firstDay == Day("2026-04-01"))
        #expect(try line("2026.2.1").supportedAtLeastUntil == Day("2026-10-01"))
        #expect(try line("2026.2.1").unsupportedFrom == Day("2027-04-01"))
        #expect(try line("2019.13.7").firstDay == Day("2019-01-01"))
        #expect(try line("2019.13.7").unsupportedFrom == Day("2020-10-01"))
        #expect(ReleaseLine(try #require(OctopusVersion("4.1.10"))) == nil)
        #expect(ReleaseLine(try #require(OctopusVersion("2026.7.1"))) == nil)
    }
}
