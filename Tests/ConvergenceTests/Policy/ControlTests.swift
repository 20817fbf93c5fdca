import Convergence
import HostTesting
import Testing

@Suite("Controls are read whole, and each of their mistakes has its place")
struct ControlTests {
    @Test func everyFieldOfAControl() throws {
        let policy = try accepted(
            """
            holdfast: 1
            policy: paper
            title: Paper is in order
            controls:
              desk:
                greeting:
                  severity: critical
                  title: The greeting lies on the desk
                  why: Guests look for it
                  references: [{ standard: own-policy, id: P1 }]
                  tags: [essential]
                  mode: audit
                  audit: { until: 2026-12-31, because: nobody can write yet }
                  applies-to: { os: debian, version: { at-least: 12, below: 14 }, architecture: [amd64], container: false }
                  after: line
                  sheet: { path: /sheets/greeting, content: hello }
                line:
                  line: { sheet: /sheets/other, name: a, text: b }
            """)
        #expect(policy.name == "paper")
        #expect(policy.title == "Paper is in order")
        #expect(policy.target == .local)
        #expect(policy.controls.map(\.id) == ["greeting", "line"])
        let control = try #require(policy["greeting"])
        #expect(control.section == "desk")
        #expect(control.severity == .critical)
        #expect(control.title == "The greeting lies on the desk")
        #expect(control.references.map(\.id) == ["P1"])
        #expect(control.tags == ["essential"])
        #expect(control.audit?.until == Day("2026-12-31"))
        #expect(control.appliesTo.os == ["debian"])
        #expect(control.appliesTo.versions?.contains(DottedVersion("13")) == true)
        #expect(control.appliesTo.versions?.contains(DottedVersion("14")) == false)
        #expect(control.appliesTo.container == false)
        #expect(control.after == ["line"])
        #expect((control.resource as? Sheet)?.path == "/sheets/greeting")
        #expect(policy["line"]?.title == "line")
        #expect(policy["line"]?.severity == .medium)
    }

    @Test func aControlHasExactlyOneKind() {
        expectMistake(policy("⟦one⟧:\n  title: x"), saying: "'one' does not say", "sheet, line")
        expectMistake(
            policy("one:\n  ⟦sheet⟧: { path: /a, absent: true }\n  ⟦answer⟧: { from: 10.0.0.0/8 }"),
            saying: "exactly one kind", "'sheet'", mistake: 1)
        expectMistake(policy("one:\n  ⟦shet⟧: { path: /a, absent: true }"), saying: "did you mean 'sheet'?")
        expectMistake(
            policy("one:\n  ⟦cupboard⟧: { path: /a }"), saying: "there is no kind 'cupboard'", "there are")
    }

    @Test func unknownFieldsAreNamedWithTheNearest() {
        expectMistake(
            policy("one:\n  ⟦severty⟧: high\n  sheet: { path: /a, absent: true }"),
            saying: "did you mean 'severity'?")
        expectMistake(
            policy("one:\n  sheet: { path: /a, absent: true, ⟦mod⟧: 0640 }"), saying: "did you mean 'mode'?")
        expectMistake(
            top + "⟦contrls⟧: {}\ncontrols: { a: { b: { sheet: { path: /a, absent: true } } } }\n",
            saying: "did you mean 'controls'?")
    }

    @Test func valuesAreCheckedWhereTheyStand() {
        expectMistake(policy("one:\n  severity: ⟦hgh⟧\n  sheet: { path: /a, absent: true }"), saying: "high")
        expectMistake(policy("one: { sheet: { path: ⟦etc/x⟧, absent: true } }"), saying: "from the root")
        expectMistake(
            policy("one: { sheet: { path: /a, absent: true, mode: ⟦640⟧ } }"), saying: "leading zero")
        expectMistake(policy("one: { sheet: { path: /a, absent: true, copies: ⟦10⟧ } }"), saying: "1 to 9")
        expectMistake(policy("one: { sheet: { path: /a, absent: ⟦no⟧ } }"), saying: "leave the field out")
        expectMistake(policy("one: { sheet: { path: ⟦[/a]⟧, absent: true } }"), saying: "single value")
        expectMistake(
            policy("one: { sheet: ⟦{ path: /a }⟧ }"), saying: "write one of 'content', 'source', 'absent'")
        expectMistake(policy("one: { sheet: ⟦{ absent: true }⟧ }"), saying: "'path' is missing")
        expectMistake(policy("one: { sheet: ⟦/a⟧ }"), saying: "write fields here")
    }

