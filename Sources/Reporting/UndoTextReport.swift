internal import Convergence

/// The result of an undo for a person: what is back as it was, and what is not and why.
struct UndoTextReport {
    private let report: UndoReport
    private let style: TextStyle

    init(_ report: UndoReport, style: TextStyle) {
        self.report = report
        self.style = style
    }

    func rendered() -> String {
        var text = ""
        if style.verbosity > .quiet {
            let verb = report.run == nil ? "would undo" : "undo of"
            text += style.paint("\(verb) \(VisibleText.line(report.of))", .bold) + "\n"
            for entry in report.entries where style.verbosity == .verbose || entry.fate != .alreadySo {
                append(entry, to: &text)
            }
            text += "\n"
        }
        return text + summary
    }

    private func append(_ entry: UndoReport.Entry, to text: inout String) {
        text += "  " + style.paint(style.mark(of: entry.fate), style.colour(of: entry.fate)) + " "
        text += VisibleText.shortened(entry.subject.description)
        text +=
            "  "
            + style.paint("[\(entry.fate.words(isDone: report.run != nil))]", style.colour(of: entry.fate))
        text += "  \(VisibleText.line(entry.control))\n"
        for detail in entry.details(isWhole: style.verbosity == .verbose) {
            let shown = style.unicode ? detail.text : detail.text.asciiMarks
            text += "      " + String(repeating: "  ", count: detail.depth)
            text += style.paint(shown, style.colour(of: detail.role)) + "\n"
        }
    }

    private var summary: String {
        var text = report.summaryWords + "\n"
        if report.run == nil {
            guard report.entries.contains(where: { $0.fate == .restored }) else { return text }
            text += "next: holdfast undo \(NextStep.shellQuoted([report.of] + report.invocation.host))\n"
        } else if !report.isComplete {
            text += "next: decide what is listed as not taken back; it was left alone\n"
        }
        return text
    }
}

extension TextStyle {
    fileprivate func mark(of fate: UndoReport.Fate) -> String {
        switch fate {
        case .restored: "+"
        case .alreadySo: unicode ? "✓" : "="
        case .conflict: "?"
        case .impossible: unicode ? "–" : "-"
        case .failed: "!"
        }
    }

    fileprivate func colour(of fate: UndoReport.Fate) -> Colour {
        switch fate {
        case .restored, .alreadySo: .green
        case .conflict, .impossible: .yellow
        case .failed: .red
        }
    }
}

extension UndoReport {
    /// `taken back · 3 restored, 1 conflict`.
    var summaryWords: String {
        let fates: [Fate] = [.restored, .alreadySo, .conflict, .impossible, .failed]
        let counts = fates.compactMap { fate -> String? in
            let count = entries.count { $0.fate == fate }
            return count == 0 ? nil : "\(count) \(fate.words(isDone: run != nil))"
        }
        let head =
            if entries.isEmpty { "nothing to take back" } else if !isComplete {
                run == nil ? "cannot all be taken back" : "not all taken back"
            } else { run == nil ? "can be taken back" : "taken back" }
        return counts.isEmpty ? head : "\(head): \(counts.joined(separator: ", "))"
    }
}

extension UndoReport.Fate {
    func words(isDone: Bool) -> String {
        switch self {
        case .restored: isDone ? "restored" : "would be restored"
        case .alreadySo: "already as before"
        case .conflict: "changed since and left alone"
        case .impossible: "no way back"
        case .failed: "failed"
        }
    }
}
