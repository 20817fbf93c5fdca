import Convergence
import HostTesting
import PolicyText
import Testing

@testable import ResourceKinds

/// A setting as a policy has it, held on a host in memory.
struct SettingBench {
    let host = ForecastHost(over: EmptyHost())
    let kind: SettingKind

    init(_ policy: String, file text: String? = nil, at path: Path = "/etc/x") async throws {
        (kind, _) = try Self.read(policy)
        try await makeDirectories(above: path)
        if let text { try await put(Array(text.utf8), at: path) }
    }

    static func read(_ policy: String) throws -> (kind: SettingKind, problems: [String]) {
        let node = try YAMLNode.parse(Array(policy.utf8), source: SourceID(0))
        var fields = Fields(node)
        let kind = SettingKind(reading: &fields)
        return (kind, fields.finish().map(\.message.description))
    }

    func put(_ bytes: [UInt8], at path: Path, mode: FileMode = 0o640) async throws {
        let attributes = Attributes(mode: mode)
        try await host.perform(.replaceFile(at: path, contents: Content(bytes), attributes: attributes))
    }

    private func makeDirectories(above path: Path) async throws {
        for directory in path.lineage.dropFirst().reversed() where directory != .root {
            if try await host.node(at: directory) == nil {
                try await host.perform(.makeDirectory(at: directory, attributes: Attributes(mode: 0o755)))
            }
        }
    }

    func assess() async throws -> Assessment { kind.assess(try await kind.observe(on: host)) }

    /// Assesses, performs the steps, and gives what differed.
    func apply() async throws -> [Difference] {
        guard case .drifted(let differences, .steps(let steps, _, nil)) = try await assess() else {
            return []
        }
        for step in steps { try await host.perform(step) }
        return differences
    }

    func text(at path: Path) async throws -> String? { try await host.contents(of: path)?.text }
}

/// A file before, a control, and the file after.
struct SettingCase: Sendable, CustomTestStringConvertible {
    var name: String
    var path: Path
    var control: String
    var before: String
    var after: String
    /// `aspect: found -> wanted`, one for each difference.
    var differences: [String]

    init(
        _ name: String, at path: Path, _ control: String, before: String, after: String,
        _ differences: String...
    ) {
        self.name = name
        self.path = path
        self.control = control
        self.before = before
        self.after = after
        self.differences = differences
    }

    var testDescription: String { name }

    /// The file is changed as wanted, the differences are told, and a second time there is nothing to do.
    func prove() async throws {
        let policy = "file: \(path)\n" + control
        #expect(try SettingBench.read(policy).problems == [])
        let bench = try await SettingBench(policy, file: before, at: path)
        let told = try await bench.apply().map {
            "\($0.aspect): \(Self.text($0.found)) -> \(Self.text($0.wanted))"
        }
        #expect(try await bench.text(at: path) == after)
        #expect(told == differences)
        #expect(try await bench.assess() == .compliant)
        #expect(try await bench.host.node(at: path)?.attributes.mode == 0o640)
    }

    private static func text(_ value: Difference.Value) -> String {
        switch value {
        case .absent: "absent"
        case .text(let text): text
        case .list(let list): "[\(list.joined(separator: ", "))]"
        case .contents, .hidden: "?"
        }
    }
}
