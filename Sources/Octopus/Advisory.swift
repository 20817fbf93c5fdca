package import Convergence

/// One known vulnerability, as a table tells it.
package struct Advisory: Hashable, Sendable {
    /// From the first version that has it on, and before the first that has it no more.
    package struct Range: Hashable, Sendable {
        package var introduced: OctopusVersion
        package var fixed: OctopusVersion

        func contains(_ version: OctopusVersion) -> Bool { introduced <= version && version < fixed }
    }

    /// `CVE-2024-2975`.
    package var id: String
    package var product: String
    package var summary: String
    package var ranges: [Range]
    /// The first and the last day on which it may have been published; mostly only the year is known.
    package var published: ClosedRange<Day>
    /// As the sources write it; `nil` where none was given.
    package var score: String?
    package var severity: Control.Severity?
    package var url: String
    /// The operating system of the servers that are concerned; `nil` where it does not matter.
    package var onlyOn: String?
    /// The sources do not agree, or leave something out: `note` says what.
    package var isUncertain: Bool
    package var note: String?

    package func affects(_ version: OctopusVersion) -> Bool {
        ranges.contains { $0.contains(version) }
    }

    /// The versions that have it no more, one for each line it was fixed in, in their order.
    package var fixes: [OctopusVersion] { ranges.map(\.fixed).sorted() }

    /// How many days it has been public at least and at most, on a day.
    package func daysPublic(on day: Day) -> ClosedRange<Int> {
        let most = max(0, day.number - published.lowerBound.number)
        return min(most, max(0, day.number - published.upperBound.number))...most
    }
}
