import Convergence
import Foundation
import Glibc
import HostTesting
import LinuxHost
import PolicyText
import ResourceKinds
import Testing

/// Every kind, every one of its examples, from every start state, on a real root: what its policy promises is so.
/// A new kind is in here as soon as it is listed.
@Suite(.enabled(if: isRoot, needsRoot), .serialized) struct KindConvergenceTests {
    /// One example of a kind.
    struct Example: CustomTestStringConvertible {
        var kind: String
        var text: String
        var testDescription: String { "\(kind): \(text.prefix { $0 != ":" })" }
    }

    static let examples = allKinds.flatMap { kind in
        kind.examples.map { Example(kind: kind.keyword, text: $0) }
    }

    @Test func everyKindHasAnExample() {
        for kind in allKinds { #expect(!kind.examples.isEmpty, "\(kind.keyword)") }
    }

    @Test(arguments: examples) func anExampleConvergesFromEveryState(_ example: Example) async throws {
        let policy = try Self.policy(example)
        for state in StartState.allCases {
            let root = try Self.root(for: policy)
            try state.make(of: Self.subjects(of: policy), on: root)
            try await expectThatItHolds(policy, on: root, "\(state.rawValue)")
        }
    }

    /// What is right is left alone; and what was right once, and has other rights or another owner since, is mended.
    @Test(arguments: examples) func whatIsRightIsLeftAloneAndWhatWasRightIsMended(_ example: Example)
        async throws
    {
        let policy = try Self.policy(example)
        for damage in [nil, "mode", "owner", "access list"] as [String?] {
            let root = try Self.root(for: policy)
            let journal = MemoryJournal()
            let facts = try await root.host.facts()
            let treatments = policy.treatments(on: facts, today: Day(ofSeconds: 0), selection: Selection())
            var applier = Applier(policy, treatments: treatments, to: root.host, journal: journal)
            _ = try await applier.apply(
                await Planner.plan(policy, treatments: treatments, on: root.host).plan)
            for case .node(let path) in Self.subjects(of: policy) { root.damage(path, damage) }
            try await expectThatItHolds(policy, on: root, "damaged: \(damage ?? "nothing")")
        }
    }

    private func expectThatItHolds(_ policy: Policy, on root: PrivateRoot, _ what: String) async throws {
        let facts = try await root.host.facts()
        let before = try TreeSnapshot(of: root.directory)
        // In memory first: the forecast of a whole run over the root as it is.
        let memory = await PolicyProof(of: policy, facts: facts, on: ForecastHost(over: root.host))
        #expect(
            try TreeSnapshot(of: root.directory).differences(from: before) == [], "\(what): a forecast writes"
        )
        let real = await PolicyProof(of: policy, facts: facts, on: root.host)
        #expect(real.failures == [], "\(what)")
        #expect(memory.failures == [], "\(what), in memory")
        // What a service manager makes of other files is not told in memory.
        if memory.isForeseen {
            #expect(memory.results.map(\.outcome) == real.results.map(\.outcome), "\(what)")
        }
        for result in real.results {
            switch result.outcome {
            case .compliant, .fixed, .byHand: break
            // Said in the plan already, and nothing was done.
            case .unknown where real.planned.contains { $0.id == result.id && $0.outcome == .unknown }: break
            case .unknown, .failed, .blocked, .unverified, .deferred, .drifted, .waived, .notApplicable:
                Issue.record("\(what): \(result.outcome.rawValue), \(result.reason ?? "no reason")")
            }
        }
        guard real.cannotBeUndone.isEmpty else { return }
        let left = try TreeSnapshot(of: root.directory).differences(from: before)
        #expect(left == [], "\(what)")
    }

    private static let secretVariable = "HOLDFAST_TEST_EXAMPLE_SECRET"

    private static func policy(_ example: Example) throws -> Policy {
        let text =
            "holdfast: 1\npolicy: example\ntitle: An example\n"
            + "octopus: { public: https://octopus.example.com }\ncontrols:\n  examples:\n"
            // Only a service of systemd has credentials; and other tests of this process have theirs.
            + example.text.replacing(#/credential: [a-z-]+/#, with: "env: \(secretVariable)").split(
                separator: "\n"
            ).map { "    \($0)\n" }.joined()
        let reader = PolicyReader(
            kinds: allKinds, sources: NothingBeside(), facts: .debianImage, today: Day(ofSeconds: 0))
        let reading = reader.read([PolicySource(name: "example.yaml", bytes: Array(text.utf8))])
        #expect(reading.diagnostics.map(\.message.description) == [])
        return try #require(reading.policy)
    }

    private static func subjects(of policy: Policy) -> [Subject] {
        var seen: Set<Subject> = []
        return policy.controls.flatMap(\.resource.claims).map(\.subject).filter { seen.insert($0).inserted }
    }

    /// The directories above what a policy claims, users for its files, a database of packages, and its secrets.
    private static func root(for policy: Policy) throws -> PrivateRoot {
        let root = try PrivateRoot(secrets: policy.controls.flatMap(\.resource.secrets))
        for directory: Path in [
            "/var/lib/dpkg", "/usr/lib/systemd/system", "/etc/systemd/system/multi-user.target.wants",
            "/etc/systemd/system/sysinit.target.wants", "/usr/sbin", "/usr/share/zoneinfo/Etc",
        ] {
            root.makeDirectories(to: directory)
        }
        root.make(Scene.Item("/var/lib/dpkg/status", .file("")))
        // systemctl removes such a directory with the last name in it.
        for target in ["multi-user", "sysinit"] {
            let wants = Path("/etc/systemd/system").appending("\(target).target.wants")
            root.make(
                Scene.Item(
                    wants.appending("other.service"), .link(to: "/usr/lib/systemd/system/other.service")))
        }
        for name in ["backup", "metrics"] {
            root.append(
                "\(name):x:34:\n".replacing("34", with: name == "backup" ? "34" : "35"), to: "/etc/group")
            let id = name == "backup" ? 34 : 35
            root.append("\(name):x:\(id):\(id)::/nonexistent:/usr/sbin/nologin\n", to: "/etc/passwd")
            root.append("\(name):*:1::::::\n", to: "/etc/shadow")
        }
        for case .node(let path) in subjects(of: policy) { root.makeDirectories(to: path.parent ?? .root) }
        setenv(secretVariable, "hunter2-token", 1)
        return root
    }
}

struct NothingBeside: PolicyProvider {
    func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection) -> PolicySource {
        throw Diagnostic.Rejection("there is no policy here")
    }

    func file(named name: String, beside source: PolicySource) throws(Diagnostic.Rejection) -> [UInt8] {
        throw Diagnostic.Rejection("there is no file here")
    }
}
