internal import Convergence

/// The data as a stream: `version` first, then one object for each control, conflict and orphan, `summary` last.
///
/// Every object has `type`, and `@level`, `@message`, `@module` and `@timestamp` for readers that know no more.
struct JSONLinesReport {
    private let report: RunReport
    private let exitCode: Int32?

    init(_ report: RunReport, exitCode: Int32?) {
        self.report = report
        self.exitCode = exitCode
    }

    func rendered() -> String {
        let tally = Tally(report.results)
        var text = put(
            "version", .info, "\(report.tool.name) \(report.tool.version)",
            Version(report: report))
        for result in report.results {
            let message = "\(VisibleText.line(result.id)): \(result.outcome.words)"
            text += put("control", result.level, message, ControlBody(control: result))
        }
        for conflict in report.conflicts {
            let message =
                conflict.controls.map(VisibleText.line).joined(separator: " and ") + " undo each other"
            text += put("conflict", .error, message, conflict)
        }
        for orphan in report.orphans {
            let message = "\(VisibleText.line(orphan.control)): no longer in the policy, left as it is"
            text += put("orphan", .info, message, orphan)
        }
        let summary = Summary(
            verdict: report.verdict, exitCode: exitCode, counts: tally.byName,
            milliseconds: report.milliseconds, skipped: report.skipped, run: report.run,
            score: ScoreRecord(report.score), remote: report.remote)
        return text + put("summary", .info, "\(report.verdict.words): \(tally.words)", summary)
    }

    private func put(_ type: String, _ level: EventLevel, _ message: String, _ body: some Encodable) -> String
    {
        JSONText.line(
            Event(
                type: type, level: level, message: message, timestamp: Moment.text(ofSeconds: report.seconds),
                body: body))
    }

    private struct Version: Encodable {
        let report: RunReport

        private enum CodingKeys: CodingKey { case formatVersion, tool, command, run, policy, host, root }

        func encode(to encoder: any Encoder) throws {
            var keyed = encoder.container(keyedBy: CodingKeys.self)
            try keyed.encode(report.formatVersion, forKey: .formatVersion)
            try keyed.encode(report.tool, forKey: .tool)
            try keyed.encode(report.command, forKey: .command)
            try keyed.encodeIfPresent(report.run, forKey: .run)
            try keyed.encode(report.policy, forKey: .policy)
            try keyed.encode(report.host, forKey: .host)
            try keyed.encode(report.root, forKey: .root)
        }
    }

    /// Under one key of its own, so that no field of a control can hide one of the event.
    private struct ControlBody: Encodable { let control: ControlResult }

    private struct Summary: Encodable {
        let verdict: Verdict
        let exitCode: Int32?
        let counts: [String: Int]
        let milliseconds: Int
        let skipped: Int
        let run: String?
        let score: ScoreRecord
        let remote: RemoteSummary?
    }
}

enum EventLevel: String, Encodable { case info, warn, error }

/// One line of a stream: what every event has, beside what this one has.
struct Event<Body: Encodable>: Encodable {
    let type: String
    let level: EventLevel
    let message: String
    let timestamp: String?
    let body: Body

    private enum CodingKeys: String, CodingKey {
        case type
        case level = "@level"
        case message = "@message"
        case module = "@module"
        case timestamp = "@timestamp"
    }

    func encode(to encoder: any Encoder) throws {
        try body.encode(to: encoder)
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        try keyed.encode(type, forKey: .type)
        try keyed.encode(level, forKey: .level)
        try keyed.encode(message, forKey: .message)
        try keyed.encode("holdfast", forKey: .module)
        try keyed.encodeIfPresent(timestamp, forKey: .timestamp)
    }
}

extension ControlResult {
    fileprivate var level: EventLevel {
        switch outcome {
        case .compliant, .fixed, .waived, .notApplicable: .info
        case .unknown, .deferred, .drifted, .byHand: .warn
        case .failed, .blocked, .unverified: .error
        }
    }
}
