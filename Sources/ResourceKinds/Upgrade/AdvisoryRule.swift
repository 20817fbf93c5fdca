internal import Convergence
internal import Octopus

/// How long a known vulnerability may stay, by its severity.
struct AdvisoryRule: Sendable {
    enum Platform: String, Sendable, CaseIterable {
        case linux
        case windows
    }

    /// The vendor's own targets for a fix: https://octopus.com/docs/security
    private static let targets: [Control.Severity: TimeSpan] = [
        .critical: .days(14), .high: .days(30), .medium: .days(60), .low: .days(90),
    ]

    private let noneOlderThan: [Control.Severity: TimeSpan]
    private let tableNoOlderThan: TimeSpan
    private let runsOn: Platform?

    init(reading fields: inout Fields) {
        noneOlderThan = fields.optional(
            "none-older-than", .mapping(Self.limits), default: Self.targets,
            shown: "the vendor's own targets",
            "How long after its publication an advisory that concerns this version may stay, by its severity."
        )
        tableNoOlderThan = fields.optional(
            "table-no-older-than", .duration, default: .days(45),
            "With an older table of advisories nothing is called free of them.")
        runsOn = fields.optional(
            "runs-on", .choice,
            "The operating system of the server, linux or windows: some advisories concern only one.")
    }

    private static func limits(reading fields: inout Fields) -> [Control.Severity: TimeSpan] {
        var limits: [Control.Severity: TimeSpan] = [:]
        for severity in Control.Severity.allCases.reversed() {
            limits[severity] = fields.optional(
                severity.rawValue, .duration, default: targets[severity] ?? .days(14),
                "For advisories of \(severity.rawValue) severity.")
        }
        return limits
    }

    func assess(_ version: OctopusVersion, with table: Seen, at seconds: Int, into findings: inout Findings) {
        let json: JSON
        switch table {
        case .refused(let error): return findings.cannotTell(error)
        case .missing: return findings.cannotTell(HostError(.unsupported, "there is no table of advisories"))
        case .document(let document): json = document
        }
        let table: AdvisoryTable
        do throws(HostError) { table = try AdvisoryTable(json: json) } catch {
            return findings.cannotTell(error)
        }
        let today = Day(ofSeconds: seconds)
        for advisory in table.advisories(affecting: version, of: "octopus-server") {
            assess(advisory, version, on: today, into: &findings)
        }
        let age = TimeSpan.days(today.number - table.asOf.number)
        if table.isOlder(than: version) {
            findings.cannotTell(.newer(version, than: table.asOf))
        } else if age > tableNoOlderThan {
            findings.cannotTell(.old(table.asOf, age))
        }
    }

    private func assess(
        _ advisory: Advisory, _ version: OctopusVersion, on today: Day, into findings: inout Findings
    ) {
        if let only = advisory.onlyOn, let runsOn, only != runsOn.rawValue { return }
        let days = advisory.daysPublic(on: today)
        let limits = advisory.severity.map { [noneOlderThan[$0]] } ?? Array(noneOlderThan.values)
        let seconds = limits.compactMap { $0?.seconds }
        guard let least = seconds.min(), let most = seconds.max() else { return }
        // It may stay that long: whatever the day it was published on, and whatever its severity is.
        if days.upperBound * 86_400 <= least { return }
        if advisory.isUncertain { return findings.cannotTell(.uncertain(advisory)) }
        if advisory.onlyOn != nil, runsOn == nil { return findings.cannotTell(.platform(advisory)) }
        guard days.lowerBound * 86_400 > most else { return findings.cannotTell(.undated(advisory, days)) }
        findings.differs(
            advisory.id, wanted: .absent,
            found: .text(
                "\(advisory.summary), \(advisory.severity?.rawValue ?? "of unknown severity"), \(public: days)"
            ),
            how: .upgrade(advisory, from: version))
    }
}

extension String.StringInterpolation {
    fileprivate mutating func appendInterpolation(public days: ClosedRange<Int>) {
        appendLiteral(
            days.lowerBound == days.upperBound
                ? "public for \(days.lowerBound) days"
                : "public for \(days.lowerBound) to \(days.upperBound) days")
    }
}

extension HostError {
    fileprivate static func newer(_ version: OctopusVersion, than day: Day) -> Self {
        Self(
            .unsupported,
            "\(version) is newer than the table of advisories, which is of \(day): a newer holdfast has a newer table"
        )
    }
    fileprivate static func old(_ day: Day, _ age: TimeSpan) -> Self {
        Self(
            .unsupported,
            "what was published since \(day), \(age) ago, is not in the table of advisories: a newer holdfast has a newer "
                + "table; https://advisories.octopus.com tells the rest")
    }
    fileprivate static func uncertain(_ advisory: Advisory) -> Self {
        Self(
            .unsupported,
            "\(advisory.id) (\(advisory.summary)) may concern this version, its sources are uncertain: "
                + "\(advisory.note ?? "no more is known"); \(advisory.url)")
    }
    fileprivate static func platform(_ advisory: Advisory) -> Self {
        Self(
            .unsupported,
            "\(advisory.id) (\(advisory.summary)) concerns servers on \(advisory.onlyOn ?? "") alone: say with 'runs-on' what "
                + "this one runs on")
    }
    fileprivate static func undated(_ advisory: Advisory, _ days: ClosedRange<Int>) -> Self {
        Self(
            .unsupported,
            "\(advisory.id) (\(advisory.summary)) concerns this version and is \(public: days), "
                + "\(advisory.severity?.rawValue ?? "of unknown severity"): \(advisory.url) tells the day")
    }
}

extension String {
    /// Fixes are made for each line on its own: the one of this line, or else the first after it.
    fileprivate static func upgrade(_ advisory: Advisory, from version: OctopusVersion) -> Self {
        let later = advisory.fixes.filter { $0 > version }
        let fix = later.first { $0.line == version.line } ?? later.first
        return
            "upgrade to \(fix.map { "\($0) or newer" } ?? "the newest version") for \(advisory.id): \(advisory.url)"
    }
}
