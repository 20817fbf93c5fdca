internal import Convergence

extension ControlResult {
    /// What a person does about it, in lines, the first of which says most; empty where nothing is to be done.
    func remedy(in report: RunReport) -> [String] {
        switch outcome {
        case .compliant, .fixed, .notApplicable: return []
        case .byHand: return reasonLines.isEmpty ? ["mend it by hand"] : reasonLines
        case .unknown, .deferred:
            let label = outcome == .unknown ? "could not tell" : "decided later"
            return reasonLines.isEmpty ? [label] : ["\(label): \(reasonLines[0])"] + reasonLines.dropFirst()
        case .waived:
            guard let waiver else { return [] }
            let ticket = waiver.ticket.map { " (\(VisibleText.line($0)))" } ?? ""
            return [
                "leave until \(waiver.until), given by \(VisibleText.line(waiver.approvedBy))\(ticket): "
                    + VisibleText.line(waiver.because)
            ]
        case .failed, .unverified, .blocked:
            let ids = after.map(VisibleText.line).joined(separator: ", ")
            let blocked = ids.isEmpty ? [] : ["blocked by \(ids)"]
            return reasonLines + blocked + [command("apply", in: report)]
        case .drifted where report.command == .checkup:
            return reasonLines + [
                "holdfast new --from-checkup \(NextStep.policyWords(of: report)) writes a policy that can mend it"
            ]
        case .drifted:
            return reasonLines + [command(report.command == .plan ? "apply" : "plan", in: report)]
        }
    }

    private var reasonLines: [String] {
        (reason ?? "").split(separator: "\n").map { VisibleText.shortened(String($0), to: 600) }
    }

    /// The command that shows the change of this control alone, or makes it.
    private func command(_ verb: String, in report: RunReport) -> String {
        "holdfast \(verb) \(NextStep.policyWords(of: report)) --only \(NextStep.shellQuoted(id))"
    }
}
