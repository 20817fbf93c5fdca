import Convergence
import Foundation
import Testing

@Suite struct CodingTests {
    static let address = Address(service: "octopus", document: "config")
    static let access = ExtendedAttribute(name: "user.x", value: [0, 255, 128])
    static let content: Content = {
        var content = Content([0xFF, 0x00, 0x41])
        content.append(.credential(named: "k"))
        content.append(.environment(variable: "V"))
        content.append(Array("é\n".utf8))
        content.append(.file(at: "/s"))
        content.append(.command(running: Command("/bin/c", ["-a"])))
        return content
    }()
    static let account = Account(
        id: 7, group: "g", comment: "c", home: "/", shell: "/s", groups: ["b", "a"], password: .locked)
    static let attributes = Attributes(mode: 0o4755, owner: "o", group: "g", extended: [access])

    static let steps: [Step] = [
        .replaceFile(at: "/f", contents: content, attributes: attributes),
        .setAttributes(of: "/f", to: attributes),
        .makeDirectory(at: "/d", attributes: attributes),
        .replaceLink(at: "/l", to: "../x", attributes: attributes),
        .remove(at: "/f"), .setAccount(named: "a", to: account), .removeAccount(named: "a"),
        .setGroup(named: "g", to: Group(id: nil, members: ["z", "a"], primaryOf: ["p"])),
        .removeGroup(named: "g"),
        .installPackage(named: "p", version: "1:2~3"), .removePackage(named: "p"),
        .setUnit(named: "u.service", to: UnitRequest(enabled: true, running: nil, masked: false)),
        .refreshUnit(named: "u.service", by: .restart), .replaceRuleset(table: "t", rules: "x"),
        .removeRuleset(table: "t"),
        .setFields(
            of: address,
            to: [
                Step.Field("/a~1b", .number("2024.10")), Step.Field("/gone", nil), Step.Field("/null", .null),
                Step.Field("/s", .secret(.credential(named: "k"))),
            ]),
        .setValue(at: "/proc/sys/x", text: "1"),
        .run(
            command: Command("/bin/x", ["", "a b"]), undo: [Command("/bin/y")],
            changes: [.node(at: "/f"), .clock]),
    ]

    static let subjects: [Subject] = [
        .node(at: "/f"), .attributes(of: "/f"), .names(in: "/d"), .account(named: "a"), .group(named: "g"),
        .package(named: "p"),
        .unit(named: "u"), .ruleset(table: "inet x"), .field(of: address, at: "/a"),
        .answer(to: Query(Command("/bin/x"), reads: [.one(subject: .clock), .tree(at: "/d"), .anything])),
        .clock, .facts,
    ]

    static let images: [Image] = [
        .absent, .node(is: Node(.file(contents: content), attributes, links: 2)),
        .node(is: Node(.directory, attributes)),
        .node(is: Node(.link(to: "x"), attributes)), .node(is: Node(.other, attributes)),
        .node(is: Node(.unforeseenFile, attributes)), .node(is: Node(.withheldFile, attributes)),
        .node(is: Node(.unreadFile, attributes)),
        .names(are: ["b", "a"]),
        .account(is: account), .group(is: Group(id: 1)), .package(is: PackageState(version: "1")),
        .unit(
            is: Unit(
                enablement: .fixed, activity: .atBoot, user: "u", processUser: nil, needsReload: true,
                settings: [Unit.Setting(name: "n", value: "v")])),
        .ruleset(is: "x"), .answer(is: Convergence.Answer(status: -1, output: "o", complaint: "c")),
        .clock(is: -5),
        .facts(
            are: Facts(
                name: "n", os: "o", version: "1", architecture: "a", isContainer: true, machineID: "",
                isBooted: false)),
        .withheld,
    ]

    static let json: [JSON] = [
        .null, .bool(true), .number("1"), .number("1.0"), .number("2024.10"), .number("1e400"), .number("-0"),
        .number("12345678901234567890"), .string("x"), .array([.null, .object([:])]),
        .secret(.file(at: "/s")),
        .object(["a": .number("1.10"), "b": .secret(.environment(variable: "V"))]),
        .object(["$secret": .string("x")]), .object(["$number": .string("x")]),
        .object(["$object": .object([:])]),
    ]

    static let records: [Record] =
        steps.enumerated().map { .will(number: $0.offset, control: "c", step: $0.element, before: []) }
        + subjects.map { .did(number: 1, after: [Record.Kept($0, .absent)]) }
        + images.map { .did(number: 2, after: [Record.Kept(.clock, $0)]) }
        + json.map { .did(number: 3, after: [Record.Kept(.clock, .field(is: $0))]) }
        + [
            .began(
                header: RunHeader(
                    run: "r", purpose: .undo(of: "q"), toolVersion: "1", policy: "p",
                    sources: [RunHeader.SourceDigest(name: "n", sha256: "00")],
                    host: Facts(
                        name: "n", os: "o", version: "1", architecture: "a", isContainer: true,
                        machineID: "m",
                        isBooted: true), root: "/", seconds: 1)),
            .failed(number: 4, error: HostError(.noSpace, "full")),
            .owed(followUp: FollowUp(.reload, "u"), control: "c"),
            .paid(followUp: FollowUp(.restart, "u")),
            .ended(
                outcomes: Outcome.allCases.map { Record.ControlOutcome(control: "c", outcome: $0) },
                seconds: 2),
        ]

    @Test(arguments: records.indices) func everyRecordComesBackAsItWas(_ index: Int) throws {
        let record = Self.records[index]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = try encoder.encode(record)
        let back = try JSONDecoder().decode(Record.self, from: text)
        #expect(back == record)
        #expect(try encoder.encode(back) == text)
        // What a value is called is part of the format: no value goes without a name.
        #expect(!String(decoding: text, as: UTF8.self).contains(#""_0""#))
    }

    @Test func namesAreWrittenInOneOrder() throws {
        let text = String(decoding: try JSONEncoder().encode(Names(["b", "c", "a"])), as: UTF8.self)
        #expect(text == #"["a","b","c"]"#)
    }

    @Test func twoSpellingsOfAnAccentAreTwoPaths() {
        let (composed, decomposed) = (Path("/\u{E9}"), Path("/e\u{301}"))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }
}
