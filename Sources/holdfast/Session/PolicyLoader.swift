import Convergence
import LinuxHost
import PolicyText
import Reporting
import ResourceKinds
import Runs

/// Reads the policies that the command line names, and tells their author what is wrong with them.
struct PolicyLoader {
    private let options: PolicyOptions
    private let facts: Facts
    private let seconds: Int

    init(_ options: PolicyOptions, facts: Facts, seconds: Int) {
        self.options = options
        self.facts = facts
        self.seconds = seconds
    }

    /// For this machine, whichever host the policy will be held against.
    static func here(_ options: PolicyOptions) async throws -> PolicyLoader {
        let host = try LinuxHost()
        return PolicyLoader(options, facts: try await host.facts(), seconds: try await host.clock())
    }

    /// The policy; its warnings are told, and its errors end the command.
    func load() throws -> Policy {
        let (policy, diagnostics, sources) = try read()
        if !diagnostics.isEmpty { Terminal.note(DiagnosticText(of: sources).rendered(diagnostics)) }
        guard let policy, !diagnostics.hasErrors else {
            let count = diagnostics.count { $0.severity == .error }
            throw Failure(.policyWrong, count == 1 ? "1 error in the policy" : "\(count) errors in the policy")
        }
        return policy
    }

    /// Everything there is to say about the policy, without saying it.
    func read() throws -> (policy: Policy?, diagnostics: [Diagnostic], sources: [PolicySource]) {
        let files = PolicyFiles(trust: options.trustPolicy ? .anything : .checked)
        let sources = try options.policies.map { try files.named($0) }
        let reader = PolicyReader(
            kinds: allKinds, sources: files, variables: try variables(files), facts: facts,
            today: Day(ofSeconds: seconds))
        let reading = reader.read(sources)
        return (reading.policy, reading.diagnostics, reading.sources)
    }

    private func variables(_ files: PolicyFiles) throws -> [String: String] {
        var variables: [String: String] = [:]
        for name in options.variableFiles {
            let source = try files.named(name)
            do throws(YAMLError) {
                let node = try YAMLNode.parse(source.bytes, source: SourceID(0))
                guard case .mapping(let entries) = node.value else {
                    throw YAMLError("write one 'name: value' a line", at: node.range)
                }
                for entry in entries {
                    guard let value = entry.value.text else {
                        throw YAMLError("write a single value here", at: entry.value.range)
                    }
                    variables[entry.key.text ?? ""] = value
                }
            } catch {
                Terminal.note(DiagnosticText(of: [source]).rendered([Diagnostic(error)]))
                throw Failure(.policyWrong, "1 error in \(name)")
            }
        }
        for assignment in options.variables { variables[assignment.name] = assignment.value }
        return variables
    }
}
