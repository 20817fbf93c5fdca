import Convergence
import HostTesting
import PolicyText
import Testing

@Suite("Policies lie over each other")
struct LayerTests {
    static let base = """
        holdfast: 1
        policy: base
        title: The base
        variables: { who: world }
        networks: { management: 10.0.0.0/8 }
        controls:
          desk:
            greeting:
              severity: low
              tags: [a, b]
              sheet: { path: /greeting, content: "hello ${who}", mode: 0600 }
            answer:
              answer: { from: management }

        """

    let desk = Desk(
        shelf: Shelf(
            files: ["base.yaml": base],
            bundled: BundledPolicies(["checkup": [1: Array(base.utf8), 2: Array(base.utf8)]])))

    func over(_ text: String) -> String { "holdfast: 1\npolicy: over\nextends: base.yaml\n" + text }

    @Test func whatIsExtendedIsThere() throws {
        let policy = try accepted(over(""), on: desk)
        #expect(policy.name == "over")
        #expect(policy.title == "The base")
        #expect(policy.controls.map(\.id) == ["greeting", "answer"])
        #expect(policy.sources.map(\.name) == ["policy.yaml", "base.yaml"])
    }

    @Test func anOverrideIsDeepByKeyAndReplacesListsWhole() throws {
        let policy = try accepted(
            over("override:\n  greeting: { tags: [c], sheet: { mode: 0640, owner: root } }\n"), on: desk)
        let control = try #require(policy["greeting"])
        let sheet = try #require(control.resource as? Sheet)
        #expect(control.tags == ["c"])
        #expect(control.severity == .low)
        #expect(sheet.mode == 0o640)
        #expect(sheet.owner == "root")
        #expect(sheet.text == .content("hello world"))
    }

    @Test func variablesAndNetworksOfTheUpperPolicyWin() throws {
        let policy = try accepted(
            over("variables: { who: moon }\nnetworks: { management: 192.0.2.0/24 }\n"), on: desk)
        #expect((policy["greeting"]?.resource as? Sheet)?.text == .content("hello moon"))
        #expect((policy["answer"]?.resource as? Answer)?.from == [Network("192.0.2.0/24")!])
    }

    @Test func aMistakeInAnOverriddenValueIsInTheOverridingFile() {
        expectMistake(
            over("override:\n  greeting: { sheet: { mode: ⟦640⟧ } }\n"), saying: "leading zero", on: desk)
        expectMistake(
            over("override:\n  greeting: { sheet: { ⟦mod⟧: 0640 } }\n"), saying: "did you mean 'mode'?",
            on: desk)
        expectMistake(
            over("override:\n  ⟦greting⟧: { severity: high }\n"), saying: "did you mean 'greeting'?", on: desk
        )
        expectMistake(over("override:\n  greeting: ⟦high⟧\n"), saying: "write fields here", on: desk)
    }

    @Test func anOverrideTakesAFieldAwayWithATilde() throws {
        let policy = try accepted(
            over("override:\n  greeting: { tags: ~, sheet: { mode: ~, content: ~, absent: true } }\n"),
            on: desk)
        let control = try #require(policy["greeting"])
        #expect(control.tags.isEmpty)
        let sheet = try #require(control.resource as? Sheet)
        #expect(sheet.mode == 0o644)
        #expect(sheet.text == .absent)
    }

    @Test func whatIsTakenAwayMayComeBackInAHigherLayer() throws {
        var desk = desk
        desk.shelf.files["middle.yaml"] = over("override: { greeting: { sheet: { mode: ~ } } }\n")
        let policy = try accepted(
            "holdfast: 1\npolicy: top\nextends: middle.yaml\noverride: { greeting: { sheet: { mode: 0400 } } }\n",
            on: desk)
        #expect((policy["greeting"]?.resource as? Sheet)?.mode == 0o400)
    }

