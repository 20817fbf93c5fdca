package import PolicyText

/// One kind of thing that a policy can hold: the typed desired state of a control, how to look at it, and what to do
/// about a difference. A kind sees neither the real host nor a clock, and cannot change anything itself.
package protocol ResourceKind: Sendable {
    /// What a kind made of its looks; never the same type as the description.
    associatedtype Observation: Equatable & Sendable

    /// The key of a control that names this kind.
    static var keyword: String { get }
    /// What it holds, in one sentence.
    static var summary: String { get }
    /// Whether it holds something that no host holds, so that it is allowed under `target: { host: none }`.
    static var isRemote: Bool { get }
    /// What a reader must know of how far this kind was tried; `nil` where it was tried on the real thing.
    static var caveat: String? { get }
    /// Complete controls, as a policy has them below a section. Documentation and tests use them both.
    static var examples: [String] { get }

    /// Reads and so declares its fields. Total: every mistake is reported in one pass. Run on `Fields.describing()`
    /// it gives the schema and the documentation.
    init(reading fields: inout Fields)

    /// What this holds. Two controls whose claims overlap are an error at both places.
    var claims: [Claim] { get }

    /// The secrets its steps fill in; the host hides them wherever it reads them.
    var secrets: [SecretReference] { get }

    func observe(on host: some HostObserving) async throws(HostError) -> Observation

    /// Pure: what differs, and what would mend it.
    func assess(_ observed: Observation) -> Assessment

    /// The fields that hold what is there now, for `export`; `nil` where nothing is there.
    static func describe(_ name: String, on host: some HostObserving) async throws(HostError) -> YAMLNode
        .Value?
}

extension ResourceKind {
    package var secrets: [SecretReference] { [] }
    package static var isRemote: Bool { false }
    package static var caveat: String? { isRemote ? "seen on a real Octopus Server: never" : nil }

    package static func describe(
        _ name: String, on host: some HostObserving
    ) async throws(HostError) -> YAMLNode.Value? {
        throw HostError(.unsupported, "a '\(keyword)' cannot be exported")
    }
}
