import HostTesting
import PolicyText
import Testing

@Suite("A hostile text is refused before it costs anything")
struct LimitsTests {
    private func problem(_ text: String) -> YAMLError? {
        YAMLReading(of: Array(text.utf8), source: source).problems.first
    }

    @Test(arguments: [65, 100, 1000, 10_000, 1_000_000])
    func bracketsInsideBrackets(_ depth: Int) {
        let found = problem(String(repeating: "[", count: depth))
        #expect(found?.message == "nested more than 64 levels deep")
        #expect(found?.range.start == SourcePosition(line: 1, column: 65))
    }

    @Test func exactlyTheLimit() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try tree(text).sketch == text)
    }

    @Test func blockMappingsInsideEachOther() {
        let text = (0..<2000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(problem(text)?.message == "nested more than 64 levels deep")
        #expect(problem(text)?.range.start.line == 65)
    }

    @Test func keysInsideKeys() {
        #expect(problem(String(repeating: "{", count: 1000))?.message == "nested more than 64 levels deep")
        #expect(problem(String(repeating: "? ", count: 1000))?.message == "nested more than 64 levels deep")
    }

    @Test func tooManyKeys() {
        let text = (0..<200_000).map { "k\($0): v\n" }.joined()
        #expect(problem(text)?.message.contains("more than 100000 entries") == true)
    }

    @Test func tooManyItems() {
        #expect(problem(String(repeating: "- a\n", count: 100_001))?.message.contains("entries") == true)
    }

    @Test func tooManyValues() {
        let row = "- [" + String(repeating: "a,", count: 1000) + "]\n"
        #expect(
            problem(String(repeating: row, count: 1000))?.message.contains("more than 1000000 values") == true
        )
    }

    @Test func aScalarOf50Megabytes() {
        let bytes = Array("a: \"".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 50_000_000)
        let problems = YAMLReading(of: bytes, source: source).problems
        #expect(problems.map(\.range.start) == [.start])
        #expect(problems.first?.message.contains("at most 16777216") == true)
    }

    @Test func theAliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let problems = YAMLReading(of: Array(text.utf8), source: source).problems
        #expect(problems.count == 91)
        #expect(problems.allSatisfy { $0.message.contains("variables") })
    }

    @Test func oneAnchorAliasedOverAndOver() {
        let text =
            "a: &a \(String(repeating: "x", count: 1000))\nb:\n"
            + String(repeating: "  - *a\n", count: 50_000)
        let problems = YAMLReading(of: Array(text.utf8), source: source).problems
        #expect(problems.count == YAMLLimits.policy.problems + 1)
        #expect(problems.last?.message.contains("the rest is not read") == true)
    }

    @Test func theMergeBomb() {
        let text = "a: &a { b: c }\nd: { <<: [*a, *a], <<: *a }\n"
        #expect(YAMLReading(of: Array(text.utf8), source: source).problems.count == 6)
    }

    @Test func smallerLimits() {
        let limits = YAMLLimits(bytes: 10, depth: 1, nodes: 3, entries: 1, problems: 1)
        func problem(_ text: String) -> String? {
            YAMLReading(of: Array(text.utf8), source: source, limits: limits).problems.first?.message
        }
        #expect(problem("a: b") == nil)
        #expect(problem("a: b # long")?.contains("at most 10") == true)
        #expect(problem("a: []")?.contains("1 levels") == true)
        #expect(problem("[a, b]")?.contains("1 entries") == true)
    }
}
