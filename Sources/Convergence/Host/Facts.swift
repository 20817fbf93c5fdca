/// What a host is, apart from how it is configured.
package struct Facts: Hashable, Sendable, Codable {
    /// The host's own name, without a domain.
    package var name: String
    /// `ID` of os-release(5): `debian`, `ubuntu`.
    package var os: String
    /// `VERSION_ID` of os-release(5): `12`.
    package var version: String
    /// As dpkg names it: `amd64`, `arm64`.
    package var architecture: String
    /// Whether this is the inside of a container, or an image.
    package var isContainer: Bool
    /// machine-id(5); empty in an image.
    package var machineID: String
    /// Whether systemd runs here: not under a root directory.
    package var isBooted: Bool

    package init(
        name: String, os: String, version: String, architecture: String, isContainer: Bool, machineID: String,
        isBooted: Bool
    ) {
        self.name = name
        self.os = os
        self.version = version
        self.architecture = architecture
        self.isContainer = isContainer
        self.machineID = machineID
        self.isBooted = isBooted
    }
}
