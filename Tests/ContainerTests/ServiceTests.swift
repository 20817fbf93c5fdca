import ProgramTesting
import Testing

extension LiveSystem {
    @Suite struct Services {
        @Test func aServiceIsEnabledAndStarted() throws {
            let unit = try TestUnit("hf-up", service: TestUnit.sleeping, isRunning: false)
            defer { try? unit.remove() }
            try unit.container.script("systemctl --quiet disable hf-up")
            let policy = try Policy(
                "service-up", "up:\n  service: { name: hf-up, enabled: true, running: true }")
            try policy.proveCycle(picture: unit.picture) { () throws in
                #expect(try unit.isActive() == "active")
                #expect(try unit.isEnabled() == "enabled")
            }
        }

        @Test func aServiceIsStoppedDisabledAndMasked() throws {
            let container = try #require(Container.current)
            // What is to be masked must have its file where no administrator writes.
            try container.write(
                "/usr/lib/systemd/system/hf-down.service",
                "[Service]\n\(TestUnit.sleeping)\n[Install]\nWantedBy=multi-user.target\n")
            try container.script("systemctl daemon-reload; systemctl --quiet enable --now hf-down")
            defer {
                _ = try? container.script(
                    "systemctl disable --now hf-down; rm /usr/lib/systemd/system/hf-down.service; systemctl daemon-reload"
                )
            }
            let policy = try Policy(
                "service-down",
                "down:\n  service: { name: hf-down, enabled: false, running: false, masked: true }")
            let picture = """
                systemctl is-enabled hf-down || true
                systemctl is-active hf-down || true
                find /etc/systemd/system -name 'hf-down*' -printf '%p %l\\n' | sort
                """
            try policy.proveCycle(picture: picture) { () throws in
                #expect(
                    try container.script(
                        "systemctl is-enabled hf-down || true; systemctl is-active hf-down || true")
                        == "masked\ninactive")
                let start = try container.run(["/usr/bin/systemctl", "start", "hf-down"])
                #expect(start.status != 0, "nothing starts it")
            }
        }

