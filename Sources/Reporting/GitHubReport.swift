internal import Convergence

/// Workflow commands of GitHub Actions: an annotation at the line of each control that is not as wanted.
///
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
struct GitHubReport {
    private let report: RunReport

    init(_ report: RunReport) { self.report = report }

    func rendered() -> String {
        var commands: [(level: Level, line: String)] = report.conflicts.map { conflict in
            let ids = conflict.controls.joined(separator: " and ")
            let over = conflict.over.isEmpty ? "" : " over \(VisibleText.line(conflict.over))"
            let places = conflict.places.map(\.words).joined(separator: "\n")
            let line = Self.command(.error, conflict.places.first, ids, "undo each other\(over)\n\(places)")
            return (.error, line)
        }
        for result in report.results {
            guard let level = result.annotation(in: report.command) else { continue }
            let body = result.details(of: report.command).plainText()
            let message =
                "\(result.outcome.words) (\(result.severity.rawValue))" + (body.isEmpty ? "" : "\n") + body
            let title = "\(result.id): \(result.title)"
            commands.append((level, Self.command(level, result.place, title, message)))
        }
        for orphan in report.orphans {
            let message = "no longer in the policy, left as it is: \(orphan.subjects.joined(separator: ", "))"
            commands.append((.notice, Self.command(.notice, nil, orphan.control, VisibleText.line(message))))
        }
        // GitHub shows only the first few of a step: the worst come first.
        let ordered = Level.allCases.flatMap { level in commands.filter { $0.level == level }.map(\.line) }
        let tally = Tally(report.results)
        let text = "holdfast \(report.command.rawValue): \(report.verdict.words), \(tally.words)\n"
        return ordered.joined() + text
    }

    enum Level: String, CaseIterable { case error, warning, notice }

    static func command(
        _ level: Level, _ place: ControlResult.Place?, _ title: String, _ message: String
    ) -> String {
        var properties: [(String, String)] = []
        if let place, place.isInFile {
            properties += [("file", place.file), ("line", String(place.line))]
            // Columns count only within one line.
            if place.endLine == place.line {
                properties += [("col", String(place.column)), ("endColumn", String(place.endColumn))]
            }
            properties.append(("endLine", String(place.endLine)))
        }
        properties.append(("title", title))
        let written = properties.map { "\($0.0)=\(property(VisibleText.line($0.1)))" }.joined(separator: ",")
        return "::\(level.rawValue) \(written)::\(data(message))\n"
    }

    /// As the toolkit escapes a message: actions/toolkit, packages/core/src/command.ts.
    static func data(_ text: String) -> String { escaped(text, also: []) }

    static func property(_ text: String) -> String { escaped(text, also: [":", ","]) }

    private static func escaped(_ text: String, also more: Set<Unicode.Scalar>) -> String {
        var result = ""
        // By scalar: a carriage return and its newline are one character.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where more.contains(scalar): result += "%3A"
            case "," where more.contains(scalar): result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension ControlResult {
    fileprivate func annotation(in command: RunReport.Command) -> GitHubReport.Level? {
        switch outcome {
        case .compliant, .fixed, .waived, .notApplicable: return nil
        case .unknown: return .warning
        case .deferred where command != .apply: return .notice
        case .drifted, .failed, .blocked, .unverified, .byHand, .deferred:
            switch severity {
            case .critical, .high: return .error
            case .medium: return .warning
            case .low: return .notice
            }
        }
    }
}
