import Convergence
import HostTesting
import PolicyText
import Testing

@Suite("All mistakes of a policy are found together")
struct TogetherTests {
    @Test func everyMistakeInOnePassInTheOrderOfTheText() {
        let text = MarkedText(
            """
            holdfast: 1
            policy: ⟦My Policy⟧
            variables: { who: world }
            networks: { office: ⟦10.0.0.1/8⟧ }
            contrls: {}
            controls:
              desk:
                greeting:
                  severity: ⟦hgih⟧
                  sheet: { path: /a, content: "hello ⟦${wo}⟧", mode: ⟦640⟧ }
                twice:
                  ⟦sheet⟧: { path: /b, absent: true }
                  applies-to: { version: { at-least: ⟦none⟧ } }
                again:
                  after: ⟦nobody⟧
                  ⟦sheet⟧: { path: /b, absent: true }
                rule: { answer: { from: 10.0.0.0/8 }, why: ⟦yes, we know⟧ }
            waivers:
              - { control: ⟦greting⟧, because: x, approved-by: y, until: 2027-02-30 }

            """)
        let (policy, found) = Desk().read(text.text)
        #expect(policy == nil)
        let lines = found.map { "\($0.range?.start.line ?? 0): \($0.message)" }
        #expect(
            lines.map { $0.prefix { $0 != ":" } } == [
                "2", "4", "5", "9", "10", "10", "13", "15", "16", "17", "19", "19",
            ],
            "\(lines.joined(separator: "\n"))")
    }

    @Test func aCutSentenceIsExplainedOnce() {
        expectMistake(
            policy("one: { why: ⟦yes, we know⟧, sheet: { path: /a, absent: true } }"), saying: "quotes")
        expectMistake(
            policy("one: { sheet: { path: /a, absent: true, mode: ⟦0640, or so⟧ } }"), saying: "quotes")
        expectMistake(
            policy("one: { severity: ⟦high, or so⟧, sheet: { path: /a, absent: true } }"), saying: "quotes")
    }

    @Test func whatTheParserRefusedIsNotRefusedAgain() {
        expectMistake(policy("one: { sheet: { path: ⟦*a⟧, absent: true } }"), saying: "alias")
    }
}