        /// The directory for links as it may be before: none, one with rights of its own, and that of the only link.
        @Test(arguments: [
            ("none", "true", "true"), ("empty", "false", "true"), ("only", "false", "false"),
        ])
        func theDirectoryOfLinksComesBackAsItWas(_ start: String, _ isNew: String, _ wants: String) throws {
            let container = try #require(Container.current)
            let name = "hf-links-\(start)"
            let directory = "/etc/systemd/system/\(name).target.wants"
            try container.write(
                "/usr/lib/systemd/system/\(name).service",
                "[Service]\n\(TestUnit.sleeping)\n[Install]\nWantedBy=\(name).target\n")
            try container.script(
                """
                \(isNew) || install -d -m 2750 -g adm \(directory)
                systemctl daemon-reload
                \(wants) || systemctl --quiet enable \(name)
                """)
            defer {
                _ = try? container.script(
                    "rm -rf \(directory) /usr/lib/systemd/system/\(name).service; systemctl daemon-reload")
            }
            let policy = try Policy(
                "service-links-\(start)", "links:\n  service: { name: \(name), enabled: \(wants) }")
            let picture = "find /etc/systemd/system -printf '%p %y %m %u:%g %l\\n' | sort"
            try policy.proveCycle(picture: picture) { () throws in
                #expect(
                    try container.script("systemctl is-enabled \(name) || true").hasPrefix(
                        wants == "true" ? "enabled" : "disabled"))
            }
        }

        @Test func aStaticUnitCannotBeEnabledAndAnAbsentOneCannotRun() throws {
            let unit = try TestUnit("hf-static", service: TestUnit.sleeping, install: false, isRunning: false)
            defer { try? unit.remove() }
            let policy = try Policy(
                "service-odd",
                """
                static:
                  service: { name: hf-static, enabled: true }
                static-off:
                  service: { name: hf-static, running: false }
                missing:
                  service: { name: hf-missing, running: true }
                missing-off:
                  service: { name: hf-missing-too, enabled: false, running: false }
                """)
            let (status, report) = try policy.apply()
            #expect(status == 2)
            #expect(
                report.outcomes == [
                    "static": "by-hand", "static-off": "compliant", "missing": "by-hand",
                    "missing-off": "compliant",
                ])
            #expect(report.reason("static").contains("no [Install] section"))
            #expect(report.reason("missing").contains("there is no unit"))
            #expect(try policy.history().isEmpty, "nothing was done")
        }

        @Test func aProcessGetsItsUserAndOthersDropInsStay() throws {
            let unit = try TestUnit("hf-user", service: TestUnit.sleeping)
            defer { try? unit.remove() }
            let theirs = "/etc/systemd/system/hf-user.service.d/20-admin.conf"
            try unit.container.write(theirs, "[Service]\nEnvironment=KEPT=yes\n")
            try unit.container.script("systemctl daemon-reload; systemctl restart hf-user")
            let policy = try Policy(
                "service-user", "user:\n  service: { name: hf-user, running: true, runs-as: nobody }")
            try policy.proveCycle(picture: unit.picture) { () throws in
                #expect(try unit.processUser() == "nobody")
                #expect(try unit.container.text(theirs) == "[Service]\nEnvironment=KEPT=yes\n")
                let environment = try unit.container.script("systemctl show --property=Environment hf-user")
                #expect(environment == "Environment=KEPT=yes")
            }
        }

        @Test func aProcessStartedBeforeTheDropInCounts() throws {
            let unit = try TestUnit("hf-stale", service: TestUnit.sleeping)
            defer { try? unit.remove() }
            try unit.container.write(
                "/etc/systemd/system/hf-stale.service.d/50-holdfast.conf", "[Service]\nUser=nobody\n")
            try unit.container.script("systemctl daemon-reload")
            let policy = try Policy("service-stale", "user:\n  service: { name: hf-stale, runs-as: nobody }")
            let (status, report) = try policy.check()
            #expect(status == 2, "what systemd would do is not what runs: \(report)")
            #expect(try policy.apply().0 == 0)
            #expect(try unit.processUser() == "nobody")
        }

        @Test func aUnitThatCannotBearItsNewUserIsAsBefore() throws {
            let unit = try TestUnit(
                "hf-root-only",
                service: """
                    ExecStart=/bin/sh -c 'test $(id -u) = 0 || exit 3; exec sleep infinity'
                    Restart=on-failure
                    """)
            defer { try? unit.remove() }
            let before = try unit.container.script(unit.picture)
            let policy = try Policy(
                "service-refuses", "user:\n  service: { name: hf-root-only, running: true, runs-as: nobody }")
            let (status, report) = try policy.apply()
            #expect(status == 2)
            #expect(report.outcome("user") == "failed")
            #expect(report.reason("user").contains("its change was taken back"))
            #expect(try unit.container.script(unit.picture) == before)
            #expect(try unit.isActive() == "active")
            #expect(try unit.processUser() == "root")
        }

        @Test func anotherDropInWithTheLastWordIsNamed() throws {
            let unit = try TestUnit("hf-later", service: TestUnit.sleeping)
            defer { try? unit.remove() }
            try unit.container.write(
                "/etc/systemd/system/hf-later.service.d/90-admin.conf", "[Service]\nUser=daemon\n")
            try unit.container.script("systemctl daemon-reload; systemctl restart hf-later")
            let before = try unit.container.script(unit.picture)
            let policy = try Policy("service-later", "user:\n  service: { name: hf-later, runs-as: nobody }")
            let (status, report) = try policy.apply()
            #expect(status == 2)
            #expect(report.reason("user").contains("90-admin.conf"), "\(report)")
            #expect(try unit.processUser() == "daemon")
            if let run = report.run { #expect(try policy.undo(run).status == 0) }
            #expect(try unit.container.script(unit.picture) == before)
        }
    }
}
