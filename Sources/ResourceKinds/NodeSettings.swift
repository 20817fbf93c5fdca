internal import Convergence
internal import Octopus

/// What only the nodes of a server keep, by the names that `show-configuration` gives it.
struct NodeSettings: Equatable, Sendable {
    /// What one source says, and who it is.
    struct Source: Equatable, Sendable {
        /// `node web1`, or the server's own list.
        var name: String
        var seen: Seen
    }

    /// One setting as one source has it; `nil`: blank.
    struct Told {
        var source: String
        var value: Result<String?, Untold>
    }

    var sources: [Source] = []

    /// Where a policy reaches the nodes, each of them is asked. Else the list that the server keeps is read: which settings it
    /// holds, and how they are written there, is UNVERIFIED, so what it does not hold is unknown.
    static func look(
        _ octopus: OctopusConnection, on host: some HostObserving
    ) async throws(HostError) -> NodeSettings {
        var settings = NodeSettings()
        for node in octopus.nodes {
            let seen = try await host.seen(NodeDocument.showConfiguration(of: node.name))
            settings.sources.append(Source(name: "node \(node.name)", seen: seen))
        }
        if octopus.nodes.isEmpty {
            let seen = try await host.seen(OctopusDocument.serverSettings)
            settings.sources.append(Source(name: Self.mirror, seen: seen))
        }
        // What one node says is not what every node says.
        switch try await host.seen(OctopusDocument.nodes) {
        case .missing: break
        case .refused(let error): settings.sources.append(Source(name: Self.others, seen: .refused(error)))
        case .document(let cluster):
            let count = cluster.list("/Nodes")?.count ?? 1
            let asked = max(1, octopus.nodes.count)
            if count > asked {
                settings.sources.append(Source(name: Self.others, seen: .refused(.unasked(asked, of: count))))
            }
        }
        return settings
    }

    private static let others = "the other nodes"

    static let mirror = "the server's list of settings"

    /// What a control that reads `key` of them claims.
    static func claims(_ octopus: OctopusConnection, _ keys: [String]) -> [Claim] {
        let documents =
            octopus.nodes.isEmpty
            ? [OctopusDocument.serverSettings.address]
            : octopus.nodes.map { NodeDocument.showConfiguration(of: $0.name) }
        return documents.flatMap { document in keys.map { Claim(.field(of: document, at: ""), part: $0) } }
    }

    /// `mayBeBlank`: the node leaves blank values out, so nothing is an answer there.
    func told(_ key: String, mayBeBlank: Bool = false) -> [Told] {
        sources.map { source in
            Told(source: source.name, value: Self.value(of: key, in: source, mayBeBlank: mayBeBlank))
        }
    }

    private static func value(
        of key: String, in source: Source, mayBeBlank: Bool
    ) -> Result<String?, Untold> {
        switch source.seen {
        case .refused(let error):
            // Who asks a node says which.
            let isNamed = error.description.hasPrefix(source.name)
            return .failure(
                .error(isNamed ? error : HostError(error.code, "\(source.name): \(error.description)")))
        case .missing:
            return .failure(
                .error(
                    source.name == mirror
                        ? .unreached(key)
                        : HostError(.unsupported, "\(source.name) does not tell its settings")))
        case .document(let document):
            if source.name == mirror { return mirrored(key, in: document) }
            if let value = document[key]?.words { return .success(value) }
            return mayBeBlank
                ? .success(nil)
                : .failure(.error(HostError(.unsupported, "\(source.name) does not tell \(key)")))
        }
    }

    private static func mirrored(_ key: String, in document: JSON) -> Result<String?, Untold> {
        for set in document.list ?? [] {
            for entry in set["ConfigurationValues"]?.list ?? []
            where entry["Key"]?.words?.lowercased() == key.lowercased() {
                return .success(entry["Value"]?.words)
            }
        }
        return .failure(.error(.unreached(key)))
    }
}

extension HostError {
    fileprivate static func unasked(_ asked: Int, of count: Int) -> HostError {
        HostError(
            .failed,
            "this server has \(count) nodes and \(asked == 1 ? "one was" : "\(asked) were") asked: write how each of them is "
                + "reached under 'octopus.nodes', or as --node NAME=ssh://…")
    }
    fileprivate static func unreached(_ key: String) -> HostError {
        HostError(
            .unsupported,
            "the server does not tell \(key) over the network: say under 'octopus: nodes:' how each node is reached"
        )
    }
}
