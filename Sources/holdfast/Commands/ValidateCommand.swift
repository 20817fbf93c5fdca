import ArgumentParser
import Convergence
import Reporting

/// `holdfast validate`
struct ValidateCommand: HoldfastCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Find every mistake in a policy. Looks at no host.")

    @OptionGroup var policy: PolicyOptions

    @Option(help: "How to write the result: text or json.")
    var format: Format = .text

    func perform() async throws -> ExitStatus {
        let (read, diagnostics, sources) = try await PolicyLoader.here(policy).read()
        let status: ExitStatus = diagnostics.hasErrors || read == nil ? .policyWrong : .asWanted
        switch format {
        case .json: Terminal.write(DiagnosticRecord.json(diagnostics, in: sources))
        case .text:
            if !diagnostics.isEmpty { Terminal.note(DiagnosticText(of: sources).rendered(diagnostics)) }
            if let read, status == .asWanted {
                Terminal.write("\(policy.policies.joined(separator: ", ")): \(read.controls.count) controls, no mistakes\n")
            } else {
                Terminal.note("\(diagnostics.count { $0.severity == .error }) errors in the policy")
            }
        }
        return status
    }
}
