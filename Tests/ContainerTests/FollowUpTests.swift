import ProgramTesting
import Testing

extension LiveSystem {
    /// Files whose changes a unit must take notice of.
    @Suite struct FollowUps {
        /// Runs while its configuration says so, and counts how often it read it.
        private static let reader = """
            ExecStart=/bin/sh -c 'echo start >>/var/log/%N.log; grep -q good /etc/%N.conf || exit 3; exec sleep infinity'
            ExecReload=/bin/sh -c 'echo reload >>/var/log/%N.log; grep -q good /etc/%N.conf'
            """

        private func reader(_ name: String) throws -> TestUnit {
            let container = try #require(Container.current)
            try container.write("/etc/\(name).conf", "good = old\n")
            try container.script("chmod 0644 /etc/\(name).conf; chown root:root /etc/\(name).conf")
            return try TestUnit(name, service: Self.reader)
        }

        private func remove(_ unit: TestUnit) {
            try? unit.remove()
            _ = try? unit.container.script("rm -f /etc/\(unit.name).conf /var/log/\(unit.name).log")
        }

        @Test(arguments: ["reload", "restart"])
        func aUnitReadsItsChangedFile(_ verb: String) throws {
            let unit = try reader("hf-read-\(verb)")
            defer { remove(unit) }
            let policy = try Policy(
                unit.name,
                """
                conf:
                  file: { path: /etc/\(unit.name).conf, content: "good = new\\n", then: [{ \(verb): \(unit.name).service }] }
                """)
            let process = try unit.process()
            try policy.proveCycle(picture: "cat /etc/\(unit.name).conf; systemctl is-active \(unit.name)") {
                () throws in
                let isSame = try unit.process() == process
                #expect(isSame == (verb == "reload"))
                let log = try unit.container.text("/var/log/\(unit.name).log")
                #expect(log == "start\n" + (verb == "reload" ? "reload\n" : "start\n"), "once, no more")
            }
            // The undo of the file is read too.
            let log = try unit.container.text("/var/log/\(unit.name).log")
            #expect(log.split(separator: "\n").count == 3)
        }

        @Test func whatBreaksAUnitIsTakenBackForAllWhoAskedAndNobodyElse() throws {
            let unit = try reader("hf-breaks")
            defer { remove(unit) }
            let before = try unit.container.script("cat /etc/hf-breaks.conf")
            let policy = try Policy(
                "breaks",
                """
                innocent:
                  file: { path: /etc/hf-innocent.conf, content: "kept\\n" }
                harmless:
                  file: { path: /etc/hf-harmless.conf, content: "x\\n", then: [{ restart: hf-breaks.service }] }
                breaking:
                  file: { path: /etc/hf-breaks.conf, content: "bad\\n", then: [{ restart: hf-breaks.service }] }
                """)
            let (status, report) = try policy.apply()
            #expect(status == 2)
            #expect(
                report.outcomes == ["innocent": "fixed", "harmless": "failed", "breaking": "failed"],
                "\(report)")
            #expect(report.reason("breaking").contains("its change was taken back"), "\(report)")
            #expect(try unit.container.script("cat /etc/hf-breaks.conf") == before)
            #expect(!unit.container.exists("/etc/hf-harmless.conf"))
            #expect(try unit.container.text("/etc/hf-innocent.conf") == "kept\n")
            #expect(try unit.isActive() == "active", "healthy again with the old files")
            let run = try #require(report.run)
            #expect(try policy.undo(run).status == 0)
            #expect(!unit.container.exists("/etc/hf-innocent.conf"))
            #expect(try unit.isActive() == "active")
        }

        @Test func aReloadThatFailsIsTakenBack() throws {
            let unit = try reader("hf-refuses")
            defer { remove(unit) }
            let policy = try Policy(
                "refuses",
                """
                breaking:
                  file: { path: /etc/hf-refuses.conf, content: "bad\\n", then: [{ reload: hf-refuses.service }] }
                """)
            let (status, report) = try policy.apply()
            #expect(status == 2)
            #expect(report.outcome("breaking") == "failed")
            #expect(try unit.container.text("/etc/hf-refuses.conf") == "good = old\n")
            #expect(try unit.isActive() == "active")
        }

        @Test func aSettingIsReadToo() throws {
            let unit = try reader("hf-setting")
            defer { remove(unit) }
            let policy = try Policy(
                "setting",
                """
                value:
                  setting:
                    file: /etc/hf-setting.conf
                    format: key-equals-value
                    key: good
                    value: new
                    then: [{ restart: hf-setting.service }]
                """)
            let process = try unit.process()
            try policy.proveCycle(picture: "cat /etc/hf-setting.conf; systemctl is-active hf-setting") {
                () throws in
                #expect(try unit.container.text("/etc/hf-setting.conf") == "good = new\n")
                #expect(try unit.process() != process)
            }
        }

        @Test func aUnitThatDoesNotRunIsNotStarted() throws {
            let unit = try reader("hf-idle")
            defer { remove(unit) }
            try unit.container.script("systemctl stop hf-idle")
            let policy = try Policy(
                "idle",
                """
                conf:
                  file: { path: /etc/hf-idle.conf, content: "good = new\\n", then: [{ restart: hf-idle.service }] }
                """)
            try policy.proveCycle(picture: "cat /etc/hf-idle.conf; systemctl is-active hf-idle || true") {
                () throws in
                #expect(try unit.isActive() == "inactive")
            }
        }
    }
}
