internal import Convergence

/// What a reader of a report does next: said in every format for people.
enum NextStep {
    /// Each `label: command or advice`; empty where nothing is left to do.
    static func lines(after report: RunReport, _ tally: Tally) -> [String] {
        let policy = policyWords(of: report)
        var lines: [String] = []
        if !report.conflicts.isEmpty {
            return ["next: change one of the controls that undo each other; nothing is applied before"]
        }
        if report.results.isEmpty {
            let why = report.skipped > 0 ? "every control was left out" : "the policy holds no controls"
            return ["warning: \(why), so nothing was looked at"]
        }
        let isDenied = report.results.contains { $0.cause == .denied }
        if isDenied, report.remote == nil {
            lines.append("next: run as root, so that everything can be looked at")
        }
        switch report.command {
        case .plan:
            if tally[.drifted] > 0 {
                lines.append("next: holdfast apply \(policy)")
            } else if tally[.byHand] > 0 {
                lines.append("next: do what is said 'by hand', then: holdfast check \(policy)")
            }
        case .check:
            if tally[.drifted] > 0 {
                lines.append("next: holdfast plan \(policy)")
            } else if tally[.byHand] > 0 {
                lines.append("next: do what is said 'by hand', then: holdfast check \(policy)")
            }
        case .checkup:
            if let remote = report.remote { lines += blindness(of: report, remote) }
            if tally[.drifted] + tally[.byHand] > 0 {
                lines.append("next: see to what is most urgent, then again: holdfast checkup \(policy)")
            }
        case .apply:
            if tally[.failed] + tally[.blocked] + tally[.unverified] > 0 {
                lines.append("next: mend what failed, then: holdfast apply \(policy)")
            } else if tally[.deferred] > 0 {
                lines.append("next: holdfast plan \(policy)")
            } else if tally[.byHand] > 0 {
                lines.append("next: do what is said 'by hand', then: holdfast check \(policy)")
            }
            if let run = report.run, tally[.fixed] + tally[.unverified] > 0 {
                lines.append("undo: holdfast undo \(shellQuoted([run] + report.invocation.host))")
            }
        }
        return lines
    }

    /// What it takes to see what could not be seen.
    private static func blindness(
        of report: RunReport, _ remote: RemoteSummary
    ) -> [String] {
        let count = report.results.count { $0.outcome == .unknown && $0.cause == .denied }
        guard count > 0 else { return [] }
        // With it no key would be shown. A value that looks so is joined to its option.
        var again = report
        again.invocation.policy.removeAll { $0 == "--keyless" }
        let policy = policyWords(of: again)
        let controls = count == 1 ? "1 control" : "\(count) controls"
        if remote.isKeyRefused == true {
            return [
                "next: \(controls) could not be told, as the server did not take the key: make a new one, then: "
                    + "holdfast checkup \(policy)"
            ]
        }
        return remote.isKeyed
            ? ["next: \(controls) could not be told for want of permissions: holdfast explain access"]
            : [
                "next: \(controls) need an API key that may look: export OCTOPUS_API_KEY, then: holdfast checkup \(policy)",
                "      what it must be allowed: holdfast explain access",
            ]
    }

    /// What names the policy and the host on a command line again.
    static func policyWords(of report: RunReport) -> String {
        shellQuoted(
            report.invocation.policy.isEmpty
                ? [report.policy.sources.last?.name ?? "POLICY"]
                : report.invocation.policy + report.invocation.host)
    }

    static func shellQuoted(_ words: [String]) -> String { words.map(shellQuoted).joined(separator: " ") }

    /// As bash takes it for one word, and as a terminal shows it.
    static func shellQuoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "@"),
                    UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","):
                    true
                default: false
                }
            }
        if isPlain { return text }
        if VisibleText.line(text) == text { return "'" + text.replacing("'", with: "'\\''") + "'" }
        return "$'" + text.unicodeScalars.map(escaped).joined() + "'"
    }

    /// As it is written between `$'` and `'`.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
        guard VisibleText.mustShow(scalar) else { return String(scalar) }
        return UTF8.encode(scalar)?.map { byte in
            "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined() ?? ""
    }
}
