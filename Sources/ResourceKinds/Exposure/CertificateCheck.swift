internal import Convergence
internal import Octopus

/// What can be wrong with the certificates that an endpoint serves.
struct CertificateCheck {
    let question: TLSQuestion
    let handshake: Handshake
    let leaf: ServedCertificate

    /// Every certificate that counts: a root that is served along is in nobody's way.
    private var counted: [ServedCertificate] {
        [leaf] + handshake.certificates.dropFirst().filter { $0.subject != $0.issuer }
    }

    func trust(_ findings: inout Findings) {
        guard !handshake.distrust.isEmpty else { return }
        findings.differs(
            "trusted", wanted: .text("a chain that is trusted here"),
            found: .text("\(handshake.distrust), seen from \(handshake.from)"),
            how:
                "serve a certificate of an authority that all clients trust, with its intermediates; where the authority "
                + "is your own, put its root into this machine's trust store (/usr/local/share/ca-certificates, then update-ca-certificates)"
        )
    }

    func names(_ findings: inout Findings) {
        guard !CertificateNames.carry(question.name, among: leaf.names) else { return }
        findings.differs(
            "name", wanted: .text(question.name), found: leaf.names.isEmpty ? .absent : .few(leaf.names),
            how: "serve a certificate that carries \(question.name) among its alternative names")
    }

    func validity(at now: Int, for span: TimeSpan?, _ findings: inout Findings) {
        if leaf.notBefore > now {
            findings.differs(
                "valid-from", wanted: .text("now"), found: .text(Day(ofSeconds: leaf.notBefore).description),
                how:
                    "the certificate is not valid yet: serve the former one until then, or set the clocks right"
            )
        }
        guard let first = counted.min(by: { $0.notAfter < $1.notAfter }),
            first.notAfter < now + (span?.seconds ?? 0)
        else { return }
        let left = TimeSpan(seconds: abs(first.notAfter - now)).rounded
        let day = Day(ofSeconds: first.notAfter)
        let whose = first == leaf ? "" : " (of the intermediate \(first.subject))"
        findings.differs(
            "expires-after", wanted: .text(span.map { "\($0) from now" } ?? "not yet"),
            found: .text(
                first.notAfter < now ? "expired \(left) ago, \(day)\(whose)" : "in \(left), \(day)\(whose)"),
            how:
                "renew the certificate and see to it that renewal happens by itself at two thirds of its life"
        )
    }

    func signatures(_ findings: inout Findings) {
        // `sha1WithRSAEncryption`, `ecdsa-with-SHA1`; MD5 is older still.
        let weak = counted.filter { certificate in
            let name = certificate.signatureAlgorithm.lowercased().filter { $0 != "-" }
            return name.contains("sha1") || name.contains("md5")
        }
        guard !weak.isEmpty else { return }
        findings.differs(
            "signature", wanted: .text("SHA-256 or better"),
            found: .few(weak.map { "\($0.signatureAlgorithm): \($0.subject)" }),
            how: "have the certificate issued again with SHA-256; Octopus's own by "
                + "`Octopus.Server new-certificate`, after which every Tentacle must trust the new thumbprint"
        )
    }

    func pin(_ pin: WantedPin, among seen: [Seen], _ findings: inout Findings) {
        var wanted: [String] = []
        for document in seen {
            switch document {
            case .document(let document):
                wanted += pin.thumbprints(in: document, at: question.connect)
            case .missing: break
            case .refused(let error): findings.cannotTell(error)
            }
        }
        if case .thumbprint(let thumbprint) = pin { wanted = [thumbprint] }
        guard !wanted.contains(leaf.thumbprint), !wanted.contains(leaf.sha256) else { return }
        guard !wanted.isEmpty else {
            if !seen.contains(where: { if case .refused = $0 { true } else { false } }) {
                findings.cannotTell(HostError(.failed, pin.unknownHere(at: question.connect)))
            }
            return
        }
        findings.differs(
            "pinned", wanted: .few(wanted),
            found: .text("\(leaf.thumbprint) (\(leaf.subject)), seen from \(handshake.from)"),
            how:
                "find out who answers at \(question.connect) and why: it may be a proxy that opens TLS, which Octopus's "
                + "protocol does not allow, an old certificate that waits for a restart, or somebody else")
    }
}

extension WantedPin {
    /// What a document of the server says the thumbprint is.
    fileprivate func thumbprints(in document: JSON, at endpoint: Endpoint) -> [String] {
        let items = document.list ?? []
        switch self {
        case .thumbprint: return []
        case .server: return items.compactMap { $0["Thumbprint"]?.words?.uppercased() }
        case .tentacle:
            // `Uri` and `Thumbprint` stand in the machine (2019) and in its `Endpoint`.
            return items.compactMap { machine in
                let uri = machine["Endpoint"]?["Uri"]?.words ?? machine["Uri"]?.words
                guard let uri, WebAddress(uri)?.endpoint == endpoint else { return nil }
                return (machine["Endpoint"]?["Thumbprint"] ?? machine["Thumbprint"])?.words?.uppercased()
            }
        }
    }

    fileprivate func unknownHere(at endpoint: Endpoint) -> String {
        switch self {
        case .server:
            "the server does not tell its own certificates: write the thumbprint that `Octopus.Server show-thumbprint` prints"
        case .tentacle:
            "the server knows no machine at \(endpoint): write the address as it is registered, or the thumbprint that `Tentacle show-thumbprint` prints"
        case .thumbprint: ""
        }
    }
}
