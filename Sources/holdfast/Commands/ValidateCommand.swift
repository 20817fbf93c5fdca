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

    @Option(help: "How to write the result: text or json.")
    var format: Format = .text

    func perform() async throws -> ExitStatus {
        let (read, diagnostics, sources) = try await PolicyLoader.here(policy.policies, policy.reading).read()
        let isRight = read != nil && !diagnostics.hasErrors
        if format == .json {
            try Terminal.write(DiagnosticRecord.json(diagnostics, in: sources))
            return isRight ? .asWanted : .policyWrong
        }
        let mistakes = DiagnosticText(of: sources, style: colours.diagnostics).rendered(diagnostics)
        if !mistakes.isEmpty { Terminal.note(String(mistakes.dropLast())) }
        guard let read, isRight else { return .policyWrong }
        let count = read.controls.count
        try Terminal.write(
            "\(policy.policies.joined(separator: ", ")): \(count) control\(count == 1 ? "" : "s"), no mistakes\n")
        return .asWanted
    }
}
