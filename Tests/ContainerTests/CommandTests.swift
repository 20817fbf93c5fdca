import Testing

extension LiveSystem {
    @Suite struct Commands {
        @Test func aCommandIsTestedFixedAndTakenBack() throws {
            let policy = try Policy(
                "command",
                """
                flag:
                  command:
                    test: [/usr/bin/test, -e, /run/hf-flag]
                    fix: [/usr/bin/touch, /run/hf-flag]
                    undo: [/usr/bin/rm, /run/hf-flag]
                    reads: [/run/hf-flag]
                words:
                  command:
                    test: [/usr/bin/cat, /run/hf-words]
                    expect: { output: held }
                    fix: [/usr/bin/sh, -c, echo held >/run/hf-words]
                    undo: [/usr/bin/rm, /run/hf-words]
                    reads: [/run/hf-words]
                """)
            try policy.proveCycle(picture: "ls /run | grep '^hf-' || true") { () throws in
                #expect(
                    try #require(Container.current).script("ls /run/hf-flag; cat /run/hf-words")
                        == "/run/hf-flag\nheld")
            }
        }

        @Test func aFixThatFixesNothingIsNotBelieved() throws {
            let policy = try Policy(
                "command-liar",
                """
                liar:
                  command: { test: [/usr/bin/test, -e, /run/hf-never], fix: [/usr/bin/true], reads: [/run/hf-never] }
                failing:
                  command: { test: [/usr/bin/test, -e, /run/hf-not], fix: [/usr/bin/false], reads: [/run/hf-not] }
                hand:
                  command: { test: [/usr/bin/test, -e, /run/hf-hand], reads: [/run/hf-hand] }
                """)
            let (status, report) = try policy.apply()
            #expect(status == 2)
            #expect(report.outcomes == ["liar": "unverified", "failing": "failed", "hand": "by-hand"])
        }

        @Test func aProgramThatIsNotThereCannotTell() throws {
            let policy = try Policy(
                "command-missing", "missing:\n  command: { test: [/usr/bin/hf-missing], reads: [/run] }")
            let (status, report) = try policy.check()
            #expect(status == 6)
            #expect(report.outcome("missing") == "unknown")
            #expect(report.reason("missing").contains("there is no program /usr/bin/hf-missing"))
        }
    }
}
