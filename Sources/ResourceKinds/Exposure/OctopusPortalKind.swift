package import Convergence
internal import Octopus

/// How a server's portal is exposed, by the server's own word: headers, proxies it trusts, HTTPS, its public address.
package struct OctopusPortalKind: ResourceKind {
    package static let keyword = "octopus-portal"
    package static let summary =
        "how the server's portal is exposed, by the server's own word: headers, trusted proxies, HTTPS; looks only"
    package static let isRemote = true

    package struct Observation: Equatable, Sendable {
        var answers: ServerAnswers
        var nodes: NodeSettings
    }

    /// Which bindings a node may have.
    enum Bindings: String, CaseIterable, Sendable {
        /// Beside http there is https.
        case withHTTPS = "with-https"
        case onlyHTTPS = "only-https"
    }

    let octopus: OctopusConnection
    let headers: PortalHeaders
    let trustedProxies: [String]?
    let forcesHTTPS: Bool?
    let bindings: Bindings?
    let publicURL: PublicURL?

    package init(reading fields: inout Fields) {
        octopus = fields.octopus()
        headers = PortalHeaders(reading: &fields)
        trustedProxies = fields.optional(
            "trusted-proxies", .noneOrMany,
            "Whose X-Forwarded-For the server believes: none, or these addresses and no others.")
        forcesHTTPS = fields.optional(
            "force-https", .flag, "Whether every node sends who comes in clear to HTTPS.")
        bindings = fields.optional(
            "listen-prefixes", bindingsShape,
            "What every node listens to: with-https beside http, or only-https.")
        publicURL = fields.optional(
            "public-url", .publicURL, "The address that the server gives of itself: https, or one exact URL.")
        if isEmpty, !fields.isDescribing {
            fields.reject("hsts", "write at least one field: without any, nothing of the portal is held")
        }
    }

    private var isEmpty: Bool {
        headers.pointers.isEmpty && trustedProxies == nil && nodeKeys.isEmpty && publicURL == nil
    }

    private var nodeKeys: [String] {
        (forcesHTTPS == nil ? [] : [Self.forceSSL]) + (bindings == nil ? [] : [Self.listenPrefixes])
    }

    private static let portal = OctopusDocument.configuration("webportal")
    private static let proxies: Pointer = "/Logging/TrustedProxies"
    private static let uri: Pointer = "/ServerUri"
    private static let forceSSL = "Octopus.WebPortal.ForceSSL"
    private static let listenPrefixes = "Octopus.WebPortal.ListenPrefixes"

    package var claims: [Claim] {
        var claims = (headers.pointers + (trustedProxies == nil ? [] : [Self.proxies])).map {
            Claim(.field(of: Self.portal.address, at: $0))
        }
        if publicURL != nil { claims.append(Claim(.field(of: OctopusDocument.server.address, at: Self.uri))) }
        return claims + NodeSettings.claims(octopus, nodeKeys)
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        let hasHeaders = !headers.pointers.isEmpty || trustedProxies != nil
        let documents = (hasHeaders ? [Self.portal] : []) + (publicURL == nil ? [] : [OctopusDocument.server])
        var observed = Observation(
            answers: try await .look(at: documents, gated: hasHeaders, on: host), nodes: NodeSettings())
        if !nodeKeys.isEmpty { observed.nodes = try await NodeSettings.look(octopus, on: host) }
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        let portal = observed.answers[Self.portal]
        headers.assess(portal, &findings)
        assessProxies(portal, &findings)
        assessNodes(observed.nodes, &findings)
        assessPublicURL(observed.answers[.server], &findings)
        return findings.assessment
    }

    private func assessProxies(_ portal: ServerFields, _ findings: inout Findings) {
        guard let trustedProxies,
            let found = findings.told(
                portal.field(Self.proxies, "trusted-proxies", .trustedProxies), "trusted-proxies",
                \.texts)
        else { return }
        guard Set(found.map(Self.canonical)) != Set(trustedProxies.map(Self.canonical)) else { return }
        findings.differs(
            "trusted-proxies", wanted: trustedProxies.isEmpty ? .text("none") : .list(trustedProxies),
            found: found.isEmpty ? .text("none") : .few(found),
            how: .configure("--trustedProxies=\(trustedProxies.joined(separator: ","))", Self.proxies)
                + "; whoever is trusted there can write any address into the audit log")
    }

    /// One address has one spelling.
    private static func canonical(_ text: String) -> String {
        Network(text)?.description ?? text.lowercased()
    }

    private func assessNodes(_ nodes: NodeSettings, _ findings: inout Findings) {
        if let forcesHTTPS {
            for told in nodes.told(Self.forceSSL) {
                let value = told.value.map { JSON.string($0 ?? "") }
                guard let found = findings.told(value, "force-https", \.flag), found != forcesHTTPS else {
                    continue
                }
                findings.differs(
                    "force-https", wanted: .text("\(forcesHTTPS)"),
                    found: .text("\(found), by \(told.source)"),
                    how: forcesHTTPS
                        ? .forceHTTPS
                        : "`Octopus.Server configure --webForceSSL=false` on each node, then restart it")
            }
        }
        guard let bindings else { return }
        for told in nodes.told(Self.listenPrefixes) {
            let value = told.value.map { JSON.string($0 ?? "") }
            guard
                let found = findings.told(
                    value, "listen-prefixes", { $0.texts.flatMap { $0.isEmpty ? nil : $0 } }),
                !bindings.allow(found)
            else { continue }
            findings.differs(
                "listen-prefixes", wanted: .text(bindings.rawValue),
                found: .text("\(found.prefix(Findings.longest).joined(separator: ", ")), by \(told.source)"),
                how: .bindings)
        }
    }

    private func assessPublicURL(_ server: ServerFields, _ findings: inout Findings) {
        guard let publicURL,
            let found = findings.told(
                server.field(Self.uri, "public-url"), "public-url", { Optional($0.words ?? "") })
        else { return }
        guard !publicURL.isMet(by: found) else { return }
        findings.differs(
            "public-url", wanted: .text(publicURL.description), found: found.isEmpty ? .absent : .text(found),
            how:
                "set ServerUri of /api/serverconfiguration (GET, change it, PUT the whole document) to the https URL that people use: links in mails and sign-in redirects are made from it"
        )
    }

    package static let examples = [
        """
        portal-headers:
          severity: medium
          title: Browsers keep to HTTPS, and no other site may use the portal
          octopus-portal:
            hsts: 30 days
            content-security-policy: true
            referrer-policy: [no-referrer, same-origin]
            cors: none
        """,
        """
        portal-https:
          severity: critical
          title: The portal is reached over HTTPS alone
          octopus-portal: { force-https: true, listen-prefixes: with-https, public-url: https }
        """,
    ]
}

private let bindingsShape = Shape<OctopusPortalKind.Bindings>.choice

extension OctopusPortalKind.Bindings {
    fileprivate func allow(_ prefixes: [String]) -> Bool {
        let secure = prefixes.count { $0.lowercased().hasPrefix("https://") }
        return self == .withHTTPS ? secure > 0 : secure == prefixes.count
    }
}

extension String {
    /// The order is the vendor's: a redirect to a port that does not answer locks everybody out.
    fileprivate static let forceHTTPS =
        "bind http and https, try both from outside, then `Octopus.Server configure --webForceSSL=true` on each node and restart it; "
        + "without an https binding that answers it locks everybody out. In a container the proxy before it does this"
    fileprivate static let bindings =
        "add https://NAME:443 to the prefixes that are there, for the option replaces them: "
        + "`Octopus.Server configure --webListenPrefixes=FOUND,https://NAME:443` on each node with a certificate for NAME (Windows: "
        + "`Octopus.Server ssl-certificate --thumbprint=…`), restart the node, try it. In a container let the proxy end TLS: what is "
        + "set inside is lost with the container"
}
