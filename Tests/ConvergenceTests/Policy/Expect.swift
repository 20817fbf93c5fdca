import Convergence
import HostTesting
import PolicyText
import Testing

/// Policies and files by their names.
struct Shelf: PolicyProvider {
    var files: [String: String] = [:]
    var bundled = BundledPolicies()

    func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection) -> PolicySource {
        if name.hasPrefix(BundledPolicies.prefix) { return try bundled.policy(named: name) }
        return PolicySource(name: name, bytes: try file(named: name, beside: source))
    }

    func file(named name: String, beside source: PolicySource) throws(Diagnostic.Rejection) -> [UInt8] {
        guard let text = files[name] else { throw Diagnostic.Rejection("there is no file '\(name)'") }
        return Array(text.utf8)
    }
}

/// Marked texts: the first is read, the others are on the shelf.
struct Desk {
    static let facts = Facts(
        name: "wrk-1", os: "debian", version: "13", architecture: "amd64", isContainer: false, machineID: "",
        isBooted: true)
    static let today = Day("2026-07-01")!

    var shelf = Shelf()
    var variables: [String: String] = [:]

    func read(_ texts: [PolicySource]) -> (Policy?, [Diagnostic]) {
        let reading = PolicyReader(
            kinds: Toys.all, sources: shelf, variables: variables, facts: Self.facts, today: Self.today
        ).read(texts)
        return (reading.policy, reading.diagnostics)
    }

    func read(_ text: String) -> (Policy?, [Diagnostic]) {
        read([PolicySource(name: "policy.yaml", bytes: Array(text.utf8))])
    }
}

/// The beginning that every policy has.
let top = "holdfast: 1\npolicy: test\n"

/// The policy of `controls`, in one section.
func policy(_ controls: String, above: String = "") -> String {
    top + above + "controls:\n  all:\n"
        + controls.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n") + "\n"
}

/// `marked` has one mistake, at its first mark or the `mistake`th, whose message holds `words`; the other marks are
/// its notes.
func expectMistake(
    _ marked: String, saying words: String..., mistake: Int = 0, severity: Diagnostic.Severity = .error,
    on desk: Desk = Desk(),
    at location: SourceLocation = #_sourceLocation
) {
    let text = MarkedText(marked)
    let (policy, found) = desk.read(text.text)
    #expect(found.count == 1, "\(found.map(\.message))", sourceLocation: location)
    #expect((policy == nil) == (severity == .error), sourceLocation: location)
    guard let one = found.first else { return }
    #expect(one.severity == severity, sourceLocation: location)
    var places = text.ranges
    #expect(one.range == places.remove(at: mistake), "\(one.message)", sourceLocation: location)
    for word in words {
        #expect(one.message.description.contains(word), "\(one.message)", sourceLocation: location)
    }
    let notes = one.notes.map(\.range).sorted { $0.start < $1.start }
    #expect(notes == places, "\(one.notes)", sourceLocation: location)
}

/// The policy of a text without mistakes.
func accepted(
    _ text: String, on desk: Desk = Desk(), at location: SourceLocation = #_sourceLocation
) throws -> Policy {
    let (policy, found) = desk.read(text)
    #expect(
        found.isEmpty, "\(found.map { "\($0.range?.start as Any) \($0.message)" })", sourceLocation: location)
    return try #require(policy, sourceLocation: location)
}

extension Policy {
    subscript(_ id: String) -> Control? { controls.first { $0.id == id } }
}
