/// Where a policy's Octopus Server is, and how Holdfast reaches it. Plain data: nothing here knows what it is used for.
package struct OctopusConnection: Hashable, Sendable {
    /// What Holdfast shows to be let in. The value is read when it is needed and held nowhere else.
    package enum Credential: Hashable, Sendable {
        case apiKey(SecretReference)
        /// An access token of OpenID Connect.
        case token(SecretReference)

        package var secret: SecretReference {
            switch self {
            case .apiKey(let secret), .token(let secret): secret
            }
        }
    }

    /// Whose word is taken for the server's certificate.
    package enum Trust: Hashable, Sendable {
        case system
        /// A file of PEM certificates on this machine, instead of the system's.
        case authority(at: Path)
        /// The one certificate with this SHA-1 or SHA-256 thumbprint, in upper-case hexadecimal.
        case pinned(thumbprint: String)
    }

    /// One node of the server, and how its command line is run.
    package struct Node: Hashable, Sendable {
        package var name: String
        package var reach: Reach
        /// The instance its command line is asked about.
        package var instance: String
        /// Where its program is, where that is not the usual place.
        package var program: String?

        package init(name: String, reach: Reach, instance: String = "OctopusServer", program: String? = nil) {
            self.name = name
            self.reach = reach
            self.instance = instance
            self.program = program
        }
    }

    /// How a program is run where a node is.
    package enum Reach: Hashable, Sendable {
        case local
        case docker(container: String)
        case podman(container: String)
        case kubectl(namespace: String, pod: String)
        /// `destination` as ssh(1) takes it.
        case ssh(destination: String, shell: Shell)
    }

    /// The shell that ssh(1) meets.
    package enum Shell: String, Hashable, Sendable, CaseIterable {
        case posix
        case powershell
        case cmd
    }

    /// As its users reach it.
    package var publicURL: WebAddress
    /// As Holdfast reaches it.
    package var api: WebAddress
    /// `nil`: only what the server tells everybody.
    package var look: Credential?
    package var trust: Trust
    package var nodes: [Node]

    package init(
        publicURL: WebAddress, api: WebAddress? = nil, look: Credential? = nil, trust: Trust = .system,
        nodes: [Node] = []
    ) {
        self.publicURL = publicURL
        self.api = api ?? publicURL
        self.look = look
        self.trust = trust
        self.nodes = nodes
    }
}
