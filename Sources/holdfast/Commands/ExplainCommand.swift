import ArgumentParser
import Convergence
import ResourceKinds

/// `holdfast explain`
struct ExplainCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain a kind, or a control of a policy.")

    @Argument(help: "A kind, as `holdfast kinds` lists them, or the id of a control.")
    var name: String

    @Argument(help: "The policy that has the control.", completion: .file(extensions: ["yaml", "yml"]))
    var policies: [String] = []

    @OptionGroup var reading: ReadingOptions
    @OptionGroup var colours: ColourOptions

    func perform() async throws -> ExitStatus {
        try Terminal.write(policies.isEmpty ? try aboutKind() : try await aboutControl())
        return .asWanted
    }

    private func aboutKind() throws -> String {
        guard let kind = allKinds.first(where: { $0.keyword == name }) else {
            let hint = Nearest.hint(to: name, among: allKinds.map { $0.keyword })
            throw Failure(
                .usage,
                "there is no kind '\(name)'\(hint); for a control name its policy too: explain ID POLICY")
        }
        return KindDocumentation(of: kind).lines.joined(separator: "\n") + "\n"
    }

    private func aboutControl() async throws -> String {
        let policy = try await PolicyLoader.here(policies, reading, style: colours.diagnostics).load()
        guard let control = policy.controls.first(where: { $0.id == name }) else {
            let hint = Nearest.hint(to: name, among: policy.controls.map(\.id))
            throw Failure(.usage, "there is no control '\(name)' in \(policy.name)\(hint)")
        }
        return ControlExplanation(control, in: policy).text
    }
}
