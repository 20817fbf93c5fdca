/// The headers with which the portal answers: https://octopus.com/docs/security/http-security-headers
extension SimulatorState {
    func headers(overTLS: Bool, isAPI: Bool, origin: String?) -> [(name: String, value: String)] {
        let portal = documents["configuration/webportal/values"]
        let security = portal?["Security"]
        var headers = [
            ("Server", "Octopus Deploy/ Microsoft-HTTPAPI/2.0"),
            ("X-XSS-Protection", "1; block"), ("X-Content-Type-Options", "nosniff"),
        ]
        if isAPI { headers.append(("Cache-Control", "no-cache, no-store")) }
        let frames = security?["XOptions"]?["XFrameOptions"]?.textValue ?? "DENY"
        if !frames.isEmpty, frames.lowercased() != "none" { headers.append(("X-Frame-Options", frames)) }
        if let referrer = security?["ReferrerPolicy"]?.textValue, !referrer.isEmpty {
            headers.append(("Referrer-Policy", referrer))
        }
        if security?["ContentSecurityPolicyEnabled"] == true {
            let unsafe =
                security?["UnsafeScriptSourceEnabled"] == true ? " 'unsafe-eval' 'unsafe-inline'" : ""
            headers.append(
                (
                    "Content-Security-Policy",
                    "default-src 'self'; script-src 'self'\(unsafe); object-src 'none'"
                ))
        }
        if overTLS, security?["HttpStrictTransportSecurityEnabled"] == true,
            case .number(let age)? = security?["HttpStrictTransportSecurityMaxAge"]
        {
            headers.append(("Strict-Transport-Security", "max-age=\(age)"))
        }
        if let origin, let origins = security?["CorsWhitelist"]?.textValue,
            origins == "*" || origins.split(separator: ",").contains(origin[...])
        {
            headers.append(("Access-Control-Allow-Origin", origins == "*" ? "*" : origin))
        }
        return headers.map { (name: $0.0, value: $0.1) }
    }
}
