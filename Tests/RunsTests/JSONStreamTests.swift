import Foundation
import Testing

@testable import Convergence
@testable import Runs

@Suite struct JSONStreamTests {
    private func text(_ value: some Encodable) throws -> String {
        var bytes: [UInt8] = []
        try JSONStream.encode(value, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func recordsComeBackAsTheyWere() throws {
        let strange = Content(Array("tab\t \"quoted\" \\ é\u{1}\u{7f}\r\n".utf8) + [0xFF, 0x00])
        let node = Image.node(is: Node(.file(contents: strange), Samples.attributes))
        var records = Samples.whole("20270131T101500Z-3f9a")
        records.append(
            .did(number: 2, after: [.init(.node(at: Samples.path), node), .init(.clock, .clock(is: -1))]))
        records.append(.will(number: 3, control: "", step: .remove(at: "/"), before: []))
        records.append(.failed(number: 3, error: HostError(.failed, "line\nline \u{2028} 🐙")))
        for record in records {
            let decoded = try JSONDecoder().decode(Record.self, from: Data(try text(record).utf8))
            #expect(decoded == record)
        }
    }

    @Test func theTextIsThatOfJSONEncoder() throws {
        struct Value: Encodable {
            var bytes = Data([1, 2, 255])
            var double = 1.5
            var empty: [Int] = []
            var map = ["one": [true, false]]
            var nothing: Int?
            var number = UInt64.max
            var optionals: [Int?] = [nil, 1]
            var text = "a/b\u{8}"
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let expected = String(decoding: try encoder.encode(Value()), as: UTF8.self)
        #expect(try text(Value()) == expected.replacing(#"\b"#, with: #"\u0008"#))
        #expect(try text("alone") == #""alone""#)
        #expect(throws: (any Error).self) { try text(Double.nan) }
    }

    @Test func containersOutOfOrderAreRefused() {
        struct Disorderly: Encodable {
            func encode(to encoder: any Encoder) throws {
                var outer = encoder.unkeyedContainer()
                var inner = outer.nestedUnkeyedContainer()
                try outer.encode(1)
                try inner.encode(2)
            }
        }
        struct Twice: Encodable {
            func encode(to encoder: any Encoder) throws {
                var first = encoder.singleValueContainer()
                try first.encode(1)
                try first.encode(2)
            }
        }
        struct Nothing: Encodable { func encode(to encoder: any Encoder) throws {} }
        #expect(throws: (any Error).self) { try text(Disorderly()) }
        #expect(throws: (any Error).self) { try text([Twice()]) }
        #expect(throws: (any Error).self) { try text([Nothing()]) }
    }
}
