package import Convergence
internal import Octopus

/// What a TLS endpoint shows to who connects from here.
package struct TLSEndpointKind: ResourceKind {
    package static let keyword = "tls-endpoint"
    package static let summary =
        "what a TLS endpoint shows to who connects: versions, certificate, chain; looks only"
    package static let isRemote = true

    package struct Observation: Equatable, Sendable {
        /// `nil`: nothing listens.
        var handshake: Handshake?
        var seconds: Int
        /// What the server says of certificates, where one is pinned.
        var pins: [Seen] = []
    }

    private enum Place: Hashable, Sendable {
        case endpoint(Endpoint)
        case portOfThePortal(Int)
    }

    let question: TLSQuestion
    /// Whether it is where people go, so that nobody there is wrong; elsewhere it may be a firewall's doing.
    let isPortal: Bool
    let atLeast: TLSVersion
    let isTrusted: Bool
    let expiresAfter: TimeSpan?
    let pin: WantedPin?
    let refusesSHA1: Bool

    package init(reading fields: inout Fields) {
        let connect = fields.atMostOne(of: [
            .init("connect", .endpoint, "Where to connect, host:port; by default to the portal.") {
                Place.endpoint($0)
            },
            .init(
                "port", .integer(1...65535), "Where to connect: this port of the host that the portal is on."
            ) { .portOfThePortal($0) },
        ])
        let name = fields.optional(
            "name", .text,
            "The name to ask for, which the certificate must carry; by default the host that is connected to."
        )
        isPortal = connect == nil
        let endpoint: Endpoint
        switch connect {
        case .endpoint(let written): endpoint = written
        case .portOfThePortal(let port):
            endpoint = Endpoint(host: fields.octopus().publicURL.endpoint.host, port: port)
        case nil: endpoint = fields.octopus().publicURL.endpoint
        }
        question = TLSQuestion(connect: endpoint, name: name)
        atLeast = fields.optional(
            "at-least", versionShape, default: .tls12, shown: "1.2",
            "The oldest version of TLS that may be offered, 1.0 to 1.3; 1.0 leaves the versions open.")
        pin = fields.optional(
            "pinned", .pin,
            "The one certificate that must be served: server, tentacle (what the server says of its own, or of the machine at this address), or a thumbprint."
        )
        isTrusted = fields.optional(
            "trusted", .flag, default: pin == nil, shown: "true, without 'pinned'",
            "Whether the chain must be trusted here and carry the name; false leaves that open.")
        expiresAfter = fields.optional(
            "expires-after", .duration, "How long every certificate that is served must stay valid.")
        refusesSHA1 = fields.optional(
            "no-sha1", .flag, default: isTrusted || pin != nil,
            shown: "true, where the certificate is held at all",
            "Whether a certificate may not be signed with SHA-1.")
        if pin != nil {
            // A comparison with the server's own word, for which the policy must name the server.
            if case .thumbprint = pin {} else { _ = fields.octopus() }
            if fields.has("trusted"), isTrusted { fields.reject("trusted", .pinnedIsNotTrusted) }
        }
        if question.name.isEmpty { fields.reject("name", "write the name that the certificate carries") }
        if parts.isEmpty, !fields.isDescribing { fields.reject("at-least", .holdsNothing) }
    }

    /// What of the endpoint this holds: two controls may share it.
    private var parts: [String] {
        var parts: [String] = []
        if atLeast > .tls10 { parts.append("versions") }
        if isTrusted || pin != nil { parts.append("identity") }
        if expiresAfter != nil { parts.append("expiry") }
        if refusesSHA1 { parts.append("signature") }
        return parts
    }

    package var claims: [Claim] { parts.map { Claim(.handshake(with: question), part: $0) } }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation(handshake: try await host.handshake(question), seconds: 0)
        guard observed.handshake?.certificates.isEmpty == false else { return observed }
        if isTrusted || expiresAfter != nil { observed.seconds = try await host.clock() }
        for document in pin?.documents ?? [] { observed.pins.append(try await host.seen(document)) }
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        guard let handshake = observed.handshake else {
            guard isPortal else {
                return .unknown(HostError(.failed, .nothingListens(at: question.connect)))
            }
            findings.differs(
                "listens", wanted: .text("TLS at \(question.connect)"), found: .text("nothing"),
                how: .nothingListens(at: question.connect))
            return findings.assessment
        }
        guard let leaf = handshake.certificates.first, !handshake.versions.isEmpty else {
            findings.differs(
                "tls", wanted: .text("TLS \(max(atLeast, .tls12).rawValue) or newer"),
                found: .text("no TLS, seen from \(handshake.from)"), how: .noTLS(at: question.connect))
            return findings.assessment
        }
        assessVersions(handshake, &findings)
        let check = CertificateCheck(question: question, handshake: handshake, leaf: leaf)
        if isTrusted {
            check.trust(&findings)
            check.names(&findings)
        }
        if isTrusted || expiresAfter != nil {
            check.validity(at: observed.seconds, for: expiresAfter, &findings)
        }
        if refusesSHA1 { check.signatures(&findings) }
        if let pin { check.pin(pin, among: observed.pins, &findings) }
        return findings.assessment
    }

    private func assessVersions(_ handshake: Handshake, _ findings: inout Findings) {
        let untold = handshake.untold.filter { $0 < atLeast }
        if !untold.isEmpty {
            let words = untold.map(\.rawValue).joined(separator: " and ")
            findings.cannotTell(
                HostError(
                    .failed,
                    "whether \(question.connect) speaks TLS \(words) could not be told: it gave no clear answer; try `openssl s_client -tls1`, or "
                        + "look at its settings"))
        }
        let old = handshake.versions.filter { $0 < atLeast }
        guard !old.isEmpty || !handshake.versions.contains(where: { $0 >= atLeast }) else { return }
        findings.differs(
            "versions", wanted: .text("\(atLeast.rawValue) or newer"),
            found: .text(
                "\(handshake.versions.map(\.rawValue).joined(separator: ", ")), seen from \(handshake.from)"),
            how: .oldVersions(atLeast))
    }

    package static let examples = [
        """
        comms-tls:
          severity: high
          title: Tentacles reach the server itself, over TLS 1.2 or newer
          tls-endpoint: { connect: "octopus.example.com:10943", pinned: server }
        """,
        """
        own-certificate:
          severity: critical
          title: The certificate of the artefact store is trusted for three more weeks
          tls-endpoint:
            connect: 192.0.2.10:443
            name: artefacts.example.com
            at-least: 1.3
            expires-after: 21 days
        """,
    ]
}

