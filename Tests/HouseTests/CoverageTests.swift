import Foundation
import Testing

/// The table of what the checkup covers, and the checkup, say the same.
@Suite struct CoverageTests {
    private struct Row {
        var id: String
        var controls: [String]
        var how: String
        var seen: String
    }

    /// The recommendations, as the vendor's guide and the pages it leads to have them.
    private static let recommendations: [(String, ClosedRange<Int>)] = [
        ("S", 1...6), ("H", 1...8), ("SQL", 1...2), ("N", 1...12), ("C", 1...4), ("HD", 1...8), ("T", 1...2),
        ("ID", 1...11), ("AU", 1...7), ("O", 1...4),
    ]

    private static func rows() throws -> [Row] {
        try House.text("policies/COVERAGE.md").split(separator: "\n").compactMap { line in
            guard let match = line.firstMatch(of: /^\| ([A-Z]+[0-9]+) \|/) else { return nil }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                String($0.trimming(" "))
            }
            let controls = cells[3].matches(of: /`([a-z0-9-]+)`/).map { String($0.1) }
            return Row(id: String(match.1), controls: controls, how: cells[4], seen: cells[5])
        }
    }

    /// The ids of a policy's controls: keys at the second level below `controls`.
    private static func controls() throws -> [String] {
        let text = try House.text("policies/octopus-checkup.yaml")
        let start = try #require(text.range(of: "\ncontrols:\n"))
        return text[start.upperBound...].matches(of: /(?m)^    ([a-z][a-z0-9-]*):$/).map { String($0.1) }
    }

    @Test func everyRecommendationStandsInTheTableOnce() throws {
        let wanted = Self.recommendations.flatMap { letter, numbers in numbers.map { "\(letter)\($0)" } }
        #expect(try Self.rows().map(\.id).sorted() == wanted.sorted())
    }

    @Test func everyControlOfTheTableIsInTheCheckupAndTheOtherWayRound() throws {
        let controls = try Self.controls()
        let named = try Self.rows().flatMap(\.controls)
        #expect(controls.count > 40)
        #expect(Set(named).subtracting(controls) == [])
        #expect(Set(controls).subtracting(named) == [])
    }

    @Test func whatNoControlHoldsSaysWhy() throws {
        for row in try Self.rows() where row.controls.isEmpty {
            let line = try House.text("policies/COVERAGE.md").split(separator: "\n").first {
                $0.hasPrefix("| \(row.id) |")
            }
            #expect(line?.contains("none: ") == true, "\(row.id)")
        }
    }

    /// Nobody here can run the real server; whoever has seen a control there names the version.
    @Test func everyRowSaysWhetherItWasSeenOnARealServer() throws {
        for row in try Self.rows() { #expect(row.seen == "never" || row.seen.contains(/\d/), "\(row.id)") }
    }

    @Test func whatRefersToARecommendationHoldsItByTheTableToo() throws {
        let rows = Dictionary(uniqueKeysWithValues: try Self.rows().map { ($0.id, $0.controls) })
        var id = ""
        for line in try House.text("policies/octopus-checkup.yaml").split(separator: "\n") {
            if let match = line.firstMatch(of: /^    ([a-z][a-z0-9-]*):$/) { id = String(match.1) }
            for match in line.matches(of: /\bid: ([A-Z]+[0-9]+)\b/) {
                #expect(rows[String(match.1)]?.contains(id) == true, "\(id) refers to \(match.1)")
            }
        }
    }

    @Test func theGuidesPoliciesAreBundled() throws {
        let list = try House.text("Sources/holdfast/Session/BundledPolicies+All.swift")
        let manifest = try House.text("Package.swift")
        for name in ["octopus-checkup", "octopus-linux-container", "octopus-windows-cluster", "linux-host"] {
            #expect(list.contains("\"\(name)\": [1:"), "\(name)")
            #expect(manifest.contains("Bundled/\(name).yaml"), "\(name)")
            let bundled = try House.text("Sources/holdfast/Bundled/\(name).yaml")
            #expect(try bundled == House.text("policies/\(name).yaml"))
        }
    }
}
