import ArgumentParser
import Convergence
import LinuxHost
import Reporting
import ResourceKinds

/// `holdfast explain`
struct ExplainCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain a kind, or a control of a policy.")

    @Argument(help: "A kind, as `holdfast kinds` lists them, or the id of a control.")
    var name: String

    @Argument(help: "The policy that has the control.", completion: .file(extensions: ["yaml", "yml"]))
    var policies: [String] = []

    func perform() async throws -> ExitStatus {
        if policies.isEmpty, let kind = allKinds.first(where: { $0.keyword == name }) {
            Terminal.write(KindDocumentation(of: kind).lines.joined(separator: "\n") + "\n")
            return .asWanted
        }
        guard !policies.isEmpty else {
            let hint = Nearest.hint(to: name, among: allKinds.map { $0.keyword })
            throw Failure(.usage, "there is no kind '\(name)'\(hint); for a control name its policy too: explain ID POLICY")
        }
        var options = PolicyOptions()
        options.policies = policies
        let policy = try await PolicyLoader.here(options).load()
        guard let control = policy.controls.first(where: { $0.id == name }) else {
            let hint = Nearest.hint(to: name, among: policy.controls.map(\.id))
            throw Failure(.usage, "there is no control '\(name)' in \(policy.name)\(hint)")
        }
        Terminal.write(ControlExplanation(control, in: policy).text)
        return .asWanted
    }
}
