package import Convergence
internal import Octopus

/// What a web server answers to who asks from here, in clear and over TLS.
package struct HTTPEndpointKind: ResourceKind {
    package static let keyword = "http-endpoint"
    package static let summary =
        "what a web server answers: status, headers, HSTS, redirect to HTTPS, clear HTTP beside the proxy; looks only"
    package static let isRemote = true

    package struct Observation: Equatable, Sendable {
        /// `nil` where it was not asked, or where nothing listens.
        var reply: WebReply?
        var clear: WebReply?
        /// Why nobody knows of the clear port: it does not answer in time.
        var silence: HostError?
    }

    let url: WebAddress
    let clearPort: Int
    let expect: HTTPExpectation

    package init(reading fields: inout Fields) {
        let url = fields.optional(
            "url", .webAddress,
            "What is asked for; by default the page that the portal of the policy's server opens with.")
        let clearPort = fields.optional(
            "clear-port", .integer(1...65535), "The port of the same host that is asked in clear HTTP.")
        expect = fields.required(
            "expect", .mapping(HTTPExpectation.init(reading:)), "What the answer must be like.")
        let address = url ?? .portal(of: fields.octopus())
        self.url = address
        // Where the portal itself is in clear, that is what must lead to HTTPS.
        let redirecting = address.scheme == .http ? address.endpoint.port : 80
        self.clearPort = clearPort ?? (expect.isClearHTTPForbidden ? 8080 : redirecting)
        if clearPort != nil, !expect.asksClear, !fields.isDescribing {
            fields.reject(
                "clear-port", "'clear-port' belongs to 'redirect-to-https' or 'clear-http': write one")
        }
        if expect.hsts != nil, let url, url.scheme == .http {
            fields.reject("url", "browsers obey HSTS over https alone: write a URL that begins with https://")
        }
    }

    private var question: WebQuestion { WebQuestion(.get, url.description) }
    private var clearURL: WebAddress {
        WebAddress(.http, Endpoint(host: url.endpoint.host, port: clearPort), path: url.path)
    }
    private var clearQuestion: WebQuestion { WebQuestion(.get, clearURL.description) }

    /// Each aspect on its own: two controls may share an endpoint.
    package var claims: [Claim] {
        var claims = expect.headers.map { Claim(.reply(to: question), part: "header \($0.name)") }
        if expect.hsts != nil { claims.append(Claim(.reply(to: question), part: "hsts")) }
        if expect.status != nil { claims.append(Claim(.reply(to: question), part: "status")) }
        if expect.redirectsToHTTPS { claims.append(Claim(.reply(to: clearQuestion), part: "redirect")) }
        if expect.isClearHTTPForbidden { claims.append(Claim(.reply(to: clearQuestion), part: "clear")) }
        return claims
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation()
        if expect.asksURL { observed.reply = try await host.reply(to: question) }
        guard expect.asksClear else { return observed }
        do {
            observed.clear = try await host.reply(to: clearQuestion)
        } catch  where error.code == .timedOut {
            // Most firewalls drop. Where the same host answers otherwise, it is the port that is closed to us; where it does
            // not, nobody knows.
            observed.silence = error
            if observed.reply == nil, url.scheme == .https {
                observed.reply = try await host.reply(to: question)
            }
        }
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        var findings = Findings()
        if expect.asksURL {
            if let reply = observed.reply {
                assess(reply, &findings)
            } else {
                findings.differs(
                    "answers", wanted: .text(url.description), found: .text("nothing listens"),
                    how:
                        "nothing listens at \(url.endpoint): start what shall answer there, let this machine through the firewall, or correct 'url'"
                )
            }
        }
        if let clear = observed.clear { assessClear(clear, &findings) }
        if let silence = observed.silence, observed.reply == nil || url.scheme == .http {
            findings.cannotTell(silence)
        }
        return findings.assessment
    }

    private func assess(_ reply: WebReply, _ findings: inout Findings) {
        if let status = expect.status, reply.status != status {
            findings.differs(
                "status", wanted: .text(String(status)),
                found: .text("\(reply.status), seen from \(reply.from)"),
                how: "find out why \(url) answers \(reply.status)")
        }
        for header in expect.headers where !header.isMet(by: reply[header.name]) {
            findings.differs(
                header.name, wanted: header.pattern.map { .text($0) } ?? .absent,
                found: reply[header.name].map { .text(String($0.prefix(400))) } ?? .absent,
                how: header.remedy)
        }
        if let hsts = expect.hsts { assess(hsts, reply["strict-transport-security"], &findings) }
    }

    private func assess(_ hsts: TimeSpan, _ header: String?, _ findings: inout Findings) {
        let age = header.flatMap(Self.maxAge)
        if url.scheme == .https, let age, age >= hsts.seconds { return }
        let found =
            url.scheme == .http
            ? "the portal is reached over http, where browsers ignore it"
            : header.map { String($0.prefix(200)) } ?? "no Strict-Transport-Security"
        findings.differs(
            "hsts", wanted: .text("max-age of \(hsts.seconds) (\(hsts)) or more"), found: .text(found),
            how:
                "`Octopus.Server configure --hstsEnabled=true --hstsMaxAge=\(hsts.seconds)`, or in the proxy that ends TLS; only once "
                + "every client trusts the certificate, and with 3600 first: browsers cannot be made to forget it"
        )
    }

    /// RFC 6797, 6.1: directives between semicolons, names in any case, values maybe quoted. The first header counts.
    static func maxAge(of header: String) -> Int? {
        for directive in header.split(separator: ";") {
            let parts = directive.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            guard parts.count == 2, parts[0].lowercased() == "max-age" else { continue }
            // Two headers are joined by a comma; only the first of them counts.
            let value = parts[1].split(separator: ",").first.map(String.init) ?? ""
            return Int(value.trimmed.filter { $0 != "\"" })
        }
        return nil
    }

    /// Whether a browser is sent to https on the same host: elsewhere, somebody else takes its passwords.
    private func leadsToHTTPS(_ status: Int, _ target: String) -> Bool {
        guard [301, 302, 303, 307, 308].contains(status) else { return false }
        let end = target.firstIndex { $0 == "?" || $0 == "#" } ?? target.endIndex
        guard let address = WebAddress(String(target[..<end])), address.scheme == .https else { return false }
        return address.endpoint.host == clearURL.endpoint.host
    }

    private func assessClear(_ reply: WebReply, _ findings: inout Findings) {
        let target = reply["location"] ?? ""
        if leadsToHTTPS(reply.status, target) { return }
        let found =
            (300..<400).contains(reply.status)
            ? "\(reply.status) to \(target.isEmpty ? "nowhere" : String(target.prefix(200)))"
            : "\(reply.status)"
        if expect.redirectsToHTTPS {
            findings.differs(
                "redirect-to-https", wanted: .text("a redirect of \(clearURL) to https, or no answer"),
                found: .text("\(found), seen from \(reply.from)"),
                how:
                    "test the portal over https first, then `Octopus.Server configure --webForceSSL=true` on each node and restart it; "
                    + "behind nginx `return 301 https://$host$request_uri;` in the server of port \(clearPort)"
            )
        } else {
            findings.differs(
                "clear-http", wanted: .text("no answer at \(clearURL.endpoint)"),
                found: .text("\(found), seen from \(reply.from)"),
                how:
                    "publish the port of the container to the proxy alone (`--publish 127.0.0.1:\(clearPort):8080`, or a network of their own), "
                    + "or close it in the firewall: here passwords and keys cross the network in clear")
        }
    }

    package static let examples = [
        """
        store-headers:
          severity: medium
          title: No page can put the artefact store into a frame
          http-endpoint:
            url: https://artefacts.example.com/
            expect:
              headers: { X-Frame-Options: DENY, X-Content-Type-Options: nosniff, X-Powered-By: absent }
              hsts: 30 days
        """,
        """
        store-redirect:
          severity: high
          title: Who comes in clear is sent to HTTPS
          http-endpoint:
            url: https://artefacts.example.com/
            expect: { redirect-to-https: true }
        """,
        """
        past-the-proxy:
          severity: critical
          title: The container does not answer beside its proxy
          http-endpoint:
            url: https://artefacts.example.com/
            clear-port: 8080
            expect: { clear-http: none }
        """,
    ]
}

