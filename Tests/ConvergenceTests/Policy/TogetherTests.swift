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
        let lines = found.map { "\($0.range?.start.line ?? 0):\($0.range?.start.column ?? 0) \($0.message)" }
        #expect(lines.joined(separator: "\n") == Self.golden)
        // Every mark is the place of a mistake or of its note.
        let places = found.compactMap(\.range) + found.flatMap { $0.notes.map(\.range) }
        for range in text.ranges { #expect(places.contains(range)) }
    }

    static let golden = """
        2:9 write a name of lower-case letters and digits with '-' between words, as in 'web-server'
        4:21 write an address such as 10.20.9.0/24 or 2001:db8::/32, with no bits set behind the prefix
        5:1 there is no field 'contrls' here, did you mean 'controls'?
        9:17 write one of low, medium, high, critical, did you mean 'high'?
        10:42 there is no variable 'wo', did you mean 'who'?; give it a value under 'variables' or with --var; \
        for a literal '${' write '$${'
        10:56 write the mode in octal with a leading zero, as in 0640: without it the number means something else
        13:42 write a version that begins with a number, as in 12 or 24.04
        15:14 there is no control 'nobody'
        16:7 /b is already held by 'twice': one thing is held by one control
        17:48 a comma ends the value of `why` here; put the whole sentence in quotes: { why: "…, …" }
        19:16 there is no control 'greting', did you mean 'greeting'?
        19:60 write a day as year-month-day, as in 2027-01-31
        """

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
