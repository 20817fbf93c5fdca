/// What was sent to a server in one run, and from where: what its operators may find in their logs.
package struct RequestTally: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        /// `GET`; nothing else is ever sent.
        package var verb: String
        /// `nil` where no answer came.
        package var status: Int?
        package var count: Int
    }

    /// By verb and status.
    package internal(set) var lines: [Line] = []
    /// Addresses that were connected to; a proxy's where there is one.
    package internal(set) var to: [String] = []
    /// Addresses of this machine that it was connected from.
    package internal(set) var from: [String] = []
    /// The proxy that the environment names, without what it is let in by.
    package internal(set) var proxy: String?

    package init() {}

    /// All requests.
    package var count: Int { lines.reduce(0) { $0 + $1.count } }

    mutating func add(_ verb: String, _ status: Int?) {
        if let index = lines.firstIndex(where: { $0.verb == verb && $0.status == status }) {
            lines[index].count += 1
        } else {
            lines.append(Line(verb: verb, status: status, count: 1))
            lines.sort { ($0.verb, $0.status ?? 0) < ($1.verb, $1.status ?? 0) }
        }
    }

    mutating func add(to remote: String?, from local: String?) {
        if let remote, !to.contains(remote) { to = (to + [remote]).sorted() }
        if let local, !from.contains(local) { from = (from + [local]).sorted() }
    }
}

extension RequestTally {
    /// A request that was counted when it was sent has this answer.
    mutating func answered(_ status: Int) {
        guard let index = lines.firstIndex(where: { $0.verb == "GET" && $0.status == nil }) else { return }
        lines[index].count -= 1
        if lines[index].count == 0 { lines.remove(at: index) }
        add("GET", status)
    }
}
