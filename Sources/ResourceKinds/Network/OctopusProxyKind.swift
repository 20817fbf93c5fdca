package import Convergence
internal import Octopus

/// Through which proxies the server's own calls go, and those to its workers and targets.
package struct OctopusProxyKind: ResourceKind {
    package static let keyword = "octopus-proxy"
    package static let summary =
        "the web proxies of the server itself and of its spaces; looks only"
    package static let isRemote = true

    package struct Observation: Equatable, Sendable {
        var nodes: NodeSettings
        var answers: ServerAnswers
    }

    let octopus: OctopusConnection
    let own: OwnProxy?
    /// Proxies that machines may be reached through.
    let ofSpaces: [Endpoint]?

    package init(reading fields: inout Fields) {
        octopus = fields.octopus()
        own = fields.optional(
            "server", .ownProxy,
            "The proxy of every node's own calls: none, default (that of the service's user), or host:port.")
        ofSpaces = fields.optional(
            "spaces", .noneOrEndpoints,
            "The proxies that spaces may have for their machines: none, or any of these, host:port.")
        if own == nil, ofSpaces == nil, !fields.isDescribing {
            fields.reject("server", "write 'server', 'spaces' or both")
        }
    }

    private static let keys = [
        "Octopus.Proxy.UseDefaultProxy", "Octopus.Proxy.ProxyHost", "Octopus.Proxy.ProxyPort",
    ]

    package var claims: [Claim] {
        NodeSettings.claims(octopus, own == nil ? [] : Self.keys)
            + (ofSpaces == nil ? [] : [Claim(.field(of: OctopusDocument.proxies.address, at: ""))])
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation(nodes: NodeSettings(), answers: ServerAnswers())
        if own != nil { observed.nodes = try await NodeSettings.look(octopus, on: host) }
        if ofSpaces != nil { observed.answers = try await .look(at: [.proxies], on: host) }
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        if let own { assess(own, observed.nodes, &findings) }
        if let ofSpaces { assess(ofSpaces, observed.answers[.proxies].items, &findings) }
        return findings.assessment
    }

    private func assess(_ own: OwnProxy, _ nodes: NodeSettings, _ findings: inout Findings) {
        let told = Self.keys.map { nodes.told($0, mayBeBlank: true) }
        for index in told[0].indices {
            guard let found = Self.proxy(told.map { $0[index].value }, &findings) else { continue }
            guard !own.isMet(by: found) else { continue }
            findings.differs(
                "server", wanted: .text(own.description),
                found: .text("\(found), by \(told[0][index].source)"),
                how: "`Octopus.Server proxy \(own.flags)` on each node, then restart it")
        }
    }

    /// What three settings come to.
    private static func proxy(
        _ values: [Result<String?, Untold>], _ findings: inout Findings
    ) -> OwnProxy? {
        var told: [String?] = []
        for value in values {
            guard let text = findings.told(value, "server", { Optional($0) }) else { return nil }
            told.append(text)
        }
        if let host = told[1] {
            // The port of the command line when none is given.
            return .custom(Endpoint(host: host, port: told[2].flatMap { Int($0) } ?? 80))
        }
        guard let usesDefault = told[0] else {
            findings.cannotTell(HostError(.unsupported, "a node does not tell Octopus.Proxy.UseDefaultProxy"))
            return nil
        }
        return usesDefault.lowercased() == "true" ? .default : OwnProxy.none
    }

    private func assess(
        _ wanted: [Endpoint], _ proxies: Result<[JSON], Untold>, _ findings: inout Findings
    ) {
        guard let items = findings.told(proxies, "spaces", { Optional($0) }) else { return }
        let strangers = items.compactMap { proxy -> String? in
            guard let host = proxy["Host"]?.words else { return nil }
            let endpoint = Endpoint(host: host.lowercased(), port: proxy["Port"]?.whole ?? 80)
            guard
                !wanted.contains(where: { $0.host.lowercased() == endpoint.host && $0.port == endpoint.port })
            else { return nil }
            return "\(proxy["Name"]?.words ?? host) (\(endpoint), \(proxy["SpaceId"]?.words ?? "no space"))"
        }
        guard !strangers.isEmpty else { return }
        findings.differs(
            "spaces", wanted: wanted.isEmpty ? .text("none") : .list(wanted.map(\.description)),
            found: .few(strangers),
            how:
                "remove them under Infrastructure, Proxies of their space, or write them here: all that goes to the machines behind one passes it"
        )
    }

    package static let examples = [
        """
        server-proxy:
          severity: medium
          title: The server's own calls leave through the proxy that is watched
          octopus-proxy: { server: "proxy.example.com:3128" }
        """,
        """
        no-space-proxies:
          severity: low
          title: No machine is reached through a proxy that nobody knows of
          octopus-proxy: { spaces: none }
        """,
    ]
}
