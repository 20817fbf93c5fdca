import Testing

@testable import Convergence
@testable import Runs

@Suite struct RecordTextTests {
    private static let contents: [Content] = [
        "", "plain\n", "tab\t \"quoted\" \\ back\u{1}\u{8}\u{1f}\u{7f}\r\n", "é 🐙",
        Content([0xFF, 0x00, 0x41]),
        Content(Array("ab".utf8), holes: [Content.Hole(offset: 1, secret: .environment(variable: "TOKEN"))]),
    ]
    private static let attributes = [
        Attributes(mode: 0o640), Attributes(mode: 0o4755, owner: "q\"uote", group: "4294967294"),
        Attributes(mode: 0, extended: [ExtendedAttribute(name: "user.a", value: [0, 255])]),
    ]

    /// Every record that is written directly, and neighbours of each that are not.
    private static var records: [Record] {
        var steps: [Step] = [.remove(at: "/a b"), .makeDirectory(at: "/d", attributes: attributes[0])]
        var images: [Image] = [.absent, .withheld, .clock(is: -1)]
        for attributes in attributes {
            steps.append(.setAttributes(of: "/ä\"", to: attributes))
            for contents in contents {
                steps.append(.replaceFile(at: "/etc/f", contents: contents, attributes: attributes))
                images.append(.node(is: Node(.file(contents: contents), attributes, links: 2)))
            }
            images.append(.node(is: Node(.directory, attributes)))
            images.append(.node(is: Node(.link(to: "x"), attributes)))
            images.append(.node(is: Node(.withheldFile, attributes)))
        }
        let kept = images.map { Record.Kept(.node(at: "/etc/f"), $0) } + [Record.Kept(.clock, .absent)]
        var records = Samples.whole("20270131T101500Z-3f9a")
        records += steps.map { .will(number: 7, control: "c\n", step: $0, before: [kept[0]]) }
        records += kept.map { .did(number: .max, after: [kept[0], $0]) }
        records += kept.map { .will(number: 1, control: "", step: steps[0], before: [$0]) }
        records += [.did(number: 1, after: []), .ended(outcomes: [], seconds: -5)]
        records.append(
            .ended(
                outcomes: Outcome.allCases.map { Record.ControlOutcome(control: "é\"", outcome: $0) },
                seconds: 1))
        return records
    }

    @Test func aRecordIsWrittenAsItsCodingSays() throws {
        for record in Self.records {
            var expected = Array("before".utf8)
            var text = expected
            try JSONStream.encode(record, into: &expected)
            try RecordText.append(record, to: &text)
            #expect(String(decoding: text, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
        }
    }
}
