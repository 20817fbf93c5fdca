internal import Convergence

/// How the process of a unit is run: the user it has and what it may do, held through one drop-in beside
/// those of others.
struct UnitDropIn: Sendable {
    /// One file for each unit; systemd reads drop-ins in order of their names, and the last word counts.
    static let fileName = "50-holdfast.conf"

    let unit: String
    let user: String?
    private let sandbox: [(setting: SandboxSetting, value: [String])]

    struct Observation: Equatable, Sendable {
        var file: HeldFile.Observation
        /// Whether the user it is to have is missing.
        var isUserMissing = false
        /// Drop-ins that come after this one and may say otherwise.
        var later: [Path] = []
    }

    init(unit: String, user: String?, sandbox: [(setting: SandboxSetting, value: [String])]) {
        self.unit = unit
        self.user = user
        self.sandbox = sandbox
    }

    /// Whether anything is held through it.
    var isNeeded: Bool { user != nil || !sandbox.isEmpty }

    var file: HeldFile {
        let lines =
            ["# Kept by Holdfast: what is changed here does not stay.", "[Service]"]
            + (user.map { ["User=\($0)"] } ?? []) + sandbox.flatMap { $0.setting.lines($0.value) }
        return HeldFile(
            at: Self.directory(of: unit).appending(Self.fileName),
            contents: Content(lines.map { $0 + "\n" }.joined()))
    }

    private static func directory(of unit: String) -> Path {
        Path("/etc/systemd/system").appending(unit + ".d")
    }

    func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation(file: try await file.observe(on: host))
        if let user, user != "root" { observed.isUserMissing = try await host.account(user) == nil }
        for top in ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"] as [Path] {
            let directory = top.appending(unit + ".d")
            let names = try await host.names(in: directory)?.sorted ?? []
            observed.later += names.filter { $0.hasSuffix(".conf") && $0 > Self.fileName }
                .map { directory.appending($0) }
        }
        return observed
    }

    /// What of it is not in effect. Where systemd does not run, nothing is in effect yet and the file counts.
    func differences(from unit: Unit, fileIsRight: Bool) -> [Difference] {
        var differences: [Difference] = []
        let isBooted = unit.activity != .atBoot
        if let user, user != unit.user, isBooted || !fileIsRight {
            differences.append(Difference("runs-as", wanted: .text(user), found: .text(unit.user)))
        }
        for (setting, value) in sandbox {
            let shown = unit.settings.first { $0.name == setting.name }?.value
            let isInEffect = isBooted ? shown.map { setting.matches(value, shown: $0) } ?? false : fileIsRight
            if isInEffect { continue }
            differences.append(
                Difference(
                    "sandbox \(setting.name)", wanted: .text(value.joined(separator: " ")),
                    found: shown.map { .text($0) } ?? .absent))
        }
        return differences
    }
}
