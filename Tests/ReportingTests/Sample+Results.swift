import Convergence

extension Sample {
    /// One control for each outcome, and then some, with each kind of difference among them.
    static func results(of command: RunReport.Command) -> [ControlResult] {
        [
            control("ssh", "host-system"), nginx(command), service(command), secretFile(command), byHand(),
            binary(command), failed(), blocked(), unverified(), unknown(), deferred(), waived(),
            notApplicable(),
            hostile(command),
        ]
    }

    private static func nginx(_ command: RunReport.Command) -> ControlResult {
        let old = "user www-data;\nworkers auto;\n\nhttp {\n\tserver_tokens on;\n\tgzip on;\n}\n# end\n"
        let new = "user www-data;\nworkers auto;\n\nhttp {\n\tserver_tokens off;\n\tgzip on;\n}\n# end"
        var result = control("nginx-conf", "exposure", command == .apply ? .fixed : .drifted, .critical)
        result.differences = [
            Difference("mode", wanted: .text("0640"), found: .text("0644")),
            Difference("content", wanted: .contents(Content(new)), found: .contents(Content(old))),
        ]
        result.steps = [
            planned(
                .replaceFile(
                    at: "/etc/nginx/nginx.conf", contents: Content(new), attributes: .init(mode: 0o640)))
        ]
        result.followUps = [FollowUp(.reload, "nginx.service")]
        result.mark = .exact
        result.disruption = .reload
        return result
    }

    private static func service(_ command: RunReport.Command) -> ControlResult {
        var result = control("worker", "workers", command == .apply ? .fixed : .drifted, .medium)
        result.differences = [
            Difference("running", wanted: .text("yes"), found: .text("")),
            Difference("groups", wanted: .list(["docker", "adm"]), found: .list([])),
        ]
        result.steps = [
            planned(.installPackage(named: "tentacle", version: ""), canUndo: false),
            planned(.setUnit(named: "tentacle.service", to: .init(enabled: true, running: true))),
        ]
        result.mark = .predicted
        result.after = ["packages"]
        result.disruption = .restart
        return result
    }

    private static func secretFile(_ command: RunReport.Command) -> ControlResult {
        var wanted = Content("[db]\npassword=")
        wanted.append(secret)
        wanted.append("\nuser=octopus\n".utf8)
        var result = control("credentials", "exposure", command == .apply ? .fixed : .drifted, .critical)
        result.differences = [
            Difference("content", wanted: .contents(wanted), found: .hidden),
            // As a kind that forgot to hide what it found would say it.
            Difference(
                "backup", wanted: .contents(wanted), found: .contents(Content("password=\(canary)\n"))),
        ]
        result.steps = [
            planned(
                .replaceFile(
                    at: "/etc/octopus/db.ini", contents: wanted, attributes: .init(mode: 0o600)))
        ]
        result.mark = .exact
        return result
    }

    private static func byHand() -> ControlResult {
        var result = control("attestation", "upgrade", .byHand, .low)
        result.reason = "sign the form\nand say who signed it"
        result.mark = .byHand
        return result
    }

    private static func binary(_ command: RunReport.Command) -> ControlResult {
        var result = control("keyring", "host-system", command == .apply ? .fixed : .drifted)
        result.differences = [
            Difference(
                "content", wanted: .contents(Content([0xff, 0x00, 0x01])), found: .contents(Content([0xff]))),
            Difference("extra", wanted: .absent, found: .contents(Content("one\n"))),
        ]
        return result
    }

    private static func failed() -> ControlResult {
        var result = control("kernel", "host-system", .failed)
        result.differences = [Difference("value", wanted: .text("1"), found: .text("0"))]
        result.steps = [planned(.setValue(at: "/proc/sys/kernel/yama/ptrace_scope", text: "1"))]
        result.reason = "/proc/sys is read-only here"
        result.cause = .readOnly
        return result
    }

    private static func blocked() -> ControlResult {
        var result = control("mount", "host-system", .blocked)
        result.after = ["kernel"]
        return result
    }

    private static func unverified() -> ControlResult {
        var result = control("cron", "host-system", .unverified, .medium)
        result.differences = [Difference("allow", wanted: .list(["root"]), found: .list(["root", "bob"]))]
        result.reason = "something puts it back"
        return result
    }

    static func unknown() -> ControlResult {
        var result = control("firewall", "network", .unknown)
        result.reason = "nft(8) did not answer within 10 seconds"
        result.cause = .timedOut
        return result
    }

    private static func deferred() -> ControlResult {
        var result = control("portal", "exposure", .deferred)
        result.reason = "the server must run first"
        result.after = ["worker"]
        result.mark = .waits
        return result
    }

    static func waived() -> ControlResult {
        var result = control("container", "workers", .waived)
        result.differences = [Difference("privileged", wanted: .text("no"), found: .text("yes"))]
        result.waiver = leave(until: "2027-03-31")
        return result
    }

    static func notApplicable() -> ControlResult {
        var result = control("windows-worker", "workers", .notApplicable)
        result.reason = "only on Windows"
        return result
    }

    /// What a host could say to mislead whoever reads the report.
    static func hostile(_ command: RunReport.Command) -> ControlResult {
        var result = control("banner", "host-system", command == .apply ? .unverified : .drifted, .low)
        result.title = "The banner | `says` <b>no</b> @everyone & ::error::it\u{1b}[31m"
        result.place = .init(
            file: "bundled:octopus-checkup@1", line: 3, column: 1, endLine: 3, endColumn: 9)
        result.differences = [
            Difference(
                "text", wanted: .text("hello"),
                found: .text(
                    "a\u{1b}]0;pwned\u{7}\r\n::error::x\u{202e}evil\u{200b}"
                        + String(repeating: "é", count: 400))),
            Difference(
                "content", wanted: .contents("````\nok\n"),
                found: .contents("```\n</details>\r\n\u{9b}2J 100%]]>\u{fffe}\n")),
        ]
        return result
    }
}
