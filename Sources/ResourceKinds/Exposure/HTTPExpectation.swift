internal import Convergence

/// What an answer over HTTP must be like.
struct HTTPExpectation: Sendable {
    /// A header by its name, in lower case, and a pattern for its value; `nil`: it may not be sent.
    struct Header: Sendable {
        var name: String
        var pattern: String?
    }

    var status: Int?
    var headers: [Header] = []
    /// The shortest that browsers may keep to HTTPS.
    var hsts: TimeSpan?
    var redirectsToHTTPS = false
    var isClearHTTPForbidden = false

    init(reading fields: inout Fields) {
        status = fields.optional("status", .integer(100...599), "The status of the answer.")
        let pairs = fields.optional(
            "headers", .pairs(of: .text), default: [], shown: "none",
            "Headers of the answer by their names: a value, in which * stands for anything, or absent.")
        headers = pairs.map { pair in
            Header(name: pair.key.lowercased(), pattern: pair.value == "absent" ? nil : pair.value)
        }
        hsts = fields.optional(
            "hsts", .duration,
            "For how long, at least, browsers are told to use HTTPS alone (Strict-Transport-Security).")
        redirectsToHTTPS =
            fields.optional(
                "redirect-to-https", .presence,
                "Clear HTTP on 'clear-port', by default 80, is answered with a redirect to HTTPS, or not at all."
            ) ?? false
        isClearHTTPForbidden =
            fields.optional(
                "clear-http", clearShape,
                "Nothing but a redirect to HTTPS may answer in clear HTTP on 'clear-port', by default 8080: a way past the proxy."
            )
            != nil
        for name in Set(headers.map(\.name)) where headers.count(where: { $0.name == name }) > 1 {
            fields.reject(
                "headers", "write each header once: upper and lower case do not count in their names")
        }
        if redirectsToHTTPS, isClearHTTPForbidden {
            fields.reject("clear-http", "the two are about one port: write two controls")
        }
        if !asksURL, !asksClear, !fields.isDescribing {
            fields.reject(
                "status",
                "write at least one of 'status', 'headers', 'hsts', 'redirect-to-https', 'clear-http'")
        }
    }

    /// Whether it is about the answer to the URL itself.
    var asksURL: Bool { status != nil || !headers.isEmpty || hsts != nil }
    var asksClear: Bool { redirectsToHTTPS || isClearHTTPForbidden }
}

private enum ClearHTTP: String, CaseIterable { case none }
private let clearShape = Shape<ClearHTTP>.choice
