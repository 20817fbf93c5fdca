import PolicyText
import Testing

@Suite("A comma that cuts a sentence in an inline mapping is explained")
struct SentenceTests {
    @Test(arguments: [
        "rule: { because: ⟦yes, we know⟧, allow: x }", "rule: { because: ⟦yes, really⟧ }",
        "rule: { because: ⟦yes, we know, and more⟧, allow: x }",
        "rule: { allow: x, because: ⟦one, two three⟧}",
        "rule: { because: ⟦für uns, für euch⟧ }", "rule: {\n  because: ⟦yes,\n  we know⟧,\n  allow: x\n}",
    ])
    func theWholeSentenceIsMarked(_ marked: String) {
        expectProblem(marked, saying: "a comma ends the value of `because`", "quotes")
    }

    @Test func aKeyWithoutAValue() {
        expectProblem("rule: { ⟦allow⟧ }", saying: "a key without a value")
        expectProblem("rule: { because: \"yes\", ⟦we know⟧ }", saying: "a key without a value")
    }

    @Test func aLongKeyIsNotRepeated() {
        let key = String(repeating: "k", count: 500)
        expectProblem("{ \(key): ⟦yes, we know⟧ }", saying: "a comma ends the value here")
    }

    @Test func twoSentencesAreTwoProblems() {
        let problems = YAMLReading(of: Array("a: { b: c, d e, f: g, h i }".utf8), source: source).problems
        #expect(problems.count == 2)
    }

    @Test func whatIsNoCutSentence() throws {
        #expect(try tree("a: { b: , c: \"d, e\", f: }").sketch == "{a: {b: , c: 'd, e', f: }}")
        #expect(try tree("a: { b : , \"c d\" }").sketch == "{a: {b: , 'c d': }}")
        #expect(try tree("a: [yes, we know]").sketch == "{a: [yes, we know]}")
        #expect(try tree("because: yes, we know\n").sketch == "{because: yes, we know}")
    }
}