    @Test func onlyOneOfSeveralFieldsWithBothPlaces() {
        expectMistake(
            policy("one: { sheet: { path: /a, ⟦absent⟧: true, ⟦content⟧: x } }"),
            saying: "write only one of")
    }

    @Test func oneMistakeOfAFieldIsEnough() {
        expectMistake(policy("one: { sheet: { path: ⟦desk⟧, absent: true } }"), saying: "from the root")
        expectMistake(policy("one: { sheet: ⟦{ absent: true }⟧ }"), saying: "'path' is missing")
        expectMistake(policy("one: { sheet: { path: ⟦/⟧, absent: true } }"), saying: "the root is no sheet")
    }

    @Test func idsAreUniqueInTheWholePolicy() {
        let sheet = "sheet: { path: /a, absent: true }"
        expectMistake(
            top + "controls:\n  a:\n    ⟦x⟧: { \(sheet) }\n  b:\n    ⟦x⟧: { \(sheet) }\n",
            saying: "already a control 'x'", mistake: 1)
    }

    @Test func namesAreKebabCase() {
        expectMistake(
            top + "controls:\n  ⟦Host System⟧: {}\n  a: { b: { sheet: { path: /a, absent: true } } }\n",
            saying: "section", "lower-case")
        expectMistake(policy("⟦my_file⟧: { sheet: { path: /a, absent: true } }"), saying: "lower-case")
        expectMistake(
            policy("one: { tags: [⟦Two Words⟧], sheet: { path: /a, absent: true } }"), saying: "lower-case")
    }

    @Test func auditHasAnEndAndAReason() {
        expectMistake(
            policy("one: { mode: ⟦audit⟧, sheet: { path: /a, absent: true } }"), saying: "until when and why")
        expectMistake(
            policy("one: { audit: ⟦{ until: 2027-01-31, because: x }⟧, sheet: { path: /a, absent: true } }"),
            saying: "mode: audit")
        expectMistake(
            policy(
                "one: { mode: audit, audit: { until: ⟦2026-06-30⟧, because: x }, sheet: { path: /a, absent: true } }"
            ),
            saying: "ended on 2026-06-30", severity: .warning)
        expectMistake(
            policy(
                "one: { mode: audit, audit: { until: ⟦soon⟧, because: x }, sheet: { path: /a, absent: true } }"
            ),
            saying: "year-month-day")
    }

    @Test func onlyRemoteKindsWithoutAHost() throws {
        expectMistake(
            policy("one: { ⟦sheet⟧: { path: /a, absent: true } }", above: "target: { host: none }\n"),
            saying: "'sheet' is about a host")
        let read = try accepted(
            policy("one: { answer: { from: 10.0.0.0/8 } }", above: "target: { host: none }\n"))
        #expect(read.target == .none)
    }

    @Test func networksAreUsedByName() throws {
        let networks = "networks:\n  management: [10.20.9.0/24, 2001:db8::/32]\n"
        let read = try accepted(policy("one: { answer: { from: [management, 10.1.2.3] } }", above: networks))
        #expect((read["one"]?.resource as? Answer)?.from.count == 3)
        expectMistake(
            policy("one: { answer: { from: ⟦managment⟧ } }", above: networks),
            saying: "did you mean 'management'?")
        expectMistake(
            policy(
                "one: { answer: { from: management } }", above: "networks: { management: ⟦10.20.9.1/24⟧ }\n"),
            saying: "write an address")
    }

    @Test func filesBesideThePolicy() throws {
        let desk = Desk(shelf: Shelf(files: ["motd": "welcome"]))
        let read = try accepted(policy("one: { sheet: { path: /a, source: motd } }"), on: desk)
        #expect((read["one"]?.resource as? Sheet)?.bytes == Array("welcome".utf8))
        expectMistake(
            policy("one: { sheet: { path: /a, source: ⟦mtd⟧ } }"), saying: "no file 'mtd'", on: desk)
    }
}
