import Convergence
import HostTesting
import PolicyText
import Testing

@Suite("What two controls hold by two names of it is an error with both places")
struct AliasClaimTests {
    private static let host = PreparedHost([
        .node(at: "/usr"): .node(is: Node(.directory, Attributes(mode: 0o755))),
        .node(at: "/usr/lib"): .node(is: Node(.directory, Attributes(mode: 0o755))),
        .node(at: "/lib"): .node(is: Node(.link(to: "usr/lib"), Attributes(mode: 0o777))),
    ])

    /// What is wrong with the controls on a host where `/lib` is `/usr/lib`.
    private func mistakes(_ controls: String) async throws -> [Diagnostic] {
        let policy = try accepted(policy(controls))
        return policy.heldTwice(under: await policy.aliases(on: Self.host))
    }

    @Test func bothPlacesAndBothNamesAreSaid() async throws {
        let found = try await mistakes(
            "one: { sheet: { path: /usr/lib/x, absent: true } }\ntwo: { sheet: { path: /lib/x, absent: true } }"
        )
        #expect(found.count == 1)
        #expect(found.first?.range?.start.line == 6)
        #expect(found.first?.notes.map(\.range.start.line) == [5])
        let says = found.first?.message.description ?? ""
        #expect(says.hasPrefix("/lib/x is already held by 'one': "))
        #expect(says.contains("/usr/lib/x"))
    }

    @Test func alsoWhereTheDirectoryIsNotThereYet() async throws {
        let found = try await mistakes(
            "one: { sheet: { path: /usr/lib/new/x, absent: true } }\n"
                + "two: { sheet: { path: /lib/new/x, absent: true } }")
        #expect(found.count == 1)
    }

    @Test func otherThingsAndOtherHostsAreNoMistake() async throws {
        for controls in [
            "one: { sheet: { path: /usr/lib/x, absent: true } }\ntwo: { sheet: { path: /lib/y, absent: true } }",
            "one: { sheet: { path: /usr/lib/x, absent: true }, applies-to: { os: debian } }\n"
                + "two: { sheet: { path: /lib/x, absent: true }, applies-to: { os: ubuntu } }",
            "one: { sheet: { path: /usr/lib, absent: true } }\ntwo: { sheet: { path: /lib/y, absent: true } }",
        ] {
            #expect(try await mistakes(controls).isEmpty, "\(controls)")
        }
    }

    @Test func aLinkThatThePolicyHoldsItselfIsLeftToPlanning() async throws {
        let found = try await mistakes(
            "one: { sheet: { path: /usr/lib/x, absent: true } }\ntwo: { sheet: { path: /lib/x, absent: true } }\n"
                + "link: { sheet: { path: /lib, absent: true } }")
        #expect(found.isEmpty)
    }
}
