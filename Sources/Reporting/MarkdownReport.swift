internal import Convergence

/// A table for each section and what differs below it: for a pull request's comment or `$GITHUB_STEP_SUMMARY`.
struct MarkdownReport {
    private let report: RunReport
    private let style: TextStyle

    /// A comment on GitHub takes 65,536 characters; some room is left for the end.
    static let limit = 60_000

    init(_ report: RunReport, style: TextStyle) {
        self.report = report
        self.style = style
    }

    func rendered() -> String {
        let tally = Tally(report.results)
        let name = Markdown.escaped(report.policy.name)
        var text =
            "## holdfast \(report.command.rawValue): \(name) on \(Markdown.escaped(report.subject))\n\n"
        text +=
            "**\(report.verdict.words)** · \(tally.words) · \(Moment.duration(ofMilliseconds: report.milliseconds))\n"
        if let remote = report.remote { text += checkup(remote) }
        if report.skipped > 0 { text += "\n\(report.skipped) more left out by `--only` or `--skip`.\n" }
        for conflict in report.conflicts { text += Self.conflict(conflict) }
        let isVerbose = style.verbosity == .verbose
        var leftOut = 0
        for group in report.results.grouped(showing: { isVerbose || !$0.outcome.isQuiet }) {
            append(group.indices, of: group.section, to: &text, &leftOut)
        }
        if !report.orphans.isEmpty {
            text += "\n### No longer in the policy, left as it is\n\n"
            for orphan in report.orphans {
                let subjects = orphan.subjects.map(Markdown.code).joined(separator: ", ")
                let line =
                    "- \(Markdown.code(orphan.control)): \(subjects) (run \(Markdown.code(orphan.run)))\n"
                if text.utf8.count + line.utf8.count > Self.limit { leftOut += 1 } else { text += line }
            }
        }
        if leftOut > 0 {
            text += "\n\(leftOut) more are left out here for want of room; `--format text` shows all.\n"
        }
        let next = NextStep.lines(after: report, tally)
        if !next.isEmpty { text += "\n" + Markdown.fenced(next.joined(separator: "\n"), as: "") }
        return text
    }

    /// Where an Octopus Server stands.
    private func checkup(_ remote: RemoteSummary) -> String {
        var text = "\nScore **\(report.score.words)** of 100 · \(Markdown.escaped(remote.serverWords)), "
        text += "\(Markdown.escaped(remote.accessWords)) · sent \(Markdown.escaped(remote.sentWords))\n"
        text +=
            "\n| section | score | as wanted | not | could not tell | waived |\n|---|--:|--:|--:|--:|--:|\n"
        for section in report.sections {
            let counts = [Standing.asWanted, .differs, .unknown, .waived].map { String(section[$0]) }
            let cells = [Markdown.escaped(section.section), section.score.words] + counts
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        return text
    }

    private func append(_ indices: [Int], of section: String, to text: inout String, _ leftOut: inout Int) {
        let head =
            "\n### \(Markdown.escaped(section))\n\n| | control | severity | outcome |\n|---|---|---|---|\n"
        guard text.utf8.count + head.utf8.count < Self.limit else {
            leftOut += indices.count
            return
        }
        text += head
        var blocks: [String] = []
        for index in indices {
            let result = report.results[index]
            let row = row(of: result)
            guard text.utf8.count + row.utf8.count < Self.limit else {
                leftOut += 1
                continue
            }
            text += row
            let details = result.details(of: report.command, isWhole: style.verbosity == .verbose)
            if !details.isEmpty { blocks.append(Self.block(result, details)) }
        }
        for block in blocks {
            if text.utf8.count + block.utf8.count < Self.limit { text += block } else { leftOut += 1 }
        }
    }

    private func row(of result: ControlResult) -> String {
        var outcome = result.outcome.words
        if let mark = result.mark, mark != .byHand, report.command != .apply {
            outcome += ", \(mark.rawValue)"
        }
        if let waiver = result.waiver { outcome += " until \(waiver.until)" }
        let mark = Markdown.escaped(style.mark(of: result.outcome))
        let control = "\(Markdown.code(result.id)) \(Markdown.escaped(result.title))"
        return "| \(mark) | \(control) | \(result.severity.rawValue) | \(outcome) |\n"
    }

    private static func block(_ result: ControlResult, _ details: [Detail]) -> String {
        // Signs must stand in the first column for the colours of a diff.
        let isDiff = details.contains { $0.role == .hunk }
        let body = isDiff ? details.map(\.flush).plainText() : details.plainText()
        let place = result.place.map { " at \(Markdown.escapedHTML($0.words))" } ?? ""
        return
            "\n<details><summary>\(Markdown.escapedHTML(VisibleText.line(result.id)))\(place)</summary>\n\n"
            + Markdown.fenced(body, as: isDiff ? "diff" : "") + "\n</details>\n"
    }

    private static func conflict(_ conflict: RunReport.Conflict) -> String {
        let controls = conflict.controls.map(Markdown.code).joined(separator: " and ")
        let over =
            conflict.over.isEmpty
            ? "are changed in turn without coming to rest"
            : "undo each other over \(Markdown.code(conflict.over))"
        let places = conflict.places.map { Markdown.code($0.words) }.joined(separator: ", ")
        return "\n> **Contradiction:** \(controls) \(over) (\(places)).\n"
    }
}

extension Detail {
    /// Lines of a diff stand at the very left.
    fileprivate var flush: Detail {
        var detail = self
        switch role {
        case .hunk, .kept, .removed, .added: detail.depth = 0
        case .plain, .label, .wanted, .found: break
        }
        return detail
    }
}

/// The result of an undo.
struct UndoMarkdownReport {
    private let report: UndoReport

    init(_ report: UndoReport) { self.report = report }

    func rendered() -> String {
        var text = "## holdfast undo: \(Markdown.code(report.of))\n\n**\(report.summaryWords)**\n"
        guard !report.entries.isEmpty else { return text }
        text += "\n| subject | control | what became of it |\n|---|---|---|\n"
        var leftOut = 0
        for entry in report.entries {
            let fate = entry.fate.words(isDone: report.run != nil)
            let reason = entry.reason.map { ": " + Markdown.escaped(VisibleText.shortened($0)) } ?? ""
            let subject = Markdown.code(VisibleText.shortened(entry.subject.description))
            let row = "| \(subject) | \(Markdown.code(entry.control)) | \(fate)\(reason) |\n"
            if text.utf8.count + row.utf8.count > MarkdownReport.limit { leftOut += 1 } else { text += row }
        }
        if leftOut > 0 { text += "\n\(leftOut) more are left out here for want of room.\n" }
        return text
    }
}