    @Test func whatCannotBeTakenAwayIsToldWhereItIsSaid() {
        expectMistake(
            over("override:\n  greeting: { sheet: { path: ⟦~⟧ } }\n"), saying: "'path' is missing", on: desk)
        expectMistake(
            over("override:\n  greeting: { sheet: { ⟦mod⟧: ~ } }\n"), saying: "did you mean 'mode'?", on: desk
        )
        expectMistake(
            over("override:\n  greeting: { ⟦why⟧: ~ }\n"), saying: "there is no 'why' below", on: desk)
        expectMistake(
            over("override:\n  greeting: { sheet: ⟦~⟧ }\n"), saying: "under 'remove'", on: desk)
        // Nothing at all is a slip, and a quoted tilde is a text.
        expectMistake(
            over("override:\n  greeting:\n    sheet:\n      mode:⟦⟧\n"), saying: "write a value here",
            on: desk)
        expectMistake(
            over("override:\n  greeting: { sheet: { mode: ⟦\"~\"⟧ } }\n"), saying: "mode", on: desk)
    }

    @Test func anOverrideCannotChangeTheKind() throws {
        let text = MarkedText(over("override:\n  greeting: { ⟦line⟧: { sheet: /a, name: b, text: c } }\n"))
        let (_, found) = desk.read(text.text)
        let one = try #require(found.first)
        #expect(found.count == 1)
        #expect(one.range == text.ranges[0])
        #expect(one.message.description.contains("cannot make it a 'line'"))
        #expect(one.message.description.contains("'remove'"))
        #expect(one.notes.first?.range.source.index == 1)
    }

    @Test func aPolicyChangesItsOwnControlsInPlace() {
        let own = "controls: { x: { mine: { sheet: { path: /a, absent: true } } } }\n"
        expectMistake(
            over(own + "override: { ⟦mine⟧: { severity: high } }\n"), saying: "control of this file", on: desk
        )
        expectMistake(
            over(own + "remove: { ⟦mine⟧: { because: x } }\n"), saying: "control of this file", on: desk)
        expectMistake(
            top + own + "override: { ⟦other⟧: { severity: high } }\n", saying: "extends none")
    }

    @Test func removalsHaveAReason() throws {
        let policy = try accepted(over("remove: { greeting: { because: nobody comes } }\n"), on: desk)
        #expect(policy.controls.map(\.id) == ["answer"])
        expectMistake(over("remove: { greeting: ⟦{}⟧ }\n"), saying: "'because' is missing", on: desk)
        expectMistake(
            over("remove: { ⟦answr⟧: { because: x } }\n"), saying: "did you mean 'answer'?", on: desk)
    }

    @Test func whatIsRemovedCanBeWrittenAnew() throws {
        let policy = try accepted(
            over(
                """
                remove: { greeting: { because: shorter here } }
                controls: { desk: { greeting: { line: { sheet: /a, name: b, text: c } } } }

                """), on: desk)
        #expect(policy["greeting"]?.resource is Line)
    }

    @Test func whatIsRemovedCannotBeNamed() {
        expectMistake(
            over(
                """
                remove: { ⟦greeting⟧: { because: shorter here } }
                controls: { desk: { x: { after: ⟦greeting⟧, line: { sheet: /a, name: b, text: c } } } }

                """), saying: "this policy removes it", mistake: 1, on: desk)
    }

    @Test func aControlOfBelowIsNotWrittenTwice() throws {
        let text = MarkedText(
            over("controls: { desk: { ⟦greeting⟧: { line: { sheet: /a, name: b, text: c } } } }\n"))
        let (_, found) = desk.read(text.text)
        #expect(found.map(\.range) == [text.ranges[0]])
        #expect(found[0].message.description.contains("already a control of base.yaml"))
        #expect(found[0].notes.map(\.range.source.index) == [1])
    }

    @Test func severalFilesLieOverEachOther() throws {
        let (policy, found) = desk.read([
            PolicySource(name: "base.yaml", bytes: Array(Self.base.utf8)),
            PolicySource(
                name: "more.yaml",
                bytes: Array("holdfast: 1\npolicy: more\noverride: { greeting: { severity: high } }\n".utf8)),
        ])
        #expect(found.isEmpty)
        #expect(policy?.name == "more")
        #expect(policy?["greeting"]?.severity == .high)
    }

