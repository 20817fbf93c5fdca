import ArgumentParser
import Convergence
import ResourceKinds

/// `holdfast explain`
struct ExplainCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a kind, a control of a policy, or what an API key must be allowed: explain access."
    )

    @Argument(
        help:
            "A kind, as `holdfast kinds` lists them; the id of a control; or 'access', for the permissions a checkup needs."
    )
    var name: String

    @Argument(help: "The policy that has the control.", completion: .file(extensions: ["yaml", "yml"]))
    var policies: [String] = []

    @OptionGroup var reading: ReadingOptions
    @OptionGroup var colours: ColourOptions

    func perform() async throws -> ExitStatus {
        try Terminal.write(policies.isEmpty ? try await aboutKind() : try await aboutControl())
        return .asWanted
    }

    private static let access = "access"

    private func aboutKind() async throws -> String {
        if name == Self.access { return await AccessTable(of: try await checkupPolicy()).text }
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
        if name == Self.access, !policy.controls.contains(where: { $0.id == name }) {
            return await AccessTable(of: policy).text
        }
        guard let control = policy.controls.first(where: { $0.id == name }) else {
            let hint = Nearest.hint(to: name, among: policy.controls.map(\.id))
            throw Failure(.usage, "there is no control '\(name)' in \(policy.name)\(hint)")
        }
        return ControlExplanation(control, in: policy).text
    }

    /// The bundled checkup, of no server in particular.
    private func checkupPolicy() async throws -> Policy {
        let somewhere = WebAddress(.https, Endpoint(host: "octopus.example.com", port: 443))
        let overlay = CheckupPolicy(connection: OctopusConnection(publicURL: somewhere)).source
        return try await PolicyLoader.here([], reading, overlay: overlay, style: colours.diagnostics).load()
    }
}
