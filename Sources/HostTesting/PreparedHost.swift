package import Convergence

/// A machine in memory with these things on it and nothing else. It only answers; laid under a `ForecastHost`
/// it can be changed. Links are followed as Linux follows them.
package struct PreparedHost: HostObserving {
    /// As many links as the kernel follows; path_resolution(7).
    private static let mostLinks = 40

    /// NAME_MAX of every file system that Linux installs on.
    private static let longestName = 255

    private let images: [Subject: Image]
    private let empty: EmptyHost
    private let hasLinks: Bool

    package init(_ images: [Subject: Image] = [:], facts: Facts = .debian) {
        self.images = images
        empty = EmptyHost(facts: facts)
        hasLinks = images.values.contains { Self.target(of: $0) != nil }
    }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        if let path = subject.path, path.name.utf8.count > Self.longestName {
            throw HostError(.failed, "the name of \(path) is too long")
        }
        switch subject {
        case .node(let path):
            guard let real = try resolved(path, following: false) else { return .absent }
            return try await found(.node(at: real))
        case .attributes(let path): return try await image(of: .node(at: path)).withoutContents
        case .names(let path):
            guard let real = try resolved(path, following: true) else { return .absent }
            guard case .node(let node)? = images[.node(at: real)], node.form == .directory else {
                return try await found(.names(in: real))
            }
            return images[.names(in: real)]
                ?? .names(are: Names(images.compactMap { name(in: real, $0.key, $0.value) }))
        case .realPath(let path):
            var links: [Path] = []
            let real = try resolved(path, following: true, through: &links)
            return .realPath(is: RealPath(real ?? path, through: real == nil ? [] : links))
        default: return try await found(subject)
        }
    }

    private func found(_ subject: Subject) async throws(HostError) -> Image {
        if let image = images[subject] { return image }
        return try await empty.image(of: subject)
    }

    /// Where a path leads; `nil` where a directory on the way is none, or not there.
    private func resolved(_ path: Path, following: Bool) throws(HostError) -> Path? {
        var links: [Path] = []
        return try resolved(path, following: following, through: &links)
    }

    private func resolved(
        _ path: Path, following: Bool, through links: inout [Path]
    ) throws(HostError) -> Path? {
        guard hasLinks else { return path }
        var pending = Self.parts(path.description).reversed() as [Substring]
        var here: [Path] = [.root]
        while let name = pending.popLast() {
            if name == ".." {
                if here.count > 1 { here.removeLast() }
                continue
            }
            let next = here[here.count - 1].appending(String(name))
            let image = images[.node(at: next)]
            if let target = Self.target(of: image), following || !pending.isEmpty {
                links.append(next)
                guard links.count <= Self.mostLinks else {
                    throw HostError(.failed, "\(path): too many links")
                }
                if target.hasPrefix("/") { here = [.root] }
                pending += Self.parts(target).reversed()
                continue
            }
            if !pending.isEmpty, case .node(let node)? = image, node.form != .directory { return nil }
            here.append(next)
        }
        return here[here.count - 1]
    }

    private static func target(of image: Image?) -> String? {
        guard case .node(let node)? = image, case .link(let target) = node.form else { return nil }
        return target
    }

    private static func parts(_ text: String) -> [Substring] {
        text.split(separator: "/").filter { $0 != "." }
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
