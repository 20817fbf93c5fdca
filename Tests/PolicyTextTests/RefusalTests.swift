import HostTesting
import PolicyText
import Testing

@Suite("What a policy does not use is refused at its place")
struct RefusalTests {
    @Test func equalKeysWithBothPlaces() {
        // The first mark is the second key: marks stand in the order of the text.
        let text = MarkedText("⟦port⟧: 443\nuser: octopus\n⟦\"port\"⟧: 22\n")
        let problems = YAMLReading(of: text.bytes, source: source).problems
        #expect(problems.map(\.range) == [text.ranges[1]])
        #expect(problems.first?.related?.range == text.ranges[0])
        #expect(problems.first?.message.contains("the same key twice") == true)
    }

    @Test func equalKeysInALargeMapping() {
        let keys = (0..<100).map { "key-\($0): x\n" }.joined()
        let text = MarkedText(keys.replacing("key-40:", with: "⟦key-40⟧:") + "⟦key-40⟧: y\n")
        let problems = YAMLReading(of: text.bytes, source: source).problems
        #expect(problems.map(\.range) == [text.ranges[1]])
        #expect(problems.first?.related?.range == text.ranges[0])
    }

    @Test func equalKeysInAnotherUnicodeForm() {
        expectProblem("caf\u{E9}: 1\n⟦cafe\u{301}⟧: 2\n", saying: "the same key twice")
    }

    @Test func equalKeysInAnInlineMapping() { expectProblem("a: { b: 1, ⟦b⟧: 2 }", saying: "twice") }

    @Test func theFirstOfEqualKeysStays() throws {
        let reading = YAMLReading(of: Array("a: 1\na: 2\n".utf8), source: source)
        #expect(reading.root?.sketch == "{a: 1}")
    }

    @Test(arguments: [
        "a: ⟦!foo b⟧", "a: ⟦!!str 1⟧", "a: ⟦!!python/object:os.system x⟧", "a: ⟦!!binary aGk=⟧", "a: ⟦! b⟧",
        "a: ⟦! \"b\"⟧", "- ⟦! b\n  c⟧\n", "⟦!!str a⟧: b", "é: ⟦! ü⟧", "é: ⟦! ü ü⟧", "a: ⟦!foo⟧",
    ])
    func tags(_ marked: String) { expectProblem(marked, saying: "tags", "quotes") }

    @Test func tagsOfListsAndMappings() {
        expectProblem(startingAt: "a: ⟦⟧!!seq [b]", saying: "tags")
        expectProblem(startingAt: "a: ⟦⟧!!map { b: c }", saying: "tags")
        expectProblem(startingAt: "a: ⟦⟧! [b]", saying: "tags")
    }

    @Test func aTextThatOnlyHoldsAnExclamationMarkIsNoTag() throws {
        #expect(try tree("a: b ! c\nd: e!\nf: ü!\n").sketch == "{a: b ! c, d: e!, f: ü!}")
    }

    @Test func anchors() {
        expectProblem("a: ⟦&x b⟧", saying: "anchors", "`variables`")
        expectProblem(startingAt: "a: ⟦⟧&x [b]", saying: "anchors")
        expectProblem(startingAt: "a:\n  ⟦⟧&x\n  b: c\n", saying: "anchors")
    }

    @Test func aliases() { expectProblem("a: ⟦*x⟧", saying: "aliases", "`variables`", "quotes") }

    @Test func aStarThatIsNoAlias() {
        expectProblem(startingAt: "hosts: [*⟦⟧.example.com]", saying: "begins with `*`", "quotes")
    }

    @Test func everyAnchorAndAliasOfACycle() {
        let problems = YAMLReading(of: Array("a: &a [1, *a]\n".utf8), source: source).problems
        #expect(problems.count == 2)
    }

    @Test func mergeKeys() {
        expectProblem("a:\n  ⟦<<⟧: { b: c }\n", saying: "merge keys", "`variables`", "`extends`")
    }

    @Test func aQuotedMergeKeyIsAKey() throws { #expect(try tree("\"<<\": a").sketch == "{'<<': a}") }

    @Test func keysOfManyParts() {
        expectProblem("{ ⟦[a]⟧: b }", saying: "a key must be")
        expectProblem("? ⟦{ a: b }⟧\n: c\n", saying: "a key must be")
    }

    @Test func missingKeys() {
        expectProblem(startingAt: "{ ? ⟦⟧: b }", saying: "a key is missing")
        expectProblem(startingAt: "?⟦⟧\n: b\n", saying: "a key is missing")
    }

    @Test(arguments: [
        "", "\n", "# only\n# comments\n", "---\n", "--- # nothing\n...\n", "  \n\n", "\u{FEFF}",
    ])
    func anEmptyText(_ text: String) {
        let problems = YAMLReading(of: Array(text.utf8), source: source).problems
        #expect(problems.count == 1)
        #expect(problems.first?.message.contains("no policy") == true)
        #expect(problems.first?.range.start == .start)
    }

    @Test func aSecondDocument() {
        expectProblem("a: b\n⟦---⟧\nc: d\n", saying: "second document")
        expectProblem("a: b\n...\n⟦---⟧\n", saying: "second document")
        expectProblem("---\na: b\n⟦---⟧\n", saying: "second document")
    }

    @Test func oneDocumentWithBothItsMarkers() throws {
        #expect(try tree("---\na: b\n...\n").sketch == "{a: b}")
    }

    @Test(arguments: ["%YAML 1.1", "%YAML 1.2", "%YAML 2.0", "%TAG ! tag:example.com,2000:", "%FOO bar"])
    func directives(_ directive: String) {
        let problems = YAMLReading(of: Array("\(directive)\n---\na: b\n".utf8), source: source).problems
        #expect(problems.count == 1)
        #expect(problems.first?.message.contains("directives") == true)
        #expect(problems.first?.range.start.line == 1)
    }

    @Test func everyProblemInOnePass() {
        let text = MarkedText(
            """
            a: ⟦&x 1⟧
            b: ⟦*x⟧
            ⟦<<⟧: { c: d }
            ⟦a⟧: ⟦!!int 2⟧
            """)
        let problems = YAMLReading(of: text.bytes, source: source).problems
        #expect(problems.map(\.range) == text.ranges)
    }

    @Test func parseThrowsTheFirst() {
        #expect { try tree("a: &x 1\nb: *x\n") } throws: {
            ($0 as? YAMLError)?.message.contains("anchors") == true
        }
    }
}
