import Convergence
import FoundationEssentials

/// Reports in which everything happens that a report can tell of.
enum Sample {
    static let canary = "hunter2-canary"
    static let secret = SecretReference.environment(variable: "DB_PASSWORD")

    static func plan() -> RunReport {
        var report = report(.plan, results(of: .plan))
        report.conflicts = [
            .init(
                controls: ["motd", "motd-again"],
                places: [place(80), place(91)], over: "/etc/motd")
        ]
        report.orphans = [
            .init(control: "old-banner", run: "20270101T080000Z-11aa", subjects: ["/etc/issue"])
        ]
        report.skipped = 2
        return report
    }

    static func apply() -> RunReport { report(.apply, results(of: .apply), run: "20270131T101500Z-3f9a") }

    static func clean() -> RunReport {
        report(.check, [control("ssh", "host-system"), control("updates", "host-system")])
    }

    static func unknownOnly() -> RunReport {
        var denied = control("shadow", "host-system", .unknown)
        denied.reason = "/etc/shadow: permission denied"
        denied.cause = .denied
        return report(.check, [control("ssh", "host-system"), denied])
    }

    static func empty() -> RunReport { report(.check, []) }

    /// What a checkup of an Octopus Server finds, from one who may not see everything; with hostile answers.
    static func checkup() -> RunReport {
        var results = [
            control("current-version", "upgrade"), control("advisories", "upgrade", .byHand, .critical),
        ]
        results[1].reason = "upgrade to 2026.3.4512 or newer: it mends CVE-2026-1 and CVE-2026-2"
        results[1].differences = [
            Difference("version", wanted: .text("2026.3.4512 or newer"), found: .text("2024.2.9193"))
        ]
        var portal = control("portal", "exposure", .byHand, .high)
        portal.reason = "in Configuration, Settings, Web Portal set HSTS to enabled\nstart with one hour"
        // Each would run, load something or break out if it were taken for markup.
        let markup =
            "\u{202e}\"'><script>document.title='ran'</script><img src=http://tracker.invalid/img "
            + "onerror=document.title='ran'></textarea><style>@import 'http://tracker.invalid/css'</style>"
        portal.title = "The portal's headers \(markup)"
        portal.why = markup
        portal.differences = [
            Difference("hsts", wanted: .text("on"), found: .text("off")),
            Difference(
                "x-frame-options", wanted: .text("DENY"), found: .text(markup)),
        ]
        var blind = control("administrators", "identity", .unknown, .critical)
        blind.reason = "the key may not read teams: it needs TeamView"
        blind.cause = .denied
        var mild = control("session", "identity", .byHand, .low)
        mild.reason = "shorten the session to 20 minutes"
        var report = report(
            .checkup,
            results + [
                portal, control("headers", "exposure"), blind, mild, waived(), notApplicable(), unknown(),
                hostile(.check),
            ])
        report.remote = RemoteSummary(
            url: "https://octopus.example.com", version: "2024.2.9193", isKeyed: true,
            user: "checkup \u{1b}[31m<b>bot</b>", from: ["10.20.9.4"],
            requests: [.init("GET", 31), .init("HEAD", 2), .init("TLS", 6)], budget: 400, clockSkew: -312)
        report.invocation = Invocation(policy: ["https://octopus.example.com"])
        return report
    }

    static func report(
        _ command: RunReport.Command, _ results: [ControlResult], run: String? = nil
    ) -> RunReport {
        RunReport(
            tool: .init(version: "1.2.3"), command: command, run: run,
            policy: .init(
                name: "prod-linux", title: "Octopus production",
                sources: [
                    .init(
                        name: "bundled:octopus-checkup@1",
                        sha256: "9b74c9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de"),
                    .init(
                        name: "policies/prod linux.yaml",
                        sha256: "3f9ac9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de"),
                ]),
            host: Facts(
                name: "octopus2", os: "debian", version: "12", architecture: "amd64", isContainer: false,
                machineID: "0123456789abcdef0123456789abcdef", isBooted: true),
            root: "/", seconds: 1_801_390_500, milliseconds: 1437, results: results)
    }

    static func place(_ line: Int, to end: Int? = nil) -> ControlResult.Place {
        .init(
            file: "policies/prod linux.yaml", line: line, column: 5, endLine: end ?? line,
            endColumn: end == nil ? 30 : 1)
    }

    /// Read from JSON, as a plan file's control is.
    static func control(
        _ id: String, _ section: String, _ outcome: Outcome = .compliant, _ severity: Control.Severity = .high
    ) -> ControlResult {
        let json = """
            { "section": "\(section)", "id": "\(id)", "kind": "file", "title": "The \(id) is as it must be",
              "why": "Because <someone> asked | twice.", "severity": "\(severity.rawValue)",
              "references": [{ "standard": "octopus-hardening", "id": "S2" }], "tags": ["essential"],
              "outcome": "\(outcome.rawValue)", "differences": [], "steps": [], "followUps": [],
              "disruption": "none", "after": [], "subjects": ["/etc/\(id)"] }
            """
        guard var result = try? JSONDecoder().decode(ControlResult.self, from: Data(json.utf8)) else {
            preconditionFailure("the sample is no control: \(json)")
        }
        result.place = place(12, to: 19)
        return result
    }

    static func leave(until day: String) -> ControlResult.Leave {
        let json = """
            { "until": "\(day)", "because": "the vendor ships it so", "approvedBy": "m.musterfrau",
              "ticket": "SEC-412" }
            """
        guard let leave = try? JSONDecoder().decode(ControlResult.Leave.self, from: Data(json.utf8)) else {
            preconditionFailure("the sample is no leave: \(json)")
        }
        return leave
    }

    static func planned(_ step: Step, canUndo: Bool = true) -> ControlResult.PlannedStep {
        .init(step: step, summary: step.summary, disruption: step.disruption, canUndo: canUndo)
    }
}
