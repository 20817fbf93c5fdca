import Convergence
import HostTesting
import PolicyText
import Testing

/// The proof must find what is wrong with a kind: here are kinds that are.
@Suite struct ConvergenceProofTests {
    private func host() -> ForecastHost {
        ForecastHost(
            over: PreparedHost([.node(at: "/a"): .node(is: Node(.directory, Attributes(mode: 0o755)))]))
    }

    @Test func aKindThatIsNeverStillIsFound() async {
        let proof = await ConvergenceProof(of: Broken(.neverStill), on: host())
        #expect(proof.failures.contains { $0.hasPrefix("did not converge") })
    }

    @Test func aKindThatTakesARefusalForAnAbsenceIsFound() async {
        let proof = await ConvergenceProof(of: Broken(.swallowsRefusals), on: host())
        #expect(proof.failures.contains("not unknown without /a"))
    }

    @Test func aStepThatCannotBeDoneIsFound() async {
        let proof = await ConvergenceProof(of: Broken(.impossibleStep), on: host())
        #expect(proof.failures.contains { $0.contains("/a is a directory") })
    }

    @Test func aHostThatDoesOtherThanForetoldIsFound() async {
        let liar = ReactingHost(over: PreparedHost(), [.package(named: "p"): .absent]) { step, images in
            if case .installPackage = step {
                images[.package(named: "p")] = .package(is: PackageState(version: "2"))
            }
        }
        let proof = await ConvergenceProof(of: Broken(.wantsPackage), on: liar)
        #expect(proof.failures.contains { $0.hasPrefix("package p is") })
    }
}

private struct Broken: ResourceKind {
    enum Fault { case neverStill, swallowsRefusals, impossibleStep, wantsPackage }

    static let keyword = "broken"
    static let summary = "for this test"
    static let examples: [String] = []
    var fault: Fault

    init(_ fault: Fault) { self.fault = fault }
    init(reading fields: inout Fields) { fault = .neverStill }

    var claims: [Claim] { [] }

    func observe(on host: some HostObserving) async throws(HostError) -> Image {
        switch fault {
        case .swallowsRefusals: (try? await host.image(of: .node(at: "/a"))) ?? .absent
        case .wantsPackage: try await host.image(of: .package(named: "p"))
        case .neverStill, .impossibleStep: try await host.image(of: .node(at: "/a"))
        }
    }

    func assess(_ observed: Image) -> Assessment {
        let differences = [Difference("x", wanted: .absent, found: .absent)]
        switch fault {
        case .neverStill:
            let mode: FileMode =
                if case .node(let node) = observed, node.attributes.mode == 0o700 { 0o755 } else { 0o700 }
            return .drifted(differences, .steps([.setAttributes(of: "/a", to: Attributes(mode: mode))]))
        case .swallowsRefusals:
            return observed == .absent ? .drifted(differences, .manual(how: "")) : .compliant
        case .impossibleStep:
            return .drifted(
                differences,
                .steps([.replaceFile(at: "/a", contents: "", attributes: Attributes(mode: 0o644))]))
        case .wantsPackage:
            return observed == .absent
                ? .drifted(differences, .steps([.installPackage(named: "p", version: "1")])) : .compliant
        }
    }
}
