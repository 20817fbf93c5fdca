import Convergence
import Runs

/// Policies and the files beside them, from the disk and from the program itself.
struct PolicyFiles: PolicyProvider {
    var trust: TrustedFile.Trust

    /// A policy named on the command line; `-` is standard input, `bundled:NAME@MAJOR` is one of the program's own.
    func named(_ path: String) throws(Failure) -> PolicySource {
        if path == "-" { return PolicySource(name: "<stdin>", bytes: try Terminal.read(limit: 16 << 20)) }
        if path.hasPrefix(BundledPolicies.prefix) {
            do throws(Diagnostic.Rejection) {
                return try BundledPolicies.all.policy(named: path)
            } catch {
                throw Failure(.policyWrong, "\(path): \(error.message)")
            }
        }
        do throws(HostError) {
            return PolicySource(name: path, bytes: try TrustedFile.read(path, trust: trust))
        } catch {
            throw Failure(error.code == .unsafe ? .refused : .policyWrong, error.description)
        }
    }

    func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection) -> PolicySource {
        if name.hasPrefix(BundledPolicies.prefix) { return try BundledPolicies.all.policy(named: name) }
        let path = Self.path(of: name, beside: source)
        return PolicySource(name: path, bytes: try read(path))
    }

    func file(named name: String, beside source: PolicySource) throws(Diagnostic.Rejection) -> [UInt8] {
        try read(Self.path(of: name, beside: source))
    }

    private func read(_ path: String) throws(Diagnostic.Rejection) -> [UInt8] {
        do throws(HostError) {
            return try TrustedFile.read(path, trust: trust)
        } catch {
            throw Diagnostic.Rejection(Diagnostic.Message(error.description))
        }
    }

    /// Relative names are relative to the policy that says them.
    private static func path(of name: String, beside source: PolicySource) -> String {
        guard !name.hasPrefix("/"), let cut = source.name.lastIndex(of: "/"),
            !source.name.hasPrefix(BundledPolicies.prefix)
        else { return name }
        return source.name[...cut] + name
    }
}
