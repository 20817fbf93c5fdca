package import Convergence

/// A rendering of the one result data. No format decides anything: all say the same.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
    /// For a person at a terminal.
    case text
    /// The whole data as one object.
    case json
    /// The data as a stream: one object on each line.
    case jsonl
    /// Static Analysis Results Interchange Format 2.1.0.
    case sarif
    /// The XML that build servers read as test results.
    case junit
    /// Workflow commands of GitHub Actions, which become annotations.
    case github
    /// For a pull request's comment or `$GITHUB_STEP_SUMMARY`.
    case markdown
    /// One page that needs nothing beside itself: for a browser, for paper, for an auditor.
    case html

    /// What the result of an undo, or the list of runs, can be rendered as.
    package static let ofUndo: [ReportFormat] = [.text, .json, .jsonl, .markdown]
    package static let ofHistory: [ReportFormat] = [.text, .json, .jsonl]
}

/// Renders the result of a plan, an apply or a check; ends with a newline unless it is empty.
///
/// `exitCode` is what the process will answer, where that is already known: formats that have a place for it say it.
package func render(
    _ report: RunReport, as format: ReportFormat, style: TextStyle = TextStyle(), exitCode: Int32? = nil
) -> String {
    let report = report.withholdingSecrets()
    return switch format {
    case .text: TextReport(report, style: style).rendered()
    case .json: JSONReport(report, exitCode: exitCode).rendered()
    case .jsonl: JSONLinesReport(report, exitCode: exitCode).rendered()
    case .sarif: SARIFReport(report, style: style, exitCode: exitCode).rendered()
    case .junit: JUnitReport(report).rendered()
    case .github: GitHubReport(report).rendered()
    case .markdown: MarkdownReport(report, style: style).rendered()
    case .html: HTMLReport(report, style: style).rendered()
    }
}

/// Renders the result of an undo; `nil` for a format that is not in `ReportFormat.ofUndo`.
package func render(
    _ report: UndoReport, as format: ReportFormat, style: TextStyle = TextStyle(), exitCode: Int32? = nil
) -> String? {
    let report = report.withholdingSecrets()
    return switch format {
    case .text: UndoTextReport(report, style: style).rendered()
    case .json: UndoJSONReport(report, exitCode: exitCode).rendered()
    case .jsonl: UndoJSONReport(report, exitCode: exitCode).renderedLines()
    case .markdown: UndoMarkdownReport(report).rendered()
    case .sarif, .junit, .github, .html: nil
    }
}

/// Renders the list of runs; `nil` for a format that is not in `ReportFormat.ofHistory`.
package func render(
    _ history: [HistoryRow], as format: ReportFormat, style: TextStyle = TextStyle()
) -> String? {
    switch format {
    case .text: HistoryText(history, style: style).rendered()
    case .json: JSONText.pretty(history)
    case .jsonl: history.map { JSONText.line($0) }.joined()
    case .sarif, .junit, .github, .markdown, .html: nil
    }
}
