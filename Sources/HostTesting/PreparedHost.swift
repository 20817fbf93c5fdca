package import Convergence

/// A machine in memory with these things on it and nothing else. It only answers; laid under a `ForecastHost`
/// it can be changed.
package struct PreparedHost: HostObserving {
    private let images: [Subject: Image]
    private let empty: EmptyHost

    package init(_ images: [Subject: Image] = [:], facts: Facts = .debian) {
        self.images = images
        empty = EmptyHost(facts: facts)
    }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        if let image = images[subject] { return image }
        if case .names(let path) = subject, case .node(let node)? = images[.node(at: path)],
            node.form == .directory
        {
            return .names(are: Names(images.compactMap { name(in: path, $0.key, $0.value) }))
        }
        return try await empty.image(of: subject)
    }

    private func name(in directory: Path, _ subject: Subject, _ image: Image) -> String? {
        guard case .node(let path) = subject, path.parent == directory, image != .absent else { return nil }
        return path.name
    }
}

extension Facts {
    /// A booted Debian 12.
    package static let debian = Facts(
        name: "host", os: "debian", version: "12", architecture: "amd64", isContainer: false,
        machineID: "0123456789abcdef0123456789abcdef", isBooted: true)

    /// A Debian 12 in a directory, before its first boot.
    package static let debianImage = Facts(
        name: "image", os: "debian", version: "12", architecture: "amd64", isContainer: true, machineID: "",
        isBooted: false)
}
