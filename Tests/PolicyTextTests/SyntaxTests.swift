import PolicyText
import Testing

@Suite("libyaml's problems are told in words of a policy")
struct SyntaxTests {
    @Test(arguments: [
        ("a: b⟦⟧: c\n", "quotes"),
        ("a: b\n  c⟦⟧: d\n", "indent"),
        ("a:\n⟦⟧\tb: c\n", "a tab cannot indent"),
        ("a: |\n⟦⟧\tb\n", "a tab cannot indent"),
        ("a:\n  b: c\n ⟦⟧d: e\n", "indent the line like the other keys"),
        ("a: \"b\" ⟦⟧c\n", "quote"),
        ("a:\n  - b\n  ⟦⟧c: d\n", "list item"),
        ("a: [b, c\nd⟦⟧: e\n", "`,` or the closing `]`"),
        ("a: { b: c ⟦⟧[ }\n", "`,` or the closing `}`"),
        ("a: \"b\n⟦⟧", "the text ends inside quotes"),
        ("a: 'b\n⟦⟧---\n", "inside quotes"),
        ("a: \"⟦⟧\\d\"\n", "escape"),
        ("a: \"\\u⟦⟧12\"\n", "hexadecimal"),
        ("a: ⟦⟧- b\n", "list item"),
        ("a: ⟦⟧@b\n", "cannot begin with `@`"),
        ("a: ⟦⟧`b`\n", "cannot begin with ```"),
        ("a: ⟦⟧%b\n", "cannot begin with `%`"),
        ("a: |⟦⟧x\n", "after `|` or `>`"),
        ("a: b\nc\n⟦⟧d: e\n", "no `: ` follows"),
        ("[a]\n⟦⟧b: c\n", "the policy has ended above"),
        ("a: [b, ⟦⟧}\n", "a value was expected"),
        ("⟦⟧: b\n", "a key is missing"),
        ("{ ⟦⟧: b }", "a key is missing"),
    ])
    func problemsOfLibYAML(_ marked: String, _ words: String) {
        expectProblem(startingAt: marked, saying: words, "(libyaml: ")
    }

    @Test func tabsThatLibYAMLLetsPass() throws {
        expectProblem("a: {\n⟦\t⟧b: c }\n", saying: "a tab cannot indent")
        expectProblem("a:\n  - [b,\n ⟦\t ⟧c, [\n  d]]\n", saying: "a tab cannot indent")
        expectProblem("é: [\n  \n\t\n  é,\n  ⟦\t⟧]\n", saying: "a tab cannot indent")
        #expect(
            try tree("a:\tb\t# c\nd: [\n\n  e\t]\nf: |\n  g\n  \th\n").sketch
                == "{a: b, d: [e], f: |g\n\th\n}")
    }

    @Test func aJSONFileWithTabs() throws {
        let text = "{\n\t\"a\": [\n\t\t\"b\"\n\t]\n}\n"
        #expect(try tree(text).sketch == "{'a': ['b']}")
    }

    @Test func theOpeningQuoteIsShown() {
        let problem = YAMLReading(of: Array("a: \"b\nc: d\n".utf8), source: source).problems.first
        #expect(problem?.related?.range.start == SourcePosition(line: 1, column: 4))
    }

    @Test func whatWasFoundBeforeIsToldToo() {
        let problems = YAMLReading(of: Array("a: *b\nc: [d\n".utf8), source: source).problems
        #expect(problems.count == 2)
    }

    @Test func messagesHoldNoValues() {
        for text in [
            "password: hunter2: x\n", "password: \"hunter2\n", "{ password: hunter2, hunter2 }",
            "hunter2\na: b\n",
        ] {
            let problems = YAMLReading(of: Array(text.utf8), source: source).problems
            #expect(problems.count == 1)
            #expect(problems.allSatisfy { !$0.message.contains("hunter2") })
        }
    }
}
