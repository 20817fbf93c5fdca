import Convergence
import HostTesting
import PolicyText

let plain = Attributes(mode: 0o644)

/// Holds a file's contents, or that there is none.
struct FileKind: ResourceKind {
    static var keyword: String { "toy-file" }
    static var summary: String { "A file of the tests." }
    static var examples: [String] { [] }

    var path: Path
    var text: String?
    var secret: SecretReference?
    var attributes = plain
    var then: [FollowUp] = []
    var alsoLooksAt: [Subject] = []

    init(_ path: Path, _ text: String?, then: [FollowUp] = [], alsoLooksAt: [Subject] = []) {
        self.path = path
        self.text = text
        self.then = then
        self.alsoLooksAt = alsoLooksAt
    }
    init(reading fields: inout Fields) { self.init("/x", nil) }

    var claims: [Claim] { [Claim(.node(at: path))] }
    var wanted: Content {
        var content = Content(text ?? "")
        if let secret { content.append(secret) }
        return content
    }

    func observe(on host: some HostObserving) async throws(HostError) -> Image {
        for subject in alsoLooksAt { _ = try await host.image(of: subject) }
        return try await host.image(of: .node(at: path))
    }

    func assess(_ found: Image) -> Assessment {
        let difference = [Difference("content", wanted: .hidden, found: .hidden)]
        guard text != nil else {
            return found == .absent
                ? .compliant : .drifted(difference, .steps([.remove(at: path)], then: then))
        }
        if case .node(let node) = found, node.form == .file(contents: wanted), node.attributes == attributes {
            return .compliant
        }
        let step = Step.replaceFile(at: path, contents: wanted, attributes: attributes)
        return .drifted(difference, .steps([step], then: then))
    }
}

/// Whatever a test wants: looks at subjects, and judges their images, which are `nil` where unforeseen.
struct TestKind: ResourceKind {
    static var keyword: String { "toy" }
    static var summary: String { "What a test says." }
    static var examples: [String] { [] }

    var looks: [Subject]
    var judge: @Sendable ([Image]) -> Assessment

    init(_ looks: [Subject], _ judge: @escaping @Sendable ([Image]) -> Assessment) {
        self.looks = looks
        self.judge = judge
    }
    init(reading fields: inout Fields) { self.init([]) { _ in .compliant } }

    /// Wants a subject to have an image, and knows the steps.
    init(_ subject: Subject, is wanted: Image, by steps: [Step], then: [FollowUp] = []) {
        self.init([subject]) { images in
            images[0].fulfils(wanted) ? .compliant : drifted(steps, then: then)
        }
    }

    var claims: [Claim] { looks.map { Claim($0) } }

    func observe(on host: some HostObserving) async throws(HostError) -> [Image] {
        var images: [Image] = []
        for subject in looks { images.append(try await host.image(of: subject)) }
        return images
    }

    func assess(_ images: [Image]) -> Assessment { judge(images) }
}

func drifted(_ steps: [Step], then: [FollowUp] = [], byHand: String? = nil) -> Assessment {
    .drifted(
        [Difference("state", wanted: .text("right"), found: .text("wrong"))],
        .steps(steps, then: then, byHand: byHand))
}

func directory(_ path: Path) -> TestKind {
    TestKind(
        .node(at: path), is: .node(is: Node(.directory, Attributes(mode: 0o755))),
        by: [.makeDirectory(at: path, attributes: Attributes(mode: 0o755))])
}

func file(_ path: Path, _ text: String) -> Step {
    .replaceFile(at: path, contents: Content(text), attributes: plain)
}

extension Control {
    convenience init(_ id: String, after: [String] = [], audit: Audit? = nil, _ resource: any ResourceKind) {
        let start = SourcePosition(line: 1, column: 1)
        self.init(
            section: "tests", id: id, title: id, why: "", severity: .medium, references: [], tags: [],
            audit: audit, appliesTo: Applicability(), after: after, resource: resource,
            range: SourceRange(source: SourceID(0), start: start, end: start))
    }
}

/// A policy, a host and everything that a run needs.
struct Bench<Host: HostChanging> {
    var policy: Policy
    var host: Host
    var journal: MemoryJournal
    var treatments: [Treatment]

    init(
        _ host: Host, _ controls: [Control], treatments: [Treatment]? = nil,
        journal: MemoryJournal = MemoryJournal()
    ) {
        policy = Policy(name: "test", controls: controls)
        self.host = host
        self.journal = journal
        self.treatments = treatments ?? controls.map { _ in .enforce }
    }

    func plan(moveBound: Int = 8) async -> Plan {
        await Planner.plan(policy, treatments: treatments, on: host, moveBound: moveBound).plan
    }

    func apply(
        _ plan: Plan? = nil, isExact: Bool = false, inherited: [FollowUp] = [],
        connectionGuard: (any ConnectionGuard)? = nil
    ) async throws -> ApplyResult {
        var made: Plan
        if let plan { made = plan } else { made = await self.plan() }
        var applier = Applier(
            policy, treatments: treatments, to: host, journal: journal, connectionGuard: connectionGuard,
            isExact: isExact)
        return try await applier.apply(made, inherited: inherited)
    }

    func names(_ controls: some Sequence<Int>) -> [String] { controls.map { policy.controls[$0].id } }
    func outcomes(_ result: ApplyResult) -> [String: Outcome] {
        Dictionary(
            uniqueKeysWithValues: result.controls.map { (policy.controls[$0.key].id, $0.value.outcome) })
    }
    func applied(_ id: String, in result: ApplyResult) -> Applied? {
        policy.controls.firstIndex { $0.id == id }.flatMap { result.controls[$0] }
    }
    func undo() async throws -> [UndoReport.Entry] {
        var undoer = Undoer(on: host, journal: MemoryJournal())
        return try await undoer.undo(PastRun(journal.records))
    }
}

func memory() -> ForecastHost { ForecastHost(over: EmptyHost()) }

/// A host in memory on which some steps were performed.
func memory(_ steps: [Step]) async throws -> ForecastHost {
    let host = memory()
    for step in steps { try await host.perform(step) }
    return host
}

func makeDirectory(_ path: Path) -> Step { .makeDirectory(at: path, attributes: Attributes(mode: 0o755)) }
