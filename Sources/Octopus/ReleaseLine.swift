package import Convergence

/// When a line of self-hosted releases came, as far as its number tells it, and how long it gets critical patches.
///
/// Four lines a year, `YYYY.1` to `YYYY.4`, since 2021; a release gets critical patches for six months; Octopus Cloud has a
/// line a quarter before it can be downloaded (docs, `octopus-releases`). The day of a release is not in its number: a line is
/// taken to have come in its own quarter or in the next.
package struct ReleaseLine: Hashable, Sendable {
    package let year: Int
    /// 1 to 4; 4 for what came before 2021, when a year had up to thirteen lines.
    package let quarter: Int

    /// `nil` before 2018, and for numbers that are no line.
    package init?(_ version: OctopusVersion) {
        guard version.isYearly, version.numbers.count > 1, version.numbers[0] < 3000 else { return nil }
        year = version.numbers[0]
        if year < 2021 {
            quarter = 4
        } else {
            guard (1...4).contains(version.numbers[1]) else { return nil }
            quarter = version.numbers[1]
        }
    }

    /// The first day on which it may have come.
    package var firstDay: Day { Self.start(year < 2021 ? 1 : quarter, of: year) }

    /// The last day on which it is sure to get patches: six months after the first day on which it may have come.
    package var supportedAtLeastUntil: Day { Self.start(quarter + 2, of: year) }

    /// From this day on it is sure to get none.
    package var unsupportedFrom: Day { Self.start(quarter + 4, of: year) }

    private static func start(_ quarter: Int, of year: Int) -> Day {
        let (years, index) = (quarter - 1).quotientAndRemainder(dividingBy: 4)
        let month = ["01", "04", "07", "10"][index]
        guard let day = Day("\(year + years)-\(month)-01") else {
            preconditionFailure("a year of four digits")
        }
        return day
    }
}