    @Test func whatTwoPoliciesExtendIsReadOnce() throws {
        var desk = desk
        desk.shelf.files["left.yaml"] =
            "holdfast: 1\npolicy: left\nextends: base.yaml\noverride: { greeting: { severity: high } }\n"
        desk.shelf.files["right.yaml"] = "holdfast: 1\npolicy: right\nextends: base.yaml\n"
        let policy = try accepted("holdfast: 1\npolicy: both\nextends: [left.yaml, right.yaml]\n", on: desk)
        #expect(policy["greeting"]?.severity == .high)
        #expect(policy.sources.map(\.name) == ["policy.yaml", "left.yaml", "base.yaml", "right.yaml"])
    }

    @Test func aPolicyCannotExtendItself() throws {
        var desk = desk
        desk.shelf.files["a.yaml"] = "holdfast: 1\npolicy: a\nextends: b.yaml\n"
        desk.shelf.files["b.yaml"] = "holdfast: 1\npolicy: b\nextends: a.yaml\n"
        let (policy, found) = desk.read("holdfast: 1\npolicy: over\nextends: a.yaml\n")
        #expect(policy == nil)
        #expect(found.count == 1)
        #expect(found[0].message.description.contains("a.yaml → b.yaml → a.yaml"))
        #expect(found[0].range?.source.index == 2)
        #expect(found[0].notes.map(\.range.source.index) == [1])
    }

    @Test func chainsOfPoliciesEnd() throws {
        var desk = desk
        for number in 0..<30 {
            desk.shelf.files["\(number).yaml"] = "holdfast: 1\npolicy: p\nextends: \(number + 1).yaml\n"
        }
        let (_, found) = desk.read("holdfast: 1\npolicy: over\nextends: 0.yaml\n")
        #expect(found.map { $0.message.description.contains("16 deep") } == [true])
    }

    @Test func missingPoliciesAreToldOnceAndNothingIsGuessedFromIt() {
        expectMistake(
            """
            holdfast: 1
            policy: over
            extends: [⟦nowhere.yaml⟧]
            override: { elsewhere: { severity: high } }
            controls:
              a:
                b: { after: elsewhere, answer: { from: other } }
                c: { sheet: { path: /a, content: "${unknown}" } }
            waivers: [{ control: elsewhere, because: x, approved-by: y, until: 2027-01-01 }]
            """, saying: "no file 'nowhere.yaml'", on: desk)
    }

    @Test func bundledPoliciesArePinned() throws {
        let policy = try accepted("holdfast: 1\npolicy: over\nextends: bundled:checkup@2\n", on: desk)
        #expect(policy.sources.map(\.name) == ["policy.yaml", "bundled:checkup@2"])
        func refused(_ name: String, _ words: String) {
            expectMistake(
                "holdfast: 1\npolicy: over\nextends: [\"⟦⟧\(name)\"]\n".replacingMark(name), saying: words,
                on: desk)
        }
        refused("bundled:checkup", "bundled:checkup@1, bundled:checkup@2")
        refused("bundled:checkup@3", "there is bundled:checkup@1")
        refused("bundled:chekup@1", "did you mean 'checkup'?")
    }

    @Test func theLanguageIsCheckedFirst() {
        expectMistake("holdfast: ⟦2⟧\npolicy: X X\nwhatever: {}\n", saying: "reads 'holdfast: 1' only")
        expectMistake("⟦p⟧olicy: x\nwhatever: {}\n", saying: "'holdfast: 1' is missing")
        expectMistake("⟦- a\n- b⟧\n", saying: "this is not a policy")
    }

    @Test func aPolicyWithoutControlsIsAMistake() {
        expectMistake("⟦h⟧oldfast: 1\npolicy: x\n", saying: "holds no controls")
        expectMistake("holdfast: 1\npolicy: x\n⟦controls⟧: {}\n", saying: "holds no controls")
    }
}

extension String {
    fileprivate func replacingMark(_ name: String) -> String {
        let parts = split(separator: "\"⟦⟧\(name)\"", omittingEmptySubsequences: false)
        return parts[0] + "⟦\"\(name)\"⟧" + parts[1]
    }
}
