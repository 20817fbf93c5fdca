package import Convergence
internal import NIOCore
internal import NIOPosix

/// Looks at endpoints over the network: TLS handshakes and answers of HTTP. It sends no secret, and believes no certificate:
/// whom it would trust is a part of what it tells.
package struct NetworkProbe: OutsideLooking {
    private let authorities: Path?
    private let timeout: Duration

    /// `authorities` is a file of PEM certificates instead of the system's; `timeout` bounds a connection and what is said
    /// on it, each.
    package init(authorities: Path? = nil, timeout: Duration = .seconds(5)) {
        self.authorities = authorities
        self.timeout = timeout
    }

    package func handshake(_ question: TLSQuestion) async throws(HostError) -> Handshake? {
        let tries = await withTaskGroup(of: (TLSVersion, HandshakeTry.Result).self) { group in
            for version in TLSVersion.allCases {
                group.addTask {
                    (version, await HandshakeTry(question, version: version, timeout: timeout).result())
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let offered = tries.compactMap { version, result -> (TLSVersion, HandshakeTry.Served)? in
            if case .served(let served) = result { (version, served) } else { nil }
        }.sorted { $0.0 < $1.0 }
        // What the newest version is served with is what most clients see.
        if let (_, served) = offered.last {
            let trust = try ChainTrust(authorities: authorities, name: question.name)
            let untold = tries.filter { version, result in
                switch result {
                case .untold, .failed: true
                case .served, .notSpoken, .refused: false
                }
            }
            return Handshake(
                versions: offered.map(\.0), untold: untold.map(\.key).sorted(),
                certificates: served.chain.map { ServedCertificate(der: $0) },
                distrust: await trust.reasonAgainst(served.chain), from: served.from)
        }
        var from: String?
        for version in TLSVersion.allCases {
            switch tries[version] {
            case .notSpoken(let local)?: from = local
            case .failed(let error)?, .untold(let error, _)?: throw error
            case .refused?, .served?, nil: continue
            }
        }
        guard let from else { return nil }
        return Handshake(versions: [], certificates: [], distrust: "it speaks no TLS", from: from)
    }

    package func reply(to question: WebQuestion) async throws(HostError) -> WebReply? {
        try await WebLook(question, timeout: timeout).reply()
    }
}
