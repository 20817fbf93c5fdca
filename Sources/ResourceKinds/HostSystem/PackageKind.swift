package import Convergence
package import PolicyText

/// A package of the host's package manager, installed or not.
package struct PackageKind: ResourceKind {
    package static let keyword = "package"
    package static let summary =
        "a Debian package that is installed, at least at a version, or that is not installed"

    package struct Observation: Equatable, Sendable {
        /// Under a root directory packages are only looked at.
        var isBooted: Bool
        var installed: PackageState?
        /// What apt would install; only asked where something must be installed.
        var candidate: Candidate = .notAsked
        var repository: AptRepository.Observation?
    }

    enum Candidate: Equatable, Sendable {
        case notAsked
        /// apt knows no such package.
        case none
        case version(String)
    }

    let name: String
    let atLeast: DebianVersion?
    let isAbsent: Bool
    private let repository: AptRepository?

    package init(reading fields: inout Fields) {
        let name = fields.required("name", .packageName, "The name of the package.")
        self.name = name
        atLeast = fields.optional(
            "at-least", .debianVersion, "The oldest version that will do, in Debian's order of versions.")
        isAbsent =
            fields.optional("absent", .presence, "The package may not be installed; its configuration stays.")
            ?? false
        repository = fields.optional(
            "repository", .mapping { AptRepository(reading: &$0, package: name) },
            "Where apt gets the package, where that is not one of the host's own repositories.")
        if isAbsent {
            for field in ["at-least", "repository"] where fields.has(field) {
                fields.reject(field, .absentHasNothing(field))
            }
        }
    }

    package var claims: [Claim] { [Claim(.package(named: name))] + (repository?.claims ?? []) }

    /// What apt would install. Its answer is in the language of the host, but its lines stand in one order.
    private var policyQuery: Query {
        Query(
            Command("/usr/bin/apt-cache", ["policy", name]),
            reads: [
                .one(subject: .package(named: name)), .one(subject: .node(at: "/var/lib/dpkg/status")),
                .tree(at: "/var/lib/apt"), .tree(at: "/etc/apt"),
            ])
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        let installed = try await host.package(name)
        var observed = Observation(isBooted: true, installed: installed)
        if let repository { observed.repository = try await repository.observe(on: host) }
        if !isSatisfied(by: installed) || repository != nil {
            observed.isBooted = try await host.facts().isBooted
        }
        guard !isAbsent, !isSatisfied(by: installed), observed.isBooted else { return observed }
        if let found = observed.repository, let repository, !repository.isRight(found) { return observed }
        let answer = try await host.answer(to: policyQuery)
        guard answer.status == 0 else {
            throw HostError(.failed, "apt-cache cannot tell about '\(name)': \(answer.complaint)")
        }
        observed.candidate = Self.candidate(in: answer.output)
        return observed
    }

    /// The third line, after its label; apt-cache(8).
    static func candidate(in output: String) -> Candidate {
        let lines = output.split(separator: "\n")
        guard lines.count >= 3, let colon = lines[2].firstIndex(of: ":") else { return .none }
        let text = lines[2][lines[2].index(after: colon)...].drop { $0 == " " }
        return text.isEmpty || text.hasPrefix("(") ? .none : .version(String(text))
    }

    private func isSatisfied(by installed: PackageState?) -> Bool {
        guard let installed else { return isAbsent }
        if isAbsent { return false }
        guard let atLeast else { return true }
        return DebianVersion(installed.version).map { $0 >= atLeast } ?? false
    }

    package func assess(_ observed: Observation) -> Assessment {
        var differences: [Difference] = []
        var steps: [Step] = []
        var byHand: [String] = []
        if let repository, let found = observed.repository {
            for verdict in repository.assess(found) {
                switch verdict {
                case .right: break
                case .steps(let more, let difference):
                    differences.append(difference)
                    steps += more
                case .manual(let how, let difference):
                    differences.append(difference)
                    byHand.append(how)
                }
            }
        }
        if let difference = versionDifference(from: observed.installed) {
            differences.append(difference)
            switch wayTo(observed, hasSource: differences.count == 1) {
            case .step(let step)?: steps.append(step)
            case .hand(let how)?: byHand.append(how)
            case nil: break
            }
        }
        if differences.isEmpty { return .compliant }
        let hand = byHand.joined(separator: "; ")
        if steps.isEmpty { return .drifted(differences, .manual(how: hand)) }
        let isNewSource = steps.contains { if case .replaceFile = $0 { true } else { false } }
        if isNewSource, observed.isBooted, byHand.isEmpty { steps.append(updateStep) }
        return .drifted(differences, .steps(steps, byHand: hand.isEmpty ? nil : hand))
    }

    private func versionDifference(from installed: PackageState?) -> Difference? {
        guard !isSatisfied(by: installed) else { return nil }
        let found: Difference.Value = installed.map { .text($0.version) } ?? .absent
        if isAbsent { return Difference("package", wanted: .absent, found: found) }
        if let atLeast { return Difference("at-least", wanted: .text(atLeast.description), found: found) }
        return Difference("package", wanted: .text("installed"), found: found)
    }

    private enum Way {
        case step(Step)
        case hand(String)
    }

    /// How to come by the version; `nil` while apt has not been told of the repository.
    private func wayTo(_ observed: Observation, hasSource: Bool) -> Way? {
        guard observed.isBooted else { return .hand(isAbsent ? .removeInBuild(name) : .installInBuild(name)) }
        if isAbsent { return .step(.removePackage(named: name)) }
        switch observed.candidate {
        case .notAsked: return nil
        case .none: return .hand(.unknownToApt(name))
        case .version(let version):
            if let atLeast, let candidate = DebianVersion(version), candidate < atLeast {
                return .hand(.candidateTooOld(name, version, wanted: atLeast))
            }
            return .step(.installPackage(named: name, version: version))
        }
    }

    /// Lets apt read what the repository offers; the package is installed in the next round.
    private var updateStep: Step {
        let update = Command("/usr/bin/apt-get", ["update", "--quiet", "--error-on=any"])
        return .run(command: update, undo: [update], changes: [.answer(to: policyQuery)])
    }

    package static func describe(
        _ name: String, on host: some HostObserving
    ) async throws(HostError) -> YAMLNode.Value? {
        guard let installed = try await host.package(name) else { return nil }
        var fields = Exported()
        fields.add("name", name)
        fields.add("at-least", installed.version)
        return fields.value
    }

    package static let examples = [
        """
        no-telnet:
          severity: high
          title: Nobody logs in over the network in clear text
          package: { name: telnetd, absent: true }
        """,
        """
        openssh:
          severity: critical
          title: The SSH server has the fixes of Debian 12
          package: { name: openssh-server, at-least: "1:9.2p1-2+deb12u3" }
        """,
        """
        tentacle:
          severity: medium
          title: Tentacle comes from its maker's repository
          package:
            name: tentacle
            at-least: 8.1.0
            repository:
              name: octopus
              url: https://apt.octopus.com/
              suite: stable
              components: [main]
              key: |
                -----BEGIN PGP PUBLIC KEY BLOCK-----

                mDMEZ0000000000000000000000000000000000000000000000000000000000
                -----END PGP PUBLIC KEY BLOCK-----
        """,
    ]
}

extension AptRepository {
    fileprivate func isRight(_ observed: Observation) -> Bool {
        assess(observed).allSatisfy { if case .right = $0 { true } else { false } }
    }
}

extension Diagnostic.Message {
    fileprivate static func absentHasNothing(_ field: String) -> Self {
        "what is absent needs no '\(field)': leave this out"
    }
}

extension String {
    fileprivate static func installInBuild(_ name: String) -> Self {
        "install '\(name)' in the image build: packages are not installed under a root directory"
    }
    fileprivate static func removeInBuild(_ name: String) -> Self {
        "remove '\(name)' in the image build: packages are not removed under a root directory"
    }
    fileprivate static func unknownToApt(_ name: String) -> Self {
        "apt knows no package '\(name)' that it could install: run 'apt-get update', check the name, "
            + "or write the 'repository' it comes from"
    }
    fileprivate static func candidateTooOld(_ name: String, _ version: String, wanted: DebianVersion) -> Self
    {
        "the newest '\(name)' that apt knows is \(version), older than \(wanted): run 'apt-get update', "
            + "or add a repository that has it"
    }
}
