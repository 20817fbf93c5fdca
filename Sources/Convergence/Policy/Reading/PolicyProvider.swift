/// Where the texts of a policy come from: the disk, what is bundled with Holdfast, or a test.
package protocol PolicyProvider: Sendable {
    /// The policy that `source` names in its `extends`: a path from the root, a path relative to `source`, or
    /// `bundled:NAME@MAJOR`. The same policy always has the same name, by whatever path it was reached.
    func policy(named name: String, from source: PolicySource) throws(Diagnostic.Rejection) -> PolicySource

    /// The bytes of a file that a control of `source` names: a path from the root, or relative to `source`.
    func file(named name: String, beside source: PolicySource) throws(Diagnostic.Rejection) -> [UInt8]
}

/// The policies that come with Holdfast, by name and major version. Providers ask it for `bundled:` names.
package struct BundledPolicies: Sendable {
    package static let prefix = "bundled:"

    private let policies: [String: [Int: [UInt8]]]

    /// Bytes by name and major version.
    package init(_ policies: [String: [Int: [UInt8]]] = [:]) { self.policies = policies }

    /// `bundled:NAME@MAJOR` of each, in order.
    package var names: [String] {
        policies.flatMap { name, versions in versions.keys.map { (name, $0) } }
            .sorted { $0 < $1 }
            .map { "\(Self.prefix)\($0)@\($1)" }
    }

    /// The policy called `bundled:NAME@MAJOR`.
    package func policy(named full: String) throws(Diagnostic.Rejection) -> PolicySource {
        let parts = full.dropFirst(Self.prefix.count).split(
            separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        guard let versions = policies[name] else {
            throw Diagnostic.Rejection(.unknownBundled(name, known: policies.keys.sorted()))
        }
        guard parts.count == 2 else {
            throw Diagnostic.Rejection(.versionMissing(name, versions.keys.sorted()))
        }
        guard let major = Int(parts[1]), String(major) == parts[1], let bytes = versions[major] else {
            throw Diagnostic.Rejection(.noSuchVersion(name, String(parts[1]), versions.keys.sorted()))
        }
        return PolicySource(name: "\(Self.prefix)\(name)@\(major)", bytes: bytes)
    }
}

extension Diagnostic.Message {
    fileprivate static func unknownBundled(_ name: String, known: [String]) -> Self {
        let hint = Nearest.hint(to: name, among: known)
        let list = hint.isEmpty && !known.isEmpty ? "; there are: \(known.joined(separator: ", "))" : ""
        return "there is no bundled policy '\(name)'\(hint)\(list)"
    }

    fileprivate static func versionMissing(_ name: String, _ versions: [Int]) -> Self {
        "say which version of '\(name)': \(spelled(name, versions))"
    }

    fileprivate static func noSuchVersion(_ name: String, _ version: String, _ versions: [Int]) -> Self {
        "there is no version \(version) of the bundled policy '\(name)'; there is \(spelled(name, versions))"
    }

    private static func spelled(_ name: String, _ versions: [Int]) -> String {
        versions.map { "bundled:\(name)@\($0)" }.joined(separator: ", ")
    }
}
