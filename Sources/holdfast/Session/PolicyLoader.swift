import Convergence
import LinuxHost
import PolicyText
import Reporting
import ResourceKinds
import Runs

/// Reads the policies that the command line names, and tells their author what is wrong with them.
struct PolicyLoader {
    private let policies: [String]
    /// Laid over all others: what the command line itself says.
    private let overlay: PolicySource?
    private let options: ReadingOptions
    private let facts: Facts
    private let seconds: Int
    private let style: TextStyle

    init(
        _ policies: [String], _ options: ReadingOptions, overlay: PolicySource? = nil, facts: Facts,
        seconds: Int, style: TextStyle = TextStyle()
    ) {
        self.policies = policies
        self.overlay = overlay
        self.options = options
        self.facts = facts
        self.seconds = seconds
        self.style = style
    }

    /// For this machine, whichever host the policy will be held against.
    static func here(
        _ policies: [String], _ options: ReadingOptions, overlay: PolicySource? = nil,
        style: TextStyle = TextStyle()
    ) async throws -> PolicyLoader {
        let host = try LinuxHost()
        return PolicyLoader(
            policies, options, overlay: overlay, facts: try await host.facts(),
            seconds: try await host.clock(), style: style)
    }

    /// The policy; its warnings are told, and its errors end the command.
    func load() throws -> Policy {
        let reading = try read()
        reading.tell(style)
        guard let policy = reading.policy else {
            throw Failure(
                .policyWrong,
                "\(reading.errorCount) in the policy: nothing was looked at, and nothing was changed")
        }
        return policy
    }

    /// Ends the command with what only shows where the policy meets its host.
    func refuse(_ mistakes: [Diagnostic], in policy: Policy) throws(Failure) {
        guard !mistakes.isEmpty else { return }
        Terminal.note(DiagnosticText(of: policy.sources, style: style).rendered(mistakes))
        throw Failure(
            .policyWrong, "\(mistakes.errorCount) in the policy on this host: nothing was changed")
    }

    /// Everything there is to say about the policy, without saying it.
    func read() throws -> PolicyReading {
        let files = PolicyFiles(trust: options.trustPolicy ? .anything : .checked)
        let sources = try policies.map { try files.named($0) } + (overlay.map { [$0] } ?? [])
        let reader = PolicyReader(
            kinds: allKinds, sources: files, variables: try variables(files), facts: facts,
            today: Day(ofSeconds: seconds))
        let reading = reader.read(sources)
        keepUntilExit(reading)
        return reading
    }

    private func variables(_ files: PolicyFiles) throws -> [String: String] {
        var given: [String: String] = [:]
        for name in options.variableFiles {
            given.merge(try variables(in: try files.named(name))) { $1 }
        }
        for assignment in options.variables { given[assignment.name] = assignment.value }
        return given
    }

    private func variables(in source: PolicySource) throws(Failure) -> [String: String] {
        do throws(YAMLError) {
            let node = try YAMLNode.parse(source.bytes, source: SourceID(0))
            guard case .mapping(let entries) = node.value else {
                throw YAMLError("write one 'name: value' a line", at: node.range)
            }
            var variables: [String: String] = [:]
            for entry in entries {
                guard let value = entry.value.text else {
                    throw YAMLError("write a single value here", at: entry.value.range)
                }
                variables[entry.key.text ?? ""] = value
            }
            return variables
        } catch {
            let mistake = DiagnosticText(of: [source], style: style).rendered([Diagnostic(error)])
            Terminal.note(mistake)
            throw Failure(.policyWrong, "the variables in \(source.name) are wrong: nothing was changed")
        }
    }
}

extension PolicyReading {
    /// Says what is wrong, on standard error.
    func tell(_ style: TextStyle) {
        guard !diagnostics.isEmpty else { return }
        Terminal.note(DiagnosticText(of: sources, style: style).rendered(diagnostics))
    }

    /// `1 error`, `2 errors`.
    var errorCount: String { diagnostics.errorCount }
}

extension [Diagnostic] {
    /// `1 error`, `2 errors`.
    fileprivate var errorCount: String {
        let count = self.count { $0.severity == .error }
        return "\(count) error\(count == 1 ? "" : "s")"
    }
}
