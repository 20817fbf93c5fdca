import Convergence
import HostTesting
import PolicyText
import ResourceKinds
import Testing

@Suite struct CommandKindTests {
    private func read(_ fields: String) throws -> CommandKind {
        let text = try ControlText<CommandKind>(fields: fields)
        #expect(text.diagnostics.map(\.message.description) == [])
        return text.resource
    }

    private static let query = Query(Command("/usr/bin/test", ["-e", "/x"]), reads: [.tree(at: "/x")])
    private static func answer(_ status: Int32, _ output: String = "", _ complaint: String = "") -> Image {
        .answer(is: Answer(status: status, output: output, complaint: complaint))
    }

    private func host(_ first: Image, after: Image) -> ReactingHost {
        ReactingHost(over: PreparedHost(), [.answer(to: Self.query): first]) { step, images in
            if case .run = step { images[.answer(to: Self.query)] = after }
        }
    }

    private static let test = "test: [/usr/bin/test, -e, /x], reads: [/x]"

    @Test func aFixThatFixesConverges() async throws {
        let command = try read("{ \(Self.test), fix: [/usr/bin/touch, /x], undo: [/usr/bin/rm, /x] }")
        let proof = await ConvergenceProof(of: command, on: host(Self.answer(1), after: Self.answer(0)))
        #expect(proof.failures == [])
        #expect(proof.last == .compliant)
        #expect(
            proof.steps == [
                .run(
                    command: Command("/usr/bin/touch", ["/x"]), undo: [Command("/usr/bin/rm", ["/x"])],
                    changes: [.answer(to: Self.query)])
            ])
    }

    @Test func aFixThatDoesNotFixIsNotTriedForEver() async throws {
        let command = try read("{ \(Self.test), fix: [/usr/bin/true] }")
        let proof = await ConvergenceProof(of: command, on: host(Self.answer(1), after: Self.answer(1)))
        #expect(proof.steps.count == 1)
        #expect(proof.failures.contains { $0.hasPrefix("did not converge") })
    }

    @Test func withoutAFixItIsLeftToAPerson() async throws {
        let command = try read("{ \(Self.test), expect: { exit: 0 } }")
        let host = host(Self.answer(1, "", "test: no /x\nmore"), after: Self.answer(0))
        let proof = await ConvergenceProof(of: command, on: host)
        #expect(proof.steps.isEmpty && proof.failures.isEmpty)
        #expect(proof.last.byHand?.contains("it said test: no /x;") == true)
    }

    @Test func outputCountsButNotItsLastLineEnd() async throws {
        let command = try read("{ \(Self.test), expect: { exit: 3, output: \"a\\nb\" } }")
        #expect(command.assess(Answer(status: 3, output: "a\nb\n")) == .compliant)
        #expect(command.assess(Answer(status: 0, output: "a\nc")).aspects == ["exit", "output"])
    }

    @Test func aTestThatCannotRunIsUnknown() async throws {
        let command = try read("{ \(Self.test) }")
        await #expect(throws: HostError.self) { try await command.observe(on: EmptyHost()) }
    }

    @Test func aTestDependsOnAnythingUnlessItSays() throws {
        let some = try read("{ \(Self.test) }").claims
        let any = try read("{ test: [/usr/bin/test, -e, /x] }").claims
        #expect(some == [Claim(.answer(to: Self.query))])
        #expect(any == [Claim(.answer(to: Query(Self.query.command, reads: [.anything])))])
    }

    @Test(arguments: [
        ("{ fix: [/usr/bin/true] }", "'test' is missing"), ("{ test: /usr/bin/true }", "as a list"),
        ("{ test: [true] }", "path from the root"),
        ("{ test: [/usr/bin/true], undo: [/a] }", "belongs to a 'fix'"),
        ("{ test: [/usr/bin/true], reads: [] }", "depends on"),
        ("{ test: [/usr/bin/true], expect: { exit: 256 } }", "from 0 to 255"),
    ])
    func mistakesAreExplained(_ fields: String, _ message: String) throws {
        let text = try ControlText<CommandKind>(fields: fields)
        #expect(text.diagnostics.contains { $0.message.description.contains(message) })
    }
}
