/// What can go wrong between a server and whoever asks it.
package enum Fault: Hashable, Sendable {
    /// The answer comes late.
    case slow(milliseconds: Int)
    /// 500, with the body of an unhandled error.
    case serverError
    /// The connection ends without an answer.
    case dropped
    /// 200 and a page instead of JSON, as a proxy's sign-in page.
    case html
    /// The connection ends in the middle of the body.
    case half
    /// JSON of another shape than that of the document.
    case wrongShape
}

/// Where and how often a fault happens: `slow:500@/api/users#3`.
package struct FaultRule: Hashable, Sendable {
    package var fault: Fault
    /// How the path begins; empty: every path.
    package var path: String
    /// `nil`: always.
    package var times: Int?

    package init(_ fault: Fault, path: String = "", times: Int? = nil) {
        self.fault = fault
        self.path = path
        self.times = times
    }

    /// `nil` when it is none.
    package init?(_ text: String) {
        var rest = text[...]
        var times: Int?
        if let mark = rest.lastIndex(of: "#") {
            guard let count = Int(rest[rest.index(after: mark)...]), count > 0 else { return nil }
            times = count
            rest = rest[..<mark]
        }
        var path = ""
        if let mark = rest.firstIndex(of: "@") {
            path = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        guard let fault = Fault(String(rest)) else { return nil }
        self.init(fault, path: path, times: times)
    }
}

extension Fault {
    /// `slow:MILLISECONDS`, `500`, `drop`, `html`, `half` or `shape`.
    package init?(_ text: String) {
        switch text {
        case "500": self = .serverError
        case "drop": self = .dropped
        case "html": self = .html
        case "half": self = .half
        case "shape": self = .wrongShape
        default:
            guard text.hasPrefix("slow:"), let milliseconds = Int(text.dropFirst(5)), milliseconds >= 0 else {
                return nil
            }
            self = .slow(milliseconds: milliseconds)
        }
    }
}
