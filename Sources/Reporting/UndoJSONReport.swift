internal import Convergence

/// The result of an undo as one object, or as a stream of objects.
struct UndoJSONReport: Encodable {
    private let report: UndoReport
    private let exitCode: Int32?

    init(_ report: UndoReport, exitCode: Int32?) {
        self.report = report
        self.exitCode = exitCode
    }

    func rendered() -> String { JSONText.pretty(self) }

    func renderedLines() -> String {
        var text = line("version", .info, "undo of \(VisibleText.line(report.of))", Version(report))
        for entry in report.entries {
            let level: EventLevel =
                switch entry.fate {
                case .restored, .alreadySo: .info
                case .conflict, .impossible: .warn
                case .failed: .error
                }
            let fate = entry.fate.words(isDone: report.run != nil)
            text += line("entry", level, "\(VisibleText.line(entry.subject.description)): \(fate)", entry)
        }
        return text
            + line(
                "summary", .info, report.summaryWords,
                Summary(isComplete: report.isComplete, exitCode: exitCode))
    }

    private func line(_ type: String, _ level: EventLevel, _ message: String, _ body: some Encodable)
        -> String
    {
        JSONText.line(Event(type: type, level: level, message: message, timestamp: nil, body: body))
    }

    private enum CodingKeys: CodingKey { case isComplete, exitCode }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        try keyed.encode(report.isComplete, forKey: .isComplete)
        try keyed.encodeIfPresent(exitCode, forKey: .exitCode)
    }

    private struct Version: Encodable {
        let formatVersion: String
        let of: String
        let run: String?

        init(_ report: UndoReport) {
            formatVersion = report.formatVersion
            of = report.of
            run = report.run
        }
    }

    private struct Summary: Encodable {
        let isComplete: Bool
        let exitCode: Int32?
    }
}
