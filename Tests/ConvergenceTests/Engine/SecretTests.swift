import Convergence
import Foundation
import HostTesting
import Testing

@Suite struct SecretTests {
    static let canary = "c4n4ry-s3cr3t"

    func bench(_ former: String?) async throws -> Bench<DoorHost> {
        var kind = FileKind("/key", "key = ")
        kind.secret = .credential(named: "k")
        let seeds = former.map { [file("/key", $0)] } ?? []
        return Bench(DoorHost(try await memory(seeds), secret: Self.canary), [Control("key", kind)])
    }

    func encoded(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    @Test(arguments: [nil, "key = old \(canary)"]) func areInNoRecordReportOrUndo(_ former: String?)
        async throws
    {
        let bench = try await bench(former)
        let plan = await bench.plan()
        let result = try await bench.apply(plan)
        #expect(bench.outcomes(result) == ["key": .fixed])
        #expect(try await bench.host.base.contents(of: "/key")?.text == "key = \(Self.canary)")
        let builder = ReportBuilder(bench.policy, treatments: bench.treatments)
        var texts = [
            try encoded(bench.journal.records), try encoded(builder.results(of: plan)),
            try encoded(builder.results(of: result, plan: plan)), "\(plan)", "\(result)",
        ]
        try await bench.host.base.perform(file("/key", "theirs \(Self.canary)"))
        texts.append(try encoded(try await bench.undo()))
        for text in texts { #expect(!text.contains(Self.canary)) }
    }

    @Test func formerContentsThatMayHoldASecretAreWithheldAndSoCannotComeBack() async throws {
        let bench = try await bench("key = old")
        _ = try await bench.apply()
        guard case .will(_, _, _, let before)? = bench.journal.records.first,
            case .node(let node)? = before.first?.image
        else {
            Issue.record("no before-image")
            return
        }
        #expect(node.form == .withheldFile)
        #expect(try await bench.undo().map(\.fate) == [.impossible])
    }

    @Test func aFieldThatIsGivenASecretKeepsNoFormerValue() {
        let field = Step.Field("/Password", .secret(.credential(named: "k")))
        let step = Step.setFields(of: Address(service: "s", document: "d"), to: [field])
        #expect(Image.field(is: .string(Self.canary)).withheld(from: step) == .withheld)
        #expect(Image.absent.withheld(from: step) == .absent)
        let subject = Subject.field(of: Address(service: "s", document: "d"), at: "/Password")
        #expect(subject.steps(from: .field(is: .null), to: .withheld) == nil)
    }

    @Test func aStepThatWasCutOffKeepsNoContentsEither() async throws {
        let content = FileKind("/key", "key = ").wanted
        var holed = content
        holed.append(.credential(named: "k"))
        let step = Step.replaceFile(at: "/key", contents: holed, attributes: plain)
        let records = [
            Record.will(
                number: 1, control: "key", step: step, before: [Record.Kept(.node(at: "/key"), .absent)])
        ]
        let host = try await memory([file("/key", Self.canary)])
        let resolution = await PastRun(records).resolution(on: host)
        #expect(!resolution.isEmpty)
        #expect(!(try encoded(resolution)).contains(Self.canary))
    }
}

/// Fills holes when it writes, and makes them again when it reads what it wrote.
struct DoorHost: HostChanging {
    let base: ForecastHost
    let secret: String
    init(_ base: ForecastHost, secret: String) { (self.base, self.secret) = (base, secret) }

    func image(of subject: Subject) async throws(HostError) -> Image {
        let image = try await base.image(of: subject)
        guard case .node(var node) = image, case .file(let content) = node.form,
            content.text == "key = \(secret)"
        else { return image }
        var holed = Content("key = ")
        holed.append(.credential(named: "k"))
        node.form = .file(contents: holed)
        return .node(is: node)
    }

    func perform(_ steps: [Step]) async -> [Result<Void, HostError>] {
        await base.perform(
            steps.map { step in
                guard case .replaceFile(let path, let contents, let attributes) = step,
                    !contents.holes.isEmpty
                else { return step }
                let filled = Content(contents.bytes + Array(secret.utf8))
                return .replaceFile(at: path, contents: filled, attributes: attributes)
            })
    }
}
