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

    private enum CodingKeys: CodingKey { case verdict, exitCode, counts, time }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        try keyed.encode(report.verdict, forKey: .verdict)
        try keyed.encodeIfPresent(exitCode, forKey: .exitCode)
        try keyed.encode(Tally(report.results).byName, forKey: .counts)
        try keyed.encode(Moment.text(ofSeconds: report.seconds), forKey: .time)
    }
}

extension Tally {
    /// Every outcome's count under its name, none left out.
    var byName: [String: Int] {
        Dictionary(uniqueKeysWithValues: Outcome.allCases.map { ($0.rawValue, self[$0]) })
    }
}
