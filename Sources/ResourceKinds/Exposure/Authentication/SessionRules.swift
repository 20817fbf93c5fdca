internal import Convergence
internal import Octopus

/// How long people stay signed in, and where a sign-in may lead: fields of the section `authentication`.
struct SessionRules: Sendable {
    let autoLogin: Bool?
    let rememberMe: Bool?
    let timeout: TimeSpan?
    let maximum: TimeSpan?
    let redirects: [String]?

    init(reading fields: inout Fields) {
        autoLogin = fields.optional(
            "auto-login", .flag,
            "Whether who comes is signed in by the one provider there is, without being asked.")
        timeout = fields.optional(
            "session-timeout", .duration, "How long a session may last, at most, without anything being done."
        )
        maximum = fields.optional(
            "session-maximum", .duration, "How long a session may last, at most, in any case.")
        rememberMe = fields.optional(
            "remember-me", .flag, "Whether people may stay signed in when they close the browser.")
        redirects = fields.optional(
            "trusted-redirects", .noneOrMany,
            "Where else a sign-in may lead: none, or these URLs and no others.")
    }

    static let document = OctopusDocument.configuration("authentication")

    private static let autoLoginField: Pointer = "/AutoLoginEnabled"
    private static let rememberMeField: Pointer = "/RememberMeEnabled"
    private static let timeoutField: Pointer = "/SessionTimeoutInSeconds"
    private static let maximumField: Pointer = "/MaximumSessionDurationInSeconds"
    private static let redirectsField: Pointer = "/TrustedRedirectUrls"

    var pointers: [Pointer] {
        [
            autoLogin.map { _ in Self.autoLoginField }, rememberMe.map { _ in Self.rememberMeField },
            timeout.map { _ in Self.timeoutField }, maximum.map { _ in Self.maximumField },
            redirects.map { _ in Self.redirectsField },
        ].compactMap(\.self)
    }

    func assess(_ answers: ServerAnswers, _ findings: inout Findings) {
        if let autoLogin {
            findings.flag(
                autoLogin, answers.sessionField(Self.autoLoginField, "auto-login", .autoLogin), "auto-login",
                how: .configure("--autoLoginEnabled=\(autoLogin)", Self.autoLoginField, in: "authentication"))
        }
        if let rememberMe {
            findings.flag(
                rememberMe, answers.sessionField(Self.rememberMeField, "remember-me", .sessionTimes),
                "remember-me",
                how: .put(Self.rememberMeField, "\(rememberMe)"))
        }
        assess("session-timeout", timeout, Self.timeoutField, answers, &findings)
        assess("session-maximum", maximum, Self.maximumField, answers, &findings)
        guard let redirects,
            let found = findings.told(
                answers[Self.document].field(Self.redirectsField, "trusted-redirects"), "trusted-redirects",
                \.texts),
            Set(found) != Set(redirects)
        else { return }
        findings.differs(
            "trusted-redirects", wanted: redirects.isEmpty ? .text("none") : .list(redirects),
            found: found.isEmpty ? .text("none") : .few(found),
            how: .configure(
                "--webTrustedRedirectUrls=\(redirects.joined(separator: ","))", Self.redirectsField,
                in: "authentication"))
    }

    private func assess(
        _ aspect: String, _ span: TimeSpan?, _ pointer: Pointer, _ answers: ServerAnswers,
        _ findings: inout Findings
    ) {
        guard let span,
            // What 0 means to the server is not documented.
            let found = findings.told(
                answers[Self.document].field(pointer, aspect, .sessionTimes), aspect,
                { $0.whole.flatMap { $0 > 0 ? $0 : nil } }),
            found > span.seconds
        else { return }
        let warning =
            span.seconds < 1200 ? "; less than 20 minutes only works from 2023.4.6282 on" : ""
        findings.differs(
            aspect, wanted: .text("\(span) or less"), found: .text(TimeSpan(seconds: found).description),
            how: .put(pointer, "\(span.seconds)") + warning)
    }
}

extension ServerAnswers {
    /// A field that the sign-in page is told too, which everybody may ask, where the configuration is not shown to this key.
    func sessionField(
        _ pointer: Pointer, _ aspect: String, _ feature: OctopusFeature?
    ) -> Result<JSON, Untold> {
        let section = self[SessionRules.document]
        guard section.isRefused else { return section.field(pointer, aspect, feature) }
        let shown = self[.signIn].field(pointer, aspect, feature)
        if case .success = shown { return shown }
        return section.field(pointer, aspect, feature)
    }
}

extension String {
    /// How a setting is changed that has no switch on the command line.
    static func put(_ pointer: Pointer, _ value: String, in section: String = "authentication") -> String {
        "set \(pointer) to \(value) in /api/configuration/\(section)/values (GET, change it, PUT the whole document), or in the portal under Configuration, Settings"
    }
}
