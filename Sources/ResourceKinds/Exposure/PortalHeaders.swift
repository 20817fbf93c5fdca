internal import Convergence
internal import Octopus
internal import PolicyText

/// The headers that the portal sends, as the server keeps them: `Security` of the section `webportal`.
struct PortalHeaders: Sendable {
    enum HSTS: Hashable, Sendable {
        case off
        case atLeast(TimeSpan)
    }

    let hsts: HSTS?
    let contentSecurityPolicy: Bool?
    let referrerPolicy: [String]?
    let cors: [String]?
    let frames: [String]?

    init(reading fields: inout Fields) {
        hsts = fields.optional(
            "hsts", .hsts,
            "For how long, at least, browsers are told to use HTTPS alone; off where the proxy says it.")
        contentSecurityPolicy = fields.optional(
            "content-security-policy", .flag, "Whether the portal sends its Content-Security-Policy.")
        referrerPolicy = fields.optional(
            "referrer-policy", .oneOrMany(.text),
            "What Referrer-Policy may be: one value, or those that will do.")
        cors = fields.optional(
            "cors", .noneOrMany,
            "Which other origins may use the API from a browser: none, or these and no others.")
        // The server's whole list of values is UNVERIFIED; `None` was seen, the documentation names DENY.
        frames = fields.optional(
            "x-frame-options", .oneOrMany(.text), "What X-Frame-Options may be, as the server writes it.")
    }

    /// Every field that is held, and where it stands.
    var pointers: [Pointer] {
        var all: [Pointer] = []
        if hsts != nil { all.append(Self.hsts) }
        if contentSecurityPolicy != nil { all.append(Self.policy) }
        if referrerPolicy != nil { all.append(Self.referrer) }
        if cors != nil { all.append(Self.cors) }
        if frames != nil { all.append(Self.frames) }
        return all
    }

    private static let hsts: Pointer = "/Security/HttpStrictTransportSecurityEnabled"
    private static let maxAge: Pointer = "/Security/HttpStrictTransportSecurityMaxAge"
    private static let policy: Pointer = "/Security/ContentSecurityPolicyEnabled"
    private static let referrer: Pointer = "/Security/ReferrerPolicy"
    private static let cors: Pointer = "/Security/CorsWhitelist"
    private static let frames: Pointer = "/Security/XOptions/XFrameOptions"

    func assess(_ portal: ServerFields, _ findings: inout Findings) {
        assessHSTS(portal, &findings)
        findings.flag(
            contentSecurityPolicy, portal.field(Self.policy, "content-security-policy"),
            "content-security-policy",
            how: .configure("--webContentSecurityPolicyEnabled=\(contentSecurityPolicy ?? true)", Self.policy)
        )
        oneOf(
            referrerPolicy, portal.field(Self.referrer, "referrer-policy"), "referrer-policy", &findings,
            how: .configure("--webReferrerPolicy=\(referrerPolicy?.first ?? "no-referrer")", Self.referrer))
        oneOf(
            frames, portal.field(Self.frames, "x-frame-options"), "x-frame-options", &findings,
            how: .configure("--xFrameOptions=\(frames?.first ?? "DENY")", Self.frames))
        guard let cors,
            let found = findings.told(portal.field(Self.cors, "cors"), "cors", \.texts)
        else { return }
        guard Set(found.map { $0.lowercased() }) != Set(cors.map { $0.lowercased() }) else { return }
        findings.differs(
            "cors", wanted: cors.isEmpty ? .text("none") : .list(cors),
            found: found.isEmpty ? .text("none") : .few(found),
            how: .configure("--webCorsWhitelist=\(cors.joined(separator: ","))", Self.cors))
    }

    private func assessHSTS(_ portal: ServerFields, _ findings: inout Findings) {
        guard let hsts,
            let isOn = findings.told(
                portal.field(Self.hsts, "hsts", .strictTransportSecurity), "hsts", \.flag)
        else { return }
        switch hsts {
        case .off:
            guard isOn else { return }
            findings.differs(
                "hsts", wanted: .text("off"), found: .text("on"),
                how: .configure("--hstsEnabled=false", Self.hsts))
        case .atLeast(let span):
            let how: String =
                .configure("--hstsEnabled=true --hstsMaxAge=\(span.seconds)", Self.hsts)
                + "; begin with 3600, and only with a certificate that every client trusts on the standard ports: browsers do not forget it"
            guard isOn else {
                findings.differs("hsts", wanted: .text("\(span) or more"), found: .text("off"), how: how)
                return
            }
            guard
                let age = findings.told(
                    portal.field(Self.maxAge, "hsts", .strictTransportSecurity), "hsts", \.whole),
                age < span.seconds
            else { return }
            findings.differs(
                "hsts", wanted: .text("\(span) or more"), found: .text(TimeSpan(seconds: age).description),
                how: how)
        }
    }

    private func oneOf(
        _ wanted: [String]?, _ field: Result<JSON, Untold>, _ aspect: String, _ findings: inout Findings,
        how: String
    ) {
        guard let wanted, let found = findings.told(field, aspect, { Optional($0.words ?? "") }) else {
            return
        }
        guard !wanted.contains(where: { Self.plain($0) == Self.plain(found) }) else { return }
        findings.differs(
            aspect, wanted: wanted.count == 1 ? .text(wanted[0]) : .list(wanted),
            found: found.isEmpty ? .absent : .text(found), how: how)
    }

    /// `SameOrigin`, `SAMEORIGIN` and `same-origin` are one value.
    private static func plain(_ text: String) -> String {
        text.lowercased().filter { $0 != "-" && $0 != " " }
    }
}

extension String {
    /// How a setting of the whole server is changed: on one node, or over the API, where the whole document is sent back.
    static func configure(_ flags: String, _ pointer: Pointer, in section: String = "webportal") -> String {
        "`Octopus.Server configure \(flags)` on one node, or \(pointer) of /api/configuration/\(section)/values (GET, change it, PUT the whole document)"
    }
}

extension Shape where Value == PortalHeaders.HSTS {
    fileprivate static var hsts: Shape { offOrDuration }
}

private let offOrDuration = Shape<PortalHeaders.HSTS>(
    .either([.choice(["off"]), Shape<TimeSpan>.duration.schema()]), placeholder: .off
) { node, reading in
    node.text == "off" ? .off : .atLeast(Shape<TimeSpan>.duration.read(node, &reading))
}

extension Shape where Value == [String] {
    /// The word none, or a list.
    static var noneOrMany: Shape { noneOrTexts }
}

private let noneOrTexts = Shape<[String]>.oneOrMany(.text).map { $0 == ["none"] ? [] : $0 }
