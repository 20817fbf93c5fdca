/// A version of the Octopus Server, which decides the fields and the links of its answers.
package struct SimulatedVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var year: Int
    package var minor: Int
    /// The third part: a patch up to 2020, a build number since.
    package var build: Int

    package init(_ year: Int, _ minor: Int, _ build: Int = 0) {
        self.year = year
        self.minor = minor
        self.build = build
    }

    /// `2026.4`, `2026.4.7021`; of a line known here the build may be left out. `nil` when it is no version.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard (2...3).contains(parts.count), let year = parts[0], let minor = parts[1] else { return nil }
        let line = SimulatedVersion(year, minor)
        let known = Self.known.first { $0.year == year && $0.minor == minor } ?? line
        guard parts.count == 3 else {
            self = known
            return
        }
        guard let build = parts[2] else { return nil }
        self.init(year, minor, build)
    }

    package static let v2019 = SimulatedVersion(2019, 4, 5)
    package static let v2023 = SimulatedVersion(2023, 4, 8608)
    package static let v2026 = SimulatedVersion(2026, 4, 7021)
    /// The versions whose fields are known best.
    package static let known = [v2019, v2023, v2026]

    package var description: String { "\(year).\(minor).\(build)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.year, left.minor, left.build) < (right.year, right.minor, right.build)
    }
}

/// What came with a version and is in later ones. Facts without a source are marked in the answers that use them.
extension SimulatedVersion {
    func isAtLeast(_ year: Int, _ minor: Int, _ build: Int = 0) -> Bool {
        self >= SimulatedVersion(year, minor, build)
    }

    /// A second reader of the same answers; the recorded `/api` of 2019.4.5 has no such link, that of 2019.7.12 has.
    var hasHealthLink: Bool { isAtLeast(2019, 7) }
    /// https://github.com/OctopusDeploy/Issues/issues/6234
    var hasXFrameOptions: Bool { isAtLeast(2020, 1, 3) }
    /// Fields of the Swagger of 2020.5 that the records of 2019.4 do not have.
    var hasShapesOf2020: Bool { isAtLeast(2020, 1) }
    var hasKeyExpiry: Bool { isAtLeast(2020, 6) }
    /// The Swagger of 2020.5 has none; UNVERIFIED since when.
    var hasHints: Bool { isAtLeast(2022, 1) }
    var hasLDAP: Bool { isAtLeast(2021, 2) }
    /// https://github.com/OctopusDeploy/Issues/issues/7305
    var hasSessionTimeout: Bool { isAtLeast(2022, 1, 1448) }
    var hasTrustedProxies: Bool { isAtLeast(2023, 1) }
    var hasUserKeySwitch: Bool { isAtLeast(2023, 2) }
    /// UNVERIFIED since when; a client of 2023 has it.
    var hasTelemetryConfiguration: Bool { isAtLeast(2023, 1) }
    /// https://github.com/OctopusDeploy/Issues/issues/7924
    var hasKeyLifetimes: Bool { isAtLeast(2025, 4) }
    var hasGenericOIDC: Bool { isAtLeast(2025, 1) }
    var hasRateLimits: Bool { isAtLeast(2026, 3) }
    /// https://octopus.com/docs/api/octopus-server-nodes of August 2026; UNVERIFIED since when.
    var hasNodeVersions: Bool { isAtLeast(2026, 1) }
    /// Links of a `/api` of 2023.1 that others published in their tests.
    var hasLinksOf2023: Bool { isAtLeast(2023, 1) }
    /// Read-only and scoped API keys, and when a key was last used.
    var hasScopedKeys: Bool { isAtLeast(2026, 4) }
}