/// Not a choice of words: an editor takes 1.2 for a number.
private let versionShape = Shape<TLSVersion>.scalar(
    .text(pattern: #"^1\.[0-3]$"#, mayBeNumber: true), placeholder: .tls12
) { text throws(Diagnostic.Rejection) in
    guard let version = TLSVersion(rawValue: text) else {
        throw Diagnostic.Rejection("write a version of TLS: 1.0, 1.1, 1.2 or 1.3")
    }
    return version
}

extension Diagnostic.Message {
    fileprivate static let pinnedIsNotTrusted: Self =
        "a pinned certificate is trusted for its thumbprint: leave 'trusted' or 'pinned' out"
    fileprivate static let holdsNothing: Self =
        "with 'at-least: 1.0' and 'trusted: false' nothing is held: leave one of them out, or write 'expires-after'"
}

extension String {
    fileprivate static func nothingListens(at endpoint: Endpoint) -> Self {
        "nothing listens at \(endpoint): start what shall answer there, let this machine through the firewall, or correct where this looks"
    }
    fileprivate static func noTLS(at endpoint: Endpoint) -> Self {
        "what answers at \(endpoint) speaks no TLS: give the listener a certificate "
            + "(Windows: Octopus Manager, Change bindings; or `Octopus.Server ssl-certificate --thumbprint=…` and "
            + "`Octopus.Server configure --webListenPrefixes=…,https://…`; behind a proxy: there), or correct 'connect'"
    }
    /// Octopus has no setting of its own: the operating system or the proxy decides.
    fileprivate static func oldVersions(_ atLeast: TLSVersion) -> Self {
        let kept = TLSVersion.allCases.filter { $0 >= atLeast }.map { "TLSv\($0.rawValue)" }
        return
            "turn the older versions off where TLS ends: nginx `ssl_protocols \(kept.joined(separator: " "))`; "
            + #"on Windows HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.x\Server, "#
            + "Enabled = 0 and DisabledByDefault = 1, then restart the machine; with OpenSSL `MinProtocol = TLSv\(atLeast.rawValue)` in openssl.cnf"
    }
}
