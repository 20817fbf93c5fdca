import PolicyText
import Testing

@Suite("What is emitted reads back")
struct EmitTests {
    private let place = SourceRange(source: source, start: .start, end: .start)

    private func scalar(_ text: String, _ style: YAMLNode.ScalarStyle) -> YAMLNode {
        YAMLNode(.scalar(text, style: style), at: place)
    }

    private func mapping(_ key: String, _ value: YAMLNode) -> YAMLNode {
        YAMLNode(.mapping([.init(key: scalar(key, .plain), value: value)]), at: place)
    }

    private func emitted(_ node: YAMLNode, comments: [String] = []) throws -> String {
        String(decoding: try node.emit(comments: comments), as: UTF8.self)
    }

    @Test func aWholePolicy() throws {
        let root = try tree(realisticPolicy)
        let text = try emitted(root)
        #expect(try tree(text).matches(root))
        #expect(try emitted(tree(text)) == text)
        #expect(!text.contains("{ "))
    }

    @Test func howItLooks() throws {
        let root = try tree(
            "title: a, b\nmode: '0644'\nnames: ['a', b]\nempty: {}\nnone: []\nnothing:\nregex: \"a\\\\.b\"\ntext: |\n  one\n  two\n"
        )
        #expect(
            try emitted(root, comments: ["Exported from web-1", "", "second\nthird"]) == """
                # Exported from web-1
                #
                # second
                # third
                title: a, b
                mode: '0644'
                names:
                - 'a'
                - b
                empty: {}
                none: []
                nothing:
                regex: 'a\\.b'
                text: |
                  one
                  two

                """)
    }

    @Test func commentsCannotBreakOut() throws {
        let text = try emitted(tree("a: b\n"), comments: ["x\r\ny\rz: 1\u{2028}w\u{1B}[0m\u{202E}"])
        #expect(text == "# x\n# y\n# z: 1\n# w<U+001B>[0m<U+202E>\na: b\n")
    }

    @Test(arguments: [
        "", " ", "a", " a", "a ", "~", "null", "yes", "no", "0755", "1.10", "- a", "-", "?", "? a", ":",
        "a: b", "a:", "#", "a #b",
        "*a", "&a", "!a", "%a", "@a", "`a", "|", ">", "{", "}", "[", "]", ",", "'", "\"", "\\", "'a'",
        "\"a\"", "a\\nb", "---",
        "...", "--- a", "<<", "=", "a\nb", "a\n", "\na", "a\n\n", "\n", "\n\n", " a\nb", "a\n b", "a \nb",
        "\ta", "a\t", "a\n\tb",
        "\ta\nb", "a\r\nb\r\n", "a\r", "é", "日本語\n", "🦑", "🦑\n🦑\n", "a\u{A0}b", "a\n---\nb\n", "a\n...\n",
        "#a\nb\n", "a\n#b\n",
    ])
    func everyTextInEveryPlaceAndStyle(_ text: String) throws {
        for style in [YAMLNode.ScalarStyle.plain, .quoted, .block] {
            let value = scalar(text, style)
            let list = YAMLNode(
                .sequence([value, YAMLNode(.sequence([value, value]), at: place)]), at: place)
            let key = YAMLNode(.mapping([.init(key: scalar(text, .quoted), value: value)]), at: place)
            for node in [
                mapping("a", value), mapping("a", mapping("b", value)), list, mapping("a", list), key,
            ] {
                // A plain text that YAML would read as something else, such as "nothing", may be refused;
                // it may never read back as another text.
                guard style == .plain else {
                    #expect(try YAMLNode.parse(node.emit(), source: source).matches(node))
                    continue
                }
                if let bytes = try? node.emit() {
                    #expect(try YAMLNode.parse(bytes, source: source).matches(node))
                }
            }
            if style == .quoted { #expect(try YAMLNode.parse(value.emit(), source: source).matches(value)) }
        }
    }

    @Test(arguments: ["0644", "yes", "~", "1.10", "null", ""])
    func quotedStaysQuotedAndPlainStaysPlain(_ text: String) throws {
        for style in [YAMLNode.ScalarStyle.plain, .quoted] {
            let read = try YAMLNode.parse(mapping("a", scalar(text, style)).emit(), source: source)
            #expect(read["a"]?.value == .scalar(text, style: style))
        }
    }

    @Test func longLinesAndKeysAreNotFolded() throws {
        let long = (0..<500).map { "word\($0)" }.joined(separator: " ")
        for style in [YAMLNode.ScalarStyle.plain, .quoted, .block] {
            #expect(try emitted(mapping("a", scalar(long, style))).split(separator: "\n").count == 1)
        }
        let node = mapping(long, scalar("b", .plain))
        #expect(try YAMLNode.parse(node.emit(), source: source).matches(node))
    }

    @Test(arguments: ["\u{0}", "\u{1B}", "\u{202E}", "\u{FEFF}", "\u{2028}"])
    func whatAPolicyCannotHoldIsRefused(_ text: String) {
        #expect { try mapping("a", scalar(text, .quoted)).emit() } throws: {
            ($0 as? YAMLError)?.message.contains("cannot hold U+") == true
        }
    }

    @Test func keysThatAPolicyCannotHoldAreRefused() {
        let value = scalar("b", .plain)
        let listAsKey = YAMLNode.Entry(key: YAMLNode(.sequence([value]), at: place), value: value)
        #expect(throws: YAMLError.self) { try YAMLNode(.mapping([listAsKey]), at: place).emit() }
        let entry = YAMLNode.Entry(key: value, value: value)
        #expect(throws: YAMLError.self) { try YAMLNode(.mapping([entry, entry]), at: place).emit() }
    }

    @Test func nestingBeyondTheLimitIsRefused() {
        let deep = (0..<100).reduce(scalar("a", .plain)) { inner, _ in YAMLNode(.sequence([inner]), at: place)
        }
        #expect(throws: YAMLError.self) { try deep.emit() }
    }

    @Test func whatMatches() throws {
        #expect(try tree("a: [b]").matches(tree("a:\n- 'b'\n")))
        #expect(try !tree("a: ~").matches(tree("a: '~'")))
        #expect(try !tree("a: null").matches(tree("a: 'null'")))
        #expect(try !tree("a:").matches(tree("a: ''")))
        #expect(try !tree("a: b").matches(tree("a: [b]")))
        #expect(try !tree("a: 1\nb: 2").matches(tree("b: 2\na: 1")))
        #expect(try !tree("- a").matches(tree("- a\n- a")))
        #expect(try !tree("- \u{E9}").matches(tree("- e\u{301}")))
    }
}
