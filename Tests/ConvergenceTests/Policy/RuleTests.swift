import Convergence
import HostTesting
import Testing

@Suite("Rules between controls")
struct RuleTests {
    let absent = "sheet: { path: /a, absent: true }"

    @Test func oneThingIsHeldByOneControl() {
        expectMistake(
            policy(
                "one: { ⟦sheet⟧: { path: /a, absent: true } }\ntwo: { ⟦sheet⟧: { path: /a/, absent: true } }"),
            saying: "/a is already held by 'one'", mistake: 1)
        expectMistake(
            policy(
                "one: { ⟦sheet⟧: { path: /a, absent: true } }\ntwo: { ⟦line⟧: { sheet: /a, name: b, text: c } }"
            ),
            saying: "'b' of /a is already held by 'one'", mistake: 1)
        expectMistake(
            policy(
                "one: { ⟦line⟧: { sheet: /a, name: b, text: c } }\ntwo: { ⟦sheet⟧: { path: /a, absent: true } }"
            ),
            saying: "/a is already held by 'one'", mistake: 1)
        expectMistake(
            policy(
                """
                one: { ⟦line⟧: { sheet: /a, name: b, text: c } }
                two: { line: { sheet: /a, name: c, text: c } }
                three: { ⟦line⟧: { sheet: /a, name: b, text: c } }
                """), saying: "'b' of /a is already held by 'one'", mistake: 1)
    }

    @Test(arguments: [
        ("os: debian", "os: ubuntu"), ("container: true", "container: false"),
        ("version: { below: 13 }", "version: { at-least: 13 }"),
        ("architecture: amd64", "architecture: arm64"),
    ])
    func controlsOfDifferentHostsMayHoldTheSame(_ one: String, _ other: String) throws {
        let read = try accepted(
            policy("one: { applies-to: { \(one) }, \(absent) }\ntwo: { applies-to: { \(other) }, \(absent) }")
        )
        #expect(read.controls.count == 2)
    }

    @Test(arguments: [
        ("os: debian", "container: false"), ("os: [debian, ubuntu]", "os: ubuntu"),
        ("version: { below: 14 }", "version: { at-least: 13 }"),
    ])
    func controlsThatCanMeetMayNot(_ one: String, _ other: String) {
        expectMistake(
            policy(
                """
                one: { applies-to: { \(one) }, ⟦sheet⟧: { path: /a, absent: true } }
                two: { applies-to: { \(other) }, ⟦sheet⟧: { path: /a, absent: true } }
                """), saying: "already held", mistake: 1)
    }

    @Test func afterNamesControls() {
        expectMistake(
            policy("one: { after: ⟦tow⟧, \(absent) }\ntwo: { sheet: { path: /b, absent: true } }"),
            saying: "did you mean 'two'?")
    }

    @Test func controlsDoNotWaitInACircle() {
        expectMistake(
            policy(
                """
                one: { after: ⟦two⟧, sheet: { path: /a, absent: true } }
                two: { after: [⟦three⟧], sheet: { path: /b, absent: true } }
                three: { after: ⟦one⟧, sheet: { path: /c, absent: true } }
                """), saying: "one after two after three after one")
        expectMistake(policy("one: { after: ⟦one⟧, \(absent) }"), saying: "one after one")
        expectMistake(
            policy("one: { frame: { frame: ⟦two⟧ } }\ntwo: { frame: { frame: ⟦one⟧ } }"),
            saying: "one after two after one")
        expectMistake(
            policy("one: { after: ⟦two⟧, \(absent) }\ntwo: { frame: { sheet: ⟦one⟧ } }"),
            saying: "one after two after one")
    }

    @Test func aLongChainIsNoCircle() throws {
        let controls = (0..<20_000).map {
            "c\($0): { after: c\($0 + 1), sheet: { path: /\($0), absent: true } }"
        }
        let read = try accepted(
            policy((controls + ["c20000: { \(absent) }"]).joined(separator: "\n")))
        #expect(read.controls.count == 20_001)
    }

    @Test func controlsReferToEachOther() throws {
        let read = try accepted(policy("two: { frame: { sheet: one } }\none: { \(absent) }"))
        #expect((read["two"]?.resource as? Frame)?.path == "/a")
        #expect(read["two"]?.after == ["one"])
        expectMistake(
            policy("two: { frame: { sheet: ⟦on⟧ } }\none: { \(absent) }"), saying: "did you mean 'one'?")
        expectMistake(
            policy("two: { frame: { sheet: ⟦one⟧ } }\none: { answer: { from: 10.0.0.0/8 } }"),
            saying: "'one' is not a sheet")
        expectMistake(
            policy("two: { frame: { sheet: one } }\none: { sheet: { path: ⟦a⟧, absent: true } }"),
            saying: "from the root")
    }

    @Test func waiversNameControlsAndEnd() throws {
        let one = "controls: { a: { one: { \(absent) } } }\n"
        let read = try accepted(
            top + one
                + """
                waivers:
                  - { control: one, hosts: ["wrk-*"], because: x, approved-by: y, ticket: T-1, until: 2026-07-01 }

                """)
        #expect(read.waivers.map(\.ticket) == ["T-1"])
        #expect(read.waivers[0].counts(on: Desk.today))
        expectMistake(
            top + one + "waivers: [{ control: ⟦oen⟧, because: x, approved-by: y, until: 2027-01-01 }]\n",
            saying: "did you mean 'one'?")
        expectMistake(
            top + one + "waivers: [{ control: one, because: x, approved-by: y, until: ⟦2026-06-30⟧ }]\n",
            saying: "ended on 2026-06-30", severity: .warning)
        expectMistake(
            top + one + "waivers: [⟦{ control: one, because: x, until: 2027-01-01 }⟧]\n",
            saying: "'approved-by' is missing")
        expectMistake(
            top + one + "waivers: [⟦{ control: one, because: x, approved-by: y }⟧]\n",
            saying: "'until' is missing")
    }
}
