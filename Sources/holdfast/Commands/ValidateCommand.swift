import ArgumentParser
import Convergence
import Reporting

/// `holdfast validate`
struct ValidateCommand: HoldfastCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Find every mistake in a policy. Looks at no host.")

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var colours: ColourOptions

    @Option(help: "How to write the result.")
    var format: Format = .text

    func perform() async throws -> ExitStatus {
        let reading = try await PolicyLoader.here(policy.policies, policy.reading).read()
        if format == .json {
            try Terminal.write(DiagnosticRecord.json(reading.diagnostics, in: reading.sources))
            return reading.policy == nil ? .policyWrong : .asWanted
        }
        reading.tell(colours.diagnostics)
        guard let read = reading.policy else {
            throw Failure(.policyWrong, "\(reading.errorCount) in the policy")
        }
        let count = read.controls.count
        try Terminal.write(
            "\(policy.policies.joined(separator: ", ")): \(count) control\(count == 1 ? "" : "s"), no mistakes\n"
        )
        return .asWanted
    }
}
