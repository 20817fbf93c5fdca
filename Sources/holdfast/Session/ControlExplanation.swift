import Convergence
import PolicyText

/// What `holdfast explain ID POLICY` says of a control.
struct ControlExplanation {
    private let control: Control
    private let policy: Policy

    init(_ control: Control, in policy: Policy) {
        self.control = control
        self.policy = policy
    }

    var text: String {
        let source = policy.sources[Int(control.range.source.index)].name
        var lines = ["\(control.id): \(control.title)"]
        lines.append(
            "  \(control.severity.rawValue), in \(control.section), a \(type(of: control.resource).keyword)")
        lines.append("  written at \(source):\(control.range.start.line)")
        if !control.why.isEmpty { lines += ["", control.why] }
        if !control.references.isEmpty {
            lines += ["", "References:"]
            lines += control.references.map { "  \($0.standard) \($0.id)" }
        }
        if !control.tags.isEmpty { lines += ["", "Tags: \(control.tags.joined(separator: ", "))"] }
        if !control.after.isEmpty { lines += ["", "After: \(control.after.joined(separator: ", "))"] }
        if let audit = control.audit {
            lines += ["", "Only looked at until \(audit.until): \(audit.because)"]
        }
        let claims = control.claims.map { claim in
            claim.part.map { "\($0) of \(claim.subject)" } ?? claim.subject.description
        }
        if !claims.isEmpty { lines += ["", "Holds: \(claims.joined(separator: ", "))"] }
        if let caveat = type(of: control.resource).caveat { lines += ["", "Tried: \(caveat)"] }
        return lines.joined(separator: "\n") + "\n"
    }
}
