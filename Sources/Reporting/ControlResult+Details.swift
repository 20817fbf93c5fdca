internal import Convergence

extension ControlResult {
    /// Everything under a control's title, in the order of a person's questions: what is wrong, what is done about
    /// it, what it waits for, and who gave leave.
    func details(of command: RunReport.Command, isWhole: Bool = false) -> [Detail] {
        subjectDetails + reasonDetails + differences.flatMap { $0.details(isWhole: isWhole) }
            + stepDetails(of: command) + afterDetails + leaveDetails
    }

    /// What it is about; a control that is as wanted needs no more than its title.
    private var subjectDetails: [Detail] {
        guard !subjects.isEmpty, outcome != .compliant, outcome != .notApplicable else { return [] }
        return [Detail(role: .label, text: VisibleText.shortened(subjects.joined(separator: ", "), to: 200))]
    }

    private var reasonDetails: [Detail] {
        guard let reason, !reason.isEmpty else { return [] }
        let label =
            switch outcome {
            case .unknown: "could not tell: "
            case .deferred: "decided later: "
            case .byHand: "by hand: "
            case .failed: "failed: "
            case .unverified: "still differs: "
            case .compliant, .drifted, .fixed, .blocked, .waived, .notApplicable: ""
            }
        let lines = reason.split(separator: "\n", omittingEmptySubsequences: true)
        return lines.enumerated().map { number, line in
            let text = VisibleText.shortened(String(line), to: 600)
            return number == 0
                ? Detail(role: .label, text: label + text) : Detail(role: .plain, text: text, depth: 1)
        }
    }

    private func stepDetails(of command: RunReport.Command) -> [Detail] {
        guard !steps.isEmpty || !followUps.isEmpty else { return [] }
        let verb =
            switch (command, outcome) {
            case (.apply, .fixed), (.apply, .unverified): "did"
            case (.apply, .failed): "tried, and took back"
            default: "would"
            }
        let sureness = command == .apply ? "" : mark.map { " (\($0.words))" } ?? ""
        var details = [Detail(role: .label, text: "\(verb)\(sureness):")]
        details += steps.map { Detail(role: .plain, text: $0.words, depth: 1) }
        details += followUps.map { followUp in
            let step = VisibleText.line(followUp.step.summary)
            return Detail(role: .plain, text: "afterwards \(step)", depth: 1)
        }
        return details
    }

    private var afterDetails: [Detail] {
        guard !after.isEmpty else { return [] }
        let label =
            switch outcome {
            case .deferred: "after"
            case .blocked: "blocked by"
            default: "rests on"
            }
        let ids = after.map(VisibleText.line).joined(separator: ", ")
        return [Detail(role: .label, text: "\(label): \(ids)")]
    }

    private var leaveDetails: [Detail] {
        var details: [Detail] = []
        if let waiver {
            let ticket = waiver.ticket.map { " (\(VisibleText.line($0)))" } ?? ""
            let text =
                "waived until \(waiver.until) by \(VisibleText.line(waiver.approvedBy))\(ticket): "
                + VisibleText.line(waiver.because)
            details.append(Detail(role: .label, text: text))
        }
        if let audit {
            let text = "only looked at until \(audit.until): \(VisibleText.line(audit.because))"
            details.append(Detail(role: .label, text: text))
        }
        return details
    }
}

extension ControlResult.Mark {
    var words: String {
        switch self {
        case .exact: "exact"
        case .predicted: "predicted: rests on earlier controls"
        case .waits: "waits for an answer from outside"
        case .byHand: "by hand"
        }
    }
}

extension ControlResult.PlannedStep {
    /// `restart nginx.service [restart] (cannot be undone)`.
    var words: String {
        var words = VisibleText.shortened(summary, to: 300)
        if disruption != .none { words += " [\(disruption.rawValue)]" }
        if !canUndo { words += " (cannot be undone)" }
        return words
    }
}

extension ControlResult.Place {
    /// `prod.yaml:12:5`.
    var words: String { "\(VisibleText.line(file)):\(line):\(column)" }

    /// Whether it is in a file that a reader of the report can open.
    var isInFile: Bool { file != "-" && !file.hasPrefix("bundled:") }
}

extension [Detail] {
    /// As plain text, one line each, indented by `indent`.
    func plainText(indent: String = "") -> String {
        map { indent + String(repeating: "  ", count: $0.depth) + $0.text }.joined(separator: "\n")
    }
}
