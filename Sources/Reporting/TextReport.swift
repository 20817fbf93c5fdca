internal import Convergence
internal import PolicyText

/// The report for a person at a terminal: what is not as wanted, by section, and what to do next.
struct TextReport {
    private let report: RunReport
    private let style: TextStyle
    private let tally: Tally

    init(_ report: RunReport, style: TextStyle) {
        self.report = report
        self.style = style
        tally = Tally(report.results)
    }

    func rendered() -> String {
        var text = ""
        if style.verbosity > .quiet {
            text += header
            let isVerbose = style.verbosity == .verbose
            for group in report.results.grouped(showing: { isVerbose || !$0.outcome.isQuiet }) {
                text += "\n" + style.paint(VisibleText.line(group.section), .bold) + "\n"
                let (told, blind, unstated) = parted(group.indices)
                text += rendered(told)
                let checkup = CheckupText(report, style: style)
                if !blind.isEmpty { text += checkup.blind(blind) }
                if !unstated.isEmpty { text += checkup.unstated(unstated) }
            }
            for conflict in report.conflicts { append(conflict, to: &text) }
            if !report.orphans.isEmpty { appendOrphans(to: &text) }
            if report.remote != nil {
                let checkup = CheckupText(report, style: style)
                text += checkup.sections + checkup.urgent
            }
            text += "\n"
        }
        text += summary
        return text
    }

    /// Those to tell of one by one; the ids of those that nobody without a key can tell; the ids of those that nobody has
    /// stated: each of the two is said once for all such of a section.
    private func parted(_ indices: [Int]) -> (told: [Int], blind: [String], unstated: [String]) {
        guard let remote = report.remote, style.verbosity < .verbose else { return (indices, [], []) }
        var parted: (told: [Int], blind: [String], unstated: [String]) = ([], [], [])
        for index in indices {
            let result = report.results[index]
            switch (result.outcome, result.cause) {
            case (.unknown, .denied) where !remote.isKeyed: parted.blind.append(result.id)
            case (.unknown, .unstated): parted.unstated.append(result.id)
            default: parted.told.append(index)
            }
        }
        return parted
    }

    private var header: String {
        let host = report.host
        let title = [report.policy.name, report.policy.title].map(VisibleText.line).filter { !$0.isEmpty }
        var text = style.paint("\(report.command.rawValue) \(title.joined(separator: ": "))", .bold)
        // A tree that is being made may have no name yet.
        let system = [host.os, host.version].filter { !$0.isEmpty }.joined(separator: " ")
        let facts = [host.name, system, host.architecture].filter { !$0.isEmpty }.joined(separator: ", ")
        text += "\n"
        if let remote = report.remote { text += CheckupText.header(of: remote) }
        text += report.command == .checkup ? "  from    " : "  host    "
        text += VisibleText.line(facts)
        if report.root != "/" { text += ", under \(VisibleText.line(report.root))" }
        text += "\n  time    \(Moment.text(ofSeconds: report.seconds))\n"
        if report.remote != nil { text += CheckupText(report, style: style).verdict }
        if let run = report.run { text += "  run     \(VisibleText.line(run))\n" }
        guard report.command == .plan || style.verbosity == .verbose else { return text }
        for (number, source) in report.policy.sources.enumerated() {
            let label = number == 0 ? "  policy  " : "          "
            let digest = style.paint("sha256:\(VisibleText.line(String(source.sha256.prefix(12))))", .faint)
            text += "\(label)\(VisibleText.line(source.name))  \(digest)\n"
        }
        return text
    }

    /// Those of thousands on all processors.
    private func rendered(_ indices: [Int]) -> String {
        let chunk = 256
        return (0..<(indices.count + chunk - 1) / chunk).concurrentMap { number in
            var text = ""
            for index in indices[number * chunk..<min(indices.count, (number + 1) * chunk)] {
                append(report.results[index], to: &text)
            }
            return text
        }.joined()
    }

    private func append(_ result: ControlResult, to text: inout String) {
        let colour = style.colour(of: result.outcome)
        text += "  " + style.paint(style.mark(of: result.outcome), colour) + " "
        text += style.paint(VisibleText.line(result.id), .bold)
        if !result.title.isEmpty { text += "  \(VisibleText.line(result.title))" }
        if result.outcome != .compliant {
            text += "  " + style.paint("[\(result.outcome.words), \(result.severity.rawValue)]", colour)
        }
        text += "\n"
        if style.verbosity == .verbose { appendBackground(of: result, to: &text) }
        for detail in result.details(of: report.command, isWhole: style.verbosity == .verbose) {
            append(detail, to: &text)
        }
    }

    private func append(_ detail: Detail, to text: inout String) {
        text += "      " + String(repeating: "  ", count: detail.depth)
        let shown = style.unicode ? detail.text : detail.text.asciiMarks
        text += style.paint(shown, style.colour(of: detail.role)) + "\n"
    }

    private func appendBackground(of result: ControlResult, to text: inout String) {
        var lines: [String] = []
        if !result.why.isEmpty { lines.append("why: \(VisibleText.line(result.why))") }
        if !result.references.isEmpty {
            let references = result.references.map { "\($0.standard) \($0.id)" }.joined(separator: ", ")
            lines.append("from: \(VisibleText.line(references))")
        }
        if let place = result.place { lines.append("at: \(place.words)") }
        if let caveat = result.caveat { lines.append(VisibleText.line(caveat)) }
        for line in lines { text += "      " + style.paint(line, .faint) + "\n" }
    }

    private func append(_ conflict: RunReport.Conflict, to text: inout String) {
        let controls = conflict.controls.map(VisibleText.line).joined(separator: " and ")
        let over =
            conflict.over.isEmpty
            ? "changed in turn without coming to rest"
            : "undo each other over \(VisibleText.line(conflict.over))"
        text += "\n" + style.paint("! \(controls) \(over)", .red) + "\n"
        for place in conflict.places { text += "      at \(place.words)\n" }
    }

    private func appendOrphans(to text: inout String) {
        text += "\n" + style.paint("no longer in the policy, left as it is", .bold) + "\n"
        for orphan in report.orphans {
            let subjects = orphan.subjects.map(VisibleText.line).joined(separator: ", ")
            let run = VisibleText.line(orphan.run)
            text += "  \(style.dash) \(VisibleText.line(orphan.control)): \(subjects)  (run \(run))\n"
        }
    }

    private var summary: String {
        let isGood = report.verdict == .asWanted
        var text = ""
        if let remote = report.remote { text += "sent: \(remote.sentWords)\n" }
        text +=
            style.paint(report.verdict.words, isGood ? .green : .yellow) + " \(style.dot) " + tally.words
        if report.remote != nil, let score = report.score.value {
            text += " \(style.dot) score \(score) of 100"
        }
        if report.skipped > 0 { text += " (\(report.skipped) more left out by --only or --skip)" }
        text += " \(style.dot) \(Moment.duration(ofMilliseconds: report.milliseconds))\n"
        for line in NextStep.lines(after: report, tally) { text += line + "\n" }
        return text
    }
}

extension String {
    /// The few marks of ours outside ASCII, in ASCII.
    var asciiMarks: String {
        guard !utf8.allSatisfy({ $0 < 0x80 }) else { return self }
        return replacing("‹secret ", with: "<secret ").replacing("›", with: ">").replacing("…", with: "...")
    }
}