extension WebAddress {
    /// The page that people open: `Web` among the links of a recorded `/api` (2019.7.12).
    fileprivate static func portal(of octopus: OctopusConnection) -> WebAddress {
        var address = octopus.publicURL
        address.path += "/app"
        return address
    }
}

extension HTTPExpectation.Header {
    /// Neither case nor the spaces around count.
    fileprivate func isMet(by value: String?) -> Bool {
        guard let pattern else { return value == nil }
        guard let value else { return false }
        return Wildcard.matches(value.lowercased().trimmed, pattern: pattern.lowercased())
    }

    /// The switches of `Octopus.Server configure` for the headers that have one; facts of the vendor's page on headers.
    fileprivate var remedy: String {
        let change =
            switch name {
            case "x-frame-options": "`Octopus.Server configure --xFrameOptions=DENY`"
            case "referrer-policy": "`Octopus.Server configure --webReferrerPolicy=no-referrer`"
            case "content-security-policy":
                "`Octopus.Server configure --webContentSecurityPolicyEnabled=true`"
            case "access-control-allow-origin": "`Octopus.Server configure --webCorsWhitelist=`"
            default: "the server has no switch for it"
            }
        return
            "\(name): \(change); where a proxy stands before the server, look at what it adds or takes away (nginx `add_header`, `proxy_hide_header`)"
    }
}
