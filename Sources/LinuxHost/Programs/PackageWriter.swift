internal import Convergence

/// Installs and removes packages with apt-get(8), never asking and never replacing a configuration file that the
/// administrator changed.
struct PackageWriter {
    let isMachine: Bool
    let programs: Programs

    private static let aptGet: Path = "/usr/bin/apt-get"
    private static let options = [
        "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Use-Pty=0",
        "-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold",
    ]
    /// No question, no list of changes, no restart of services that nobody asked for.
    private static let environment = [
        "DEBIAN_FRONTEND": "noninteractive", "DEBIAN_PRIORITY": "critical",
        "APT_LISTCHANGES_FRONTEND": "none",
        "NEEDRESTART_MODE": "l", "NEEDRESTART_SUSPEND": "1", "UCF_FORCE_CONFFOLD": "1",
    ]

    func install(_ name: String, _ version: String) async throws(HostError) {
        try require(name, version)
        let wanted = version.isEmpty ? name : "\(name)=\(version)"
        try await run(["--allow-downgrades", "install", "--", wanted])
    }

    func remove(_ name: String) async throws(HostError) {
        try require(name, "")
        try await run(["remove", "--", name])
    }

    private func run(_ arguments: [String]) async throws(HostError) {
        let output = try await programs.run(
            Self.aptGet, Self.options + arguments, environment: Self.environment, timeout: .seconds(3600))
        if output.timedOut {
            throw HostError(.timedOut, "apt-get did not end within an hour and was stopped")
        }
        guard output.status == 0 else { throw Self.failure(output) }
    }

    /// apt-get says the reason in its last `E:` line, and why dpkg failed before it.
    static func failure(_ output: Programs.Output) -> HostError {
        let complaint = String(decoding: output.complaint, as: UTF8.self)
        let errors = complaint.split(separator: "\n").filter { $0.utf8.starts(with: "E: ".utf8) }
        let useful = errors.first { !$0.utf8.starts(with: "E: Sub-process ".utf8) } ?? errors.first
        let reason = useful.map { EscapedText.of($0.dropFirst(3)) } ?? output.reason
        if complaint.contains("Could not get lock") || complaint.contains("Unable to lock") {
            return HostError(.busy, "apt-get: \(reason); another program is changing packages")
        }
        return HostError(.failed, "apt-get: \(reason)")
    }

    /// Names and versions as dpkg has them; deb-control(5), deb-version(7).
    private func require(_ name: String, _ version: String) throws(HostError) {
        guard isMachine else {
            throw HostError(
                .unsupported, "packages are not installed under a root directory; do it in the image build")
        }
        guard Self.isName(name) else {
            throw HostError(.failed, "'\(EscapedText.of(name))' is not the name of a package")
        }
        guard version.utf8.allSatisfy({ Self.isAlphanumeric($0) || ".+-:~".utf8.contains($0) }) else {
            throw HostError(.failed, "'\(EscapedText.of(version))' is not the version of a package")
        }
    }

    /// `name` or `name:architecture`.
    static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            guard part.utf8.count >= 2, let first = part.utf8.first, isAlphanumeric(first) else {
                return false
            }
            return part.utf8.allSatisfy {
                (isAlphanumeric($0) && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0))
                    || "+-.".utf8.contains($0)
            }
            // With a final `+` or `-` apt-get reads an order: install or remove.
        } && !text.utf8.isEmpty && text.utf8.last != UInt8(ascii: "-")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
