import ProgramTesting
import Testing

extension LiveSystem {
    /// With the local repository of the image: hf-hello and hf-other, both in 1.0 and 2.0.
    @Suite struct Packages {
        private static let picture = """
            dpkg-query --show --showformat='${Package} ${Version} ${db:Status-Abbrev}\\n' 'hf-*' 2>/dev/null | grep ' ii' || true
            systemctl is-enabled hf-hello 2>/dev/null || true
            systemctl is-active hf-hello || true
            """

        private func version(_ name: String) throws -> String {
            try #require(Container.current).script(
                "dpkg-query --show --showformat='${Version} ${db:Status-Abbrev}' \(name) 2>/dev/null || true")
        }

        private func install(_ words: String) throws -> Container {
            let container = try #require(Container.current)
            try container.script("apt-get -qq -y --allow-downgrades install \(words) >/dev/null 2>&1")
            return container
        }

        private func purge() {
            _ = try? Container.current?.script(
                """
                apt-get -qq -y purge hf-hello hf-other >/dev/null 2>&1
                rm -rf /etc/systemd/system/hf-hello.service.d; systemctl daemon-reload
                """)
        }

        @Test func theCandidateIsInstalled() throws {
            defer { purge() }
            let policy = try Policy("package-new", "new:\n  package: { name: hf-hello }")
            let (_, planned) = try policy.plan()
            #expect(planned["new"]?.mark == "exact")
            #expect(planned["new"]?.steps.map(\.summary) == ["install hf-hello 2.0"])
            try policy.proveCycle(picture: Self.picture) { () throws in
                #expect(try version("hf-hello") == "2.0 ii ")
            }
        }

        @Test func anOldVersionIsUpgradedAndComesBack() throws {
            let container = try install("hf-hello=1.0")
            defer { purge() }
            try container.write("/etc/hf-hello.conf", "greeting = the administrator's\n")
            let policy = try Policy(
                "package-upgrade", "up:\n  package: { name: hf-hello, at-least: \"2.0\" }")
            try policy.proveCycle(picture: Self.picture) { () throws in
                #expect(try version("hf-hello") == "2.0 ii ")
            }
            #expect(try version("hf-hello") == "1.0 ii ")
            #expect(try container.text("/etc/hf-hello.conf") == "greeting = the administrator's\n")
        }

        @Test func whatMustNotBeThereIsRemovedAndComesBackInTheSameVersion() throws {
            let container = try install("hf-hello=1.0")
            defer { purge() }
            try container.write("/etc/hf-hello.conf", "greeting = kept\n")
            let policy = try Policy("package-absent", "gone:\n  package: { name: hf-hello, absent: true }")
            try policy.proveCycle(picture: Self.picture) { () throws in
                #expect(try version("hf-hello").hasSuffix("rc "), "the configuration stays")
                #expect(!container.exists("/usr/bin/hf-hello"))
            }
            #expect(try version("hf-hello") == "1.0 ii ")
            #expect(try container.text("/etc/hf-hello.conf") == "greeting = kept\n")
        }

        @Test func whatAptDoesNotKnowIsWorkForAPerson() throws {
            let policy = try Policy(
                "package-unknown",
                """
                unknown:
                  package: { name: hf-nothing }
                too-old:
                  package: { name: hf-other, at-least: "3.0" }
                not-there:
                  package: { name: hf-nothing-else, absent: true }
                """)
            let (status, report) = try policy.apply()
            #expect(status == 2)
            #expect(
                report.outcomes == ["unknown": "by-hand", "too-old": "by-hand", "not-there": "compliant"])
            #expect(report.reason("too-old").contains("is 2.0, older than 3.0"))
        }

        /// apt and dpkg lock with fcntl(2), which flock(1) does not do; perl is there on every Debian.
        @Test func anotherPackageManagerIsWaitedFor() throws {
            let container = try #require(Container.current)
            defer { purge() }
            try container.write(
                "/var/lib/hold-lock.pl",
                """
                use Fcntl;
                open(my $file, '>>', '/var/lib/dpkg/lock-frontend') or die;
                my $lock = pack('s s x![l!] l! l! i x![l!]', F_WRLCK, 0, 0, 0, 0);
                fcntl($file, F_SETLKW, $lock) or die;
                open(my $told, '>', '/var/lib/lock-held') or die; close $told;
                # Until the other one waits: apt looks again every second.
                sleep 3;
                open(my $let, '>', '/var/lib/lock-let-go') or die; close $let;
                """)
            try container.script(
                """
                rm -f /var/lib/lock-held /var/lib/lock-let-go
                systemd-run --quiet --unit=hf-lock perl /var/lib/hold-lock.pl
                timeout 20 sh -c "until [ -e /var/lib/lock-held ]; do sleep 0.05; done"
                """)
            let policy = try Policy("package-lock", "new:\n  package: { name: hf-other, at-least: \"1.0\" }")
            let (status, report) = try policy.apply()
            #expect(status == 0, "\(report)")
            #expect(container.exists("/var/lib/lock-let-go"), "it was installed after the lock was free")
            #expect(try version("hf-other") == "2.0 ii ")
        }

        @Test func aPackageAndItsServiceComeTogetherOnACleanMachine() throws {
            let container = try #require(Container.current)
            purge()
            defer { purge() }
            let policy = try Policy(
                "package-service",
                """
                hello:
                  package: { name: hf-hello }
                conf:
                  file: { path: /etc/hf-hello.conf, content: "greeting = held\\n", then: [{ restart: hf-hello.service }] }
                runs:
                  service: { name: hf-hello, enabled: true, running: true, runs-as: nobody, sandbox: { NoNewPrivileges: yes } }
                """)
            let (_, planned) = try policy.plan()
            #expect(planned["hello"]?.mark == "exact")
            #expect(planned.outcome("runs") == "deferred", "nobody knows a unit before its package is there")
            #expect(planned["runs"]?.after == ["hello"])
            let before = try container.script(Self.picture)
            let (status, applied) = try policy.apply()
            #expect(status == 0, "\(applied)")
            #expect(applied.outcomes == ["hello": "fixed", "conf": "fixed", "runs": "fixed"])
            #expect(try container.text("/etc/hf-hello.conf") == "greeting = held\n")
            #expect(
                try container.script("systemctl is-enabled hf-hello; systemctl is-active hf-hello")
                    == "enabled\nactive")
            #expect(
                try container.script(
                    "stat --format=%U /proc/$(systemctl show --property=MainPID --value hf-hello)")
                    == "nobody")
            #expect(try policy.check().0 == 0)
            #expect(try policy.apply().1.run == nil)
            let undone = try policy.undo(try #require(applied.run))
            #expect(undone.status == 0, "\(undone.said)")
            #expect(try container.script(Self.picture) == before, "\(undone.said)")
        }
    }
}
