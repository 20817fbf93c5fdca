import ProgramTesting
import Testing

extension LiveSystem {
    /// A check by somebody who is nobody: what can be seen is told, what cannot is named.
    @Suite struct Unprivileged {
        @Test func whatIsSeenIsToldAndTheRestIsUnknown() throws {
            let container = try #require(Container.current)
            try container.script(
                "mkdir -p -m 0700 /root/hf; echo x >/root/hf/file; groupadd hf-seen; useradd hf-hidden")
            defer { _ = try? container.script("rm -r /root/hf; groupdel hf-seen; userdel hf-hidden") }
            let policy = try Policy(
                "nobody-sees",
                """
                unit:
                  service: { name: cron, enabled: true, running: true }
                package:
                  package: { name: systemd }
                group:
                  account: { group: hf-seen }
                user:
                  account: { user: hf-hidden, locked: true }
                shell:
                  account: { user: hf-hidden, home: /home/hf-hidden }
                file:
                  file: { path: /root/hf/file, content: x }
                """)
            let (status, report) = try policy.run("check", as: "nobody")
            #expect(status == 6)
            #expect(
                report.outcomes == [
                    "unit": "compliant", "package": "compliant", "group": "compliant", "user": "unknown",
                    "shell": "compliant", "file": "unknown",
                ])
            #expect(report.reason("user").contains("run as root"))
            #expect(report.reason("file").contains("/root/hf/file"), "\(report.reason("file"))")
        }

        @Test func whatDiffersCountsMoreThanWhatIsUnknown() throws {
            let policy = try Policy(
                "nobody-finds",
                """
                unit:
                  service: { name: cron, enabled: false }
                user:
                  account: { user: root, locked: true }
                """)
            let (status, report) = try policy.run("check", as: "nobody")
            #expect(status == 2)
            #expect(report.outcomes == ["unit": "drifted", "user": "unknown"])
        }

        @Test func nobodyAppliesNothing() throws {
            let policy = try Policy("nobody-acts", "unit:\n  service: { name: cron, enabled: false }")
            let container = policy.container
            let answer = try container.run([
                "/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--", "/holdfast",
                "apply", "/policies/nobody-acts.yaml", "--yes", "--state-dir", "/var/lib/holdfast-nobody",
            ])
            #expect(answer.status == 1, "\(answer.said)")
            #expect(answer.errors.contains("/var/lib/holdfast-nobody"))
            #expect(try container.script("systemctl is-enabled cron") == "enabled")
        }
    }
}
