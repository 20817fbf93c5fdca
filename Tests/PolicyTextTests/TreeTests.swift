import HostTesting
import PolicyText
import Testing

@Suite("The tree keeps texts, styles and places")
struct TreeTests {
    @Test(arguments: [
        "no", "yes", "on", "y", "true", "null", "~", "2024.10", "0755", "0o755", "12:30:45", "1_000", "0xff",
        "1e3", ".inf",
        ".nan", "22.0", "+22", "-1", "00000000000000000000000001", "${hostname}", "https://a.example/?b=c#d",
        "$(id)",
        "a`id`; --flag", "a {{ b }} %n",
    ])
    func plainScalarsAreTheirText(_ text: String) throws {
        #expect(try tree("a: \(text)\n")["a"]?.value == .scalar(text, style: .plain))
    }

    @Test func styles() throws {
        let text = "a: b\nc: 'd'\ne: \"f\"\ng: |\n  h\ni: >-\n  j\n  k\nl:\n"
        #expect(try tree(text).sketch == "{a: b, c: 'd', e: 'f', g: |h\n, i: |j k, l: }")
    }

    @Test func placesOfScalars() throws {
        let text = MarkedText("⟦a⟧: ⟦bc⟧\n\"⟦⟧d\": [⟦'e f'⟧, ⟦ü🦑⟧, ⟦g⟧]  # h\ni: ⟦\"j\n  k\"⟧\n")
        let root = try YAMLNode.parse(text.bytes, source: source)
        guard case .mapping(let entries) = root.value, case .sequence(let items)? = root["d"]?.value else {
            Issue.record("not the expected shape")
            return
        }
        #expect(entries[0].key.range == text.ranges[0])
        #expect(entries[0].value.range == text.ranges[1])
        #expect(items.map(\.range) == Array(text.ranges[3...5]))
        #expect(root["i"]?.range == text.ranges[6])
    }

    /// libyaml ends a block at the next token, comments and blank lines later.
    @Test func aBlockEndsWithItsLastValue() throws {
        let text = MarkedText("a:\n  ⟦b: c\n  d: [ e ]⟧\n\n# about f\n\nf:\n- ⟦g: h⟧\n\n")
        let root = try YAMLNode.parse(text.bytes, source: source)
        #expect(root["a"]?.range == text.ranges[0])
        guard case .sequence(let items)? = root["f"]?.value else { return #expect(Bool(false)) }
        #expect(items.first?.range == text.ranges[1])
    }

    @Test func placesOfInlineCollections() throws {
        let text = MarkedText("a: ⟦{ b: c, d: [] }⟧\n")
        #expect(try YAMLNode.parse(text.bytes, source: source)["a"]?.range == text.ranges[0])
    }

    @Test func placesBehindAByteOrderMark() throws {
        #expect(try tree("\u{FEFF}a: b").range.start == .start)
    }

    @Test func theSourceIsKept() throws {
        let root = try YAMLNode.parse(Array("a: b".utf8), source: SourceID(7))
        #expect(root.range.source == SourceID(7))
        #expect(root["a"]?.range.source == SourceID(7))
    }

    @Test func keysInOrder() throws { #expect(try tree("z: 1\na: 2\nm: 3\n").sketch == "{z: 1, a: 2, m: 3}") }

    @Test func anExplicitKey() throws { #expect(try tree("? a\n: b\n").sketch == "{a: b}") }
}
