import Convergence
import Octopus
import Testing

@Suite struct ForeignJSONTests {
    private func read(_ text: String) throws -> JSON { try ForeignJSON.read(Array(text.utf8)) }

    @Test func everyKindOfValueIsRead() throws {
        let text = #" {"a": [1, -2.50, 1e3, true, false, null], "b": {"": "x"}, "c": []} "#
        #expect(
            try read(text)
                == .object([
                    "a": .array([
                        .number("1"), .number("-2.50"), .number("1e3"), .bool(true), .bool(false), .null,
                    ]), "b": .object(["": .string("x")]), "c": .array([]),
                ]))
    }

    @Test func objectsOfOthersHaveNoMeaningHere() throws {
        #expect(
            try read(#"{"$secret": {"env": "PATH"}}"#)
                == .object(["$secret": .object(["env": .string("PATH")])]))
        #expect(try read(#"{"$number": "1"}"#) == .object(["$number": .string("1")]))
    }

    @Test func numbersKeepTheirDigits() throws {
        #expect(try read("2024.10") == .number("2024.10"))
        #expect(try read("123456789012345678901234567890") == .number("123456789012345678901234567890"))
    }

    @Test func textsAreUnescaped() throws {
        #expect(try read(#""a\"\\\/\b\f\n\r\t\u0041\u00e9""#) == .string("a\"\\/\u{8}\u{c}\n\r\tA\u{e9}"))
        #expect(
            try read(#""\ud83d\ude00 \uD83D x \ude00 \ud83dA\u0041""#)
                == .string("\u{1F600} \u{FFFD} x \u{FFFD} \u{FFFD}AA"))
        #expect(try read("\"é😀\"") == .string("é😀"))
    }

    @Test func aByteOrderMarkDoesNotCount() throws {
        #expect(try ForeignJSON.read([0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == .object([:]))
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "[1 2]", "{\"a\" 1}", "tru", "nul", "+1",
        "01", "1.",
        ".5", "1e", "-", "NaN", "Infinity", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "{} {}",
        "[]x", "// x\n1",
        "<html>", "{\"a\":1,\"a\":2}", "]", "}", "\u{0}",
    ])
    func whatIsNoJSONIsRefused(_ text: String) {
        #expect(throws: ForeignJSON.Problem.self) { try read(text) }
    }

    @Test func whatIsNoUTF8IsRefused() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
        ] {
            #expect(throws: ForeignJSON.Problem.self) { try ForeignJSON.read(bytes) }
        }
    }

    @Test func aKeyMayComeTwiceOnlyWithOneValue() throws {
        #expect(try read(#"{"a":[1],"a":[1]}"#) == .object(["a": .array([.number("1")])]))
        #expect(throws: ForeignJSON.Problem.self) { try read(#"{"a":[1],"a":[1,2]}"#) }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try read(nested(ForeignJSON.deepest))
        #expect(throws: ForeignJSON.Problem.self) { try read(nested(ForeignJSON.deepest + 1)) }
        #expect(throws: ForeignJSON.Problem.self) { try read(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func everyTruncationIsRefusedAndNothingOfTheTextIsRepeated() throws {
        let text = Array(#"{"ApiKey":"API-HUNTER2","n":[1.5,true,null,"\u00e9"],"o":{"p":"q"}}"#.utf8)
        _ = try ForeignJSON.read(text)
        for count in 0..<text.count {
            let problem = #expect(throws: ForeignJSON.Problem.self) {
                try ForeignJSON.read(Array(text[..<count]))
            }
            #expect(problem?.description.contains("HUNTER2") == false)
            #expect(problem.map { $0.offset <= count } == true)
        }
    }

    @Test func aChangedByteMakesAnotherObjectOrNone() {
        let text = Array(#"{"a":[1.5e3,true,false,null,"\u00e9\n"],"b":{"c":"d"}}"#.utf8)
        for index in text.indices {
            for byte in UInt8.min...UInt8.max where byte != text[index] {
                var changed = text
                changed[index] = byte
                guard let value = try? ForeignJSON.read(changed) else { continue }
                guard case .object(let members) = value else {
                    Issue.record("byte \(index) as \(byte) is \(value)")
                    continue
                }
                #expect((1...2).contains(members.count))
            }
        }
    }
}
