import Convergence
import HostTesting
import PolicyText
import ResourceKinds
import Testing

import class Foundation.FileManager
import struct Foundation.URL

/// What must be true of every kind there is.
@Suite struct AllKindsTests {
    /// The sources of the kinds, beside these tests.
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/ResourceKinds")

    @Test func everyKindIsListedAndItsFileHasItsName() throws {
        let files = try #require(
            FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil))
        var declared: [String] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: #/struct (\w+): ResourceKind\b/#) {
                declared.append(String(match.output.1))
                #expect(file.deletingPathExtension().lastPathComponent == match.output.1)
            }
        }
        #expect(!declared.isEmpty)
        #expect(declared.sorted() == allKinds.map { "\($0)" }.sorted())
    }

    @Test func keywordsAreUnique() {
        #expect(Set(allKinds.map { $0.keyword }).count == allKinds.count)
    }

    @Test(arguments: allKinds.map { KindUnderTest(kind: $0) })
    func everyFieldIsDocumentedInOneSentence(_ kind: KindUnderTest) {
        func check(_ notes: [FieldNote]) {
            for note in notes {
                #expect(note.doc.hasSuffix(".") && note.doc.count > 10, "\(note.name)")
                check(nested(note.schema))
            }
        }
        check(kind.kind.fieldNotes)
        #expect(!kind.kind.fieldNotes.isEmpty)
        #expect(!kind.kind.summary.isEmpty && !kind.kind.summary.hasSuffix("."))
    }

    private func nested(_ schema: Schema) -> [FieldNote] {
        switch schema {
        case .mapping(let notes): notes
        case .list(let inner), .map(let inner, _): nested(inner)
        case .either(let all): all.flatMap(nested)
        default: []
        }
    }

    @Test(arguments: allKinds.map { KindUnderTest(kind: $0) })
    func everyKindHasExamplesThatReadWithoutComplaint(_ kind: KindUnderTest) throws {
        #expect(kind.kind.examples.count >= 2)
        for example in kind.kind.examples {
            #expect(try kind.kind.complaints(about: example) == [])
            let root = try YAMLNode.parse(Array(example.utf8), source: SourceID(0))
            guard case .mapping(let controls) = root.value, controls.count == 1,
                case .mapping(let fields) = controls[0].value.value
            else {
                Issue.record("not one control: \(example)")
                continue
            }
            #expect(fields.compactMap(\.key.text).prefix(2) == ["severity", "title"])
        }
    }
}

extension AllKindsTests {
    @Test func allExamplesTogetherAreOnePolicy() {
        let controls = allKinds.flatMap { $0.examples }.joined(separator: "\n").split(separator: "\n")
        let text =
            "holdfast: 1\npolicy: examples\ntitle: Every example of every kind\n"
            + "octopus: { public: https://octopus.example.com }\ncontrols:\n  examples:\n"
            + controls.map { "    \($0)\n" }.joined()
        let reader = PolicyReader(
            kinds: allKinds, sources: NothingBeside(), facts: .debian, today: Day(ofSeconds: 0))
        let read = reader.read([PolicySource(name: "examples.yaml", bytes: Array(text.utf8))])
        let (policy, diagnostics) = (read.policy, read.diagnostics)
        #expect(diagnostics.map { "\($0.range?.start.line ?? 0): \($0.message)" } == [])
        #expect(policy?.controls.count == allKinds.reduce(0) { $0 + $1.examples.count })
    }
}

/// A policy that names no other text.
private struct NothingBeside: PolicyProvider {
    func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection) -> PolicySource {
        throw Diagnostic.Rejection("there is no policy here")
    }

    func file(named name: String, beside source: PolicySource) throws(Diagnostic.Rejection) -> [UInt8] {
        throw Diagnostic.Rejection("there is no file here")
    }
}

struct KindUnderTest: CustomTestStringConvertible {
    var kind: any ResourceKind.Type
    var testDescription: String { kind.keyword }
}

extension ResourceKind {
    static var fieldNotes: [FieldNote] { Fields.notes { Self(reading: &$0) } }

    static func complaints(about example: String) throws(YAMLError) -> [String] {
        try ControlText(Self.self, example).diagnostics.map(\.message.description)
    }
}
