internal import Convergence

/// The whole data as one object: the report's own fields, and what follows from them.
struct JSONReport: Encodable {
    private let report: RunReport
    private let exitCode: Int32?

    init(_ report: RunReport, exitCode: Int32?) {
        self.report = report
        self.exitCode = exitCode
    }

    func rendered() -> String { JSONText.pretty(self) }

    private enum CodingKeys: CodingKey {
        case verdict, exitCode, counts, time, score, sections, mostUrgent
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        try keyed.encode(report.verdict, forKey: .verdict)
        try keyed.encodeIfPresent(exitCode, forKey: .exitCode)
        try keyed.encode(Tally(report.results).byName, forKey: .counts)
        try keyed.encode(Moment.text(ofSeconds: report.seconds), forKey: .time)
        try keyed.encode(ScoreRecord(report.score), forKey: .score)
        try keyed.encode(report.sections.map(SectionRecord.init), forKey: .sections)
        try keyed.encode(report.mostUrgent().map { UrgentRecord($0, in: report) }, forKey: .mostUrgent)
    }
}

/// A score, and what it was made from.
struct ScoreRecord: Encodable {
    /// Left out where nothing applies.
    let value: Int?
    let earned: Int
    let possible: Int

    init(_ score: Score) {
        value = score.value
        earned = score.earned
        possible = score.possible
    }
}

/// What a section comes to.
private struct SectionRecord: Encodable {
    let section: String
    let score: ScoreRecord
    let counts: [String: Int]

    init(_ summary: SectionSummary) {
        section = summary.section
        score = ScoreRecord(summary.score)
        counts = Dictionary(uniqueKeysWithValues: Standing.allCases.map { ($0.rawValue, summary[$0]) })
    }
}

/// One of the most urgent controls, in few words; `results` says the rest.
private struct UrgentRecord: Encodable {
    let id: String
    let section: String
    let title: String
    let severity: Control.Severity
    let outcome: Outcome
    let remedy: [String]

    init(_ result: ControlResult, in report: RunReport) {
        id = result.id
        section = result.section
        title = result.title
        severity = result.severity
        outcome = result.outcome
        remedy = result.remedy(in: report)
    }
}

extension Tally {
    /// Every outcome's count under its name, none left out.
    var byName: [String: Int] {
        Dictionary(uniqueKeysWithValues: Outcome.allCases.map { ($0.rawValue, self[$0]) })
    }
}
