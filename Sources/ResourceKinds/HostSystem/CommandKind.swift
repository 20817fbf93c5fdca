package import Convergence

/// Whatever no other kind holds: a test that says whether it is so, and a fix that makes it so.
package struct CommandKind: ResourceKind {
    package static let keyword = "command"
    package static let summary =
        "the escape hatch, for what no other kind holds: a program that tests, and one that fixes"

    struct Expectation: Sendable {
        var exit = 0
        var output: String?

        init() {}

        init(reading fields: inout Fields) {
            exit = fields.optional(
                "exit", .integer(0...255), default: 0, "The exit status of a test that is met.")
            output = fields.optional(
                "output", .text, "What a test that is met prints, not counting new lines at its end.")
        }
    }

    private let query: Query
    private let fix: Command?
    private let undo: Command?
    private let changes: [Path]
    private let expect: Expectation

    package init(reading fields: inout Fields) {
        let test = fields.required(
            "test", .command, "A program that only looks, and its arguments; no shell reads them.")
        fix = fields.optional("fix", .command, "A program that makes the test be met, and its arguments.")
        undo = fields.optional("undo", .command, "A program that takes the fix back, and its arguments.")
        expect = fields.optional(
            "expect", .mapping(Expectation.init(reading:)), default: Expectation(), shown: "exit: 0",
            "How a test that is met ends.")
        let reads = fields.optional(
            "reads", .list(.path), default: [], shown: "anything",
            "Files and directories that the answer of the test depends on; without them, a plan decides this "
                + "control only after all changes before it.")
        changes = fields.optional(
            "changes", .list(.path), default: [], shown: "none",
            "Files that the fix changes: they are kept for undo, and controls that look at them are "
                + "decided again."
        )
        query = Query(test, reads: reads.isEmpty ? [.anything] : reads.map { .tree(at: $0) })
        if fields.has("reads"), reads.isEmpty { fields.reject("reads", .readsNothing) }
        if fix == nil {
            for field in ["undo", "changes"] where fields.has(field) {
                fields.reject(field, .needsFix(field))
            }
        }
    }

    package var claims: [Claim] {
        [Claim(.answer(to: query))] + changes.map { Claim(.node(at: $0)) }
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Answer {
        try await host.answer(to: query)
    }

    package func assess(_ answer: Answer) -> Assessment {
        var differences: [Difference] = []
        if Int(answer.status) != expect.exit {
            differences.append(
                Difference("exit", wanted: .text(String(expect.exit)), found: .text(String(answer.status))))
        }
        if let output = expect.output, Self.trimmed(output) != Self.trimmed(answer.output) {
            differences.append(
                Difference(
                    "output", wanted: .text(Self.trimmed(output)), found: .text(Self.trimmed(answer.output))))
        }
        if differences.isEmpty { return .compliant }
        guard let fix else { return .drifted(differences, .manual(how: .noFix(query.command, answer))) }
        let changed = [.answer(to: query)] + changes.map { Subject.node(at: $0) }
        return .drifted(
            differences, .steps([.run(command: fix, undo: undo.map { [$0] } ?? [], changes: changed)]))
    }

    private static func trimmed(_ text: String) -> String {
        String(decoding: text.utf8.reversed().drop { $0 == 10 || $0 == 13 }.reversed(), as: UTF8.self)
    }

    package static let examples = [
        """
        swap:
          severity: low
          title: Nothing is swapped to disk
          command:
            test: [/usr/sbin/swapon, --show, --noheadings]
            expect: { output: "" }
            fix: [/usr/sbin/swapoff, --all]
            undo: [/usr/sbin/swapon, --all]
            reads: [/proc/swaps]
        """,
        """
        unlocked-disk:
          severity: high
          title: The data disk is encrypted
          command:
            test: [/usr/sbin/cryptsetup, isLuks, /dev/disk/by-label/data]
        """,
    ]
}

extension Diagnostic.Message {
    fileprivate static let readsNothing: Self =
        "write what the answer depends on, or leave this out where it may be anything"
    fileprivate static func needsFix(_ field: String) -> Self { "'\(field)' belongs to a 'fix': write one" }
}

extension String {
    fileprivate static func noFix(_ command: Command, _ answer: Answer) -> Self {
        let complaint = answer.complaint.split(separator: "\n").first.map { ": it said \($0)" } ?? ""
        return
            "see to it that \(command.executable) answers as expected\(complaint); this control has no 'fix'"
    }
}
