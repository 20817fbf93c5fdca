import HostTesting
import PolicyText
import Testing

@Suite("A text is strict UTF-8 and shows what it says")
struct CharacterTests {
    @Test(
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0xE9],
        ] as [[UInt8]])
    func invalidOverlongAndSurrogateBytes(_ bytes: [UInt8]) {
        let problems = YAMLReading(of: Array("a: ü\nb: x".utf8) + bytes + Array("\n".utf8), source: source)
            .problems
        #expect(problems.first?.message.contains("byte 10 (0x") == true)
        #expect(problems.first?.message.contains("not valid UTF-8") == true)
        #expect(problems.first?.range.start == SourcePosition(line: 2, column: 5))
    }

    @Test(
        arguments: [
            [0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61], [0x61, 0x00, 0x3A, 0x00],
            [0x00, 0x61, 0x00, 0x3A],
            [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61],
        ] as [[UInt8]])
    func otherEncodings(_ bytes: [UInt8]) {
        let problems = YAMLReading(of: bytes, source: source).problems
        #expect(problems.count == 1)
        #expect(problems.first?.message.contains("UTF-16") == true)
    }

    @Test(
        arguments: [
            "\u{0}", "\u{1}", "\u{7}", "\u{B}", "\u{C}", "\u{1B}", "\u{7F}", "\u{80}", "\u{85}", "\u{9F}",
            "\u{AD}", "\u{61C}",
            "\u{200B}", "\u{200D}", "\u{200E}", "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2060}",
            "\u{2066}",
            "\u{2069}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}", "\u{1FFFE}", "\u{E0041}", "\u{10FFFF}",
        ] as [Unicode.Scalar])
    func charactersThatCannotBeSeen(_ scalar: Unicode.Scalar) {
        let name =
            "U+" + String(repeating: "0", count: max(0, 4 - String(scalar.value, radix: 16).count))
            + String(scalar.value, radix: 16, uppercase: true)
        expectProblem("a: b\n# ü ⟦\(scalar)⟧\n", saying: name)
        expectProblem("a: 'b⟦\(scalar)⟧'\n", saying: name)
        let problem = YAMLReading(of: Array("a: \(scalar)".utf8), source: source).problems.first
        #expect(problem?.message.unicodeScalars.contains(scalar) == false)
    }

    @Test(arguments: [
        "\\0", "\\e", "\\x1b", "\\u202e", "\\L", "\\N", "\\u200B", "\\uFEFF", "\\uFFFE", "\\a", "\\x7F",
    ])
    func theSameAsEscapes(_ escape: String) {
        expectProblem("a: ⟦\"b \(escape) c\"⟧\n", saying: "U+", "escape")
        expectProblem("⟦\"\(escape)\"⟧: a\n", saying: "U+", "escape")
    }

    @Test func ordinaryEscapesAndLettersOfTheWorld() throws {
        let text = "a: \"\\t\\r\\n\\\\ \\u20AC \\xe4\"\nb: äöü ßéñ 日本語 العربية 🦑 ✔︎\n"
        #expect(try tree(text)["a"]?.text == "\t\r\n\\ € ä")
        #expect(try tree(text)["b"]?.text == "äöü ßéñ 日本語 العربية 🦑 ✔︎")
    }

    @Test func everyFaultyCharacterInOnePass() {
        let text = MarkedText("a: ⟦\u{202E}⟧\nb: ⟦\u{0}⟧ ⟦\u{200B}⟧\n")
        #expect(YAMLReading(of: text.bytes, source: source).problems.map(\.range) == text.ranges)
    }

    @Test func aFloodOfFaultyCharactersIsBounded() {
        let bytes = [UInt8](repeating: 0xFF, count: 1_000_000)
        let problems = YAMLReading(of: [0x61] + bytes, source: source).problems
        #expect(problems.count == YAMLLimits.policy.problems)
    }

    @Test func byteOrderMarkAndLineEndsAreTheSame() throws {
        let text = "a: b\nc:\n  - |\n    d\n    e\n  - \"f\n    g\"\n"
        let windows = text.replacing("\n", with: "\r\n")
        for variant in [
            text, "\u{FEFF}" + text, windows, "\u{FEFF}" + windows, text + "\n\n", String(text.dropLast()),
        ] {
            #expect(try tree(variant).matches(try tree(text)))
        }
        #expect(try tree("\u{FEFF}" + windows) == tree(text))
    }

    @Test func aCarriageReturnAloneIsNoLineEnd() {
        expectProblem("a: b # c⟦\r⟧d: e\rf: g\n", saying: "carriage return", "LF")
        expectProblem("a: b⟦\r⟧", saying: "carriage return")
    }

    @Test func forbiddenCharactersAreShownByName() {
        #expect(ForbiddenCharacter.shown(in: "a\u{202E}b\u{1B}[0m") == "a<U+202E>b<U+001B>[0m")
    }

    /// The fast path takes eight bytes at a time: each place in them must count.
    @Test func everyOffsetOfTheFastPath() {
        for offset in 0..<24 {
            for byte in [0x00, 0x1F, 0x7F, 0x80, 0xFF] as [UInt8] {
                var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 24)
                bytes[offset] = byte
                #expect(!YAMLReading(of: bytes, source: source).problems.isEmpty, "\(byte) at \(offset)")
            }
        }
        // Every byte beside every kind of neighbour: arithmetic on words carries.
        for byte in 0x00...0xFF as ClosedRange<UInt8> {
            for neighbour in [0x00, 0x0A, 0x20, 0x7E, 0x7F] as [UInt8] where byte != neighbour {
                let pair = Array(repeating: [byte, neighbour], count: 8).flatMap(\.self)
                let allowed = [byte, neighbour].allSatisfy {
                    (0x20...0x7E).contains($0) || [0x09, 0x0A].contains($0)
                }
                let isCRLF = byte == 0x0D && neighbour == 0x0A
                let problems = YAMLReading(of: Array("a: b\n#".utf8) + pair, source: source).problems
                let isRefused = problems.contains {
                    $0.message.contains("U+") || $0.message.contains("UTF-8")
                }
                #expect(isRefused != (allowed || isCRLF), "\(byte) beside \(neighbour)")
            }
        }
        for byte in 0x20...0x7E as ClosedRange<UInt8> {
            let bytes = Array("# ".utf8) + [UInt8](repeating: byte, count: 24) + Array("\na: b\n".utf8)
            #expect(YAMLReading(of: bytes, source: source).problems.isEmpty, "\(byte)")
        }
    }
}
