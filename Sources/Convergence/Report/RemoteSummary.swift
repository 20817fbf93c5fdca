/// Which Octopus Server a report is about, and what was sent to learn of it.
package struct RemoteSummary: Hashable, Sendable, Codable {
    /// How many requests of one kind were sent: `GET`, `HEAD`, `TLS` for a handshake, `show-configuration` for the command
    /// line of a node.
    package struct Requests: Hashable, Sendable, Codable {
        package var verb: String
        package var count: Int

        package init(_ verb: String, _ count: Int) {
            self.verb = verb
            self.count = count
        }
    }

    /// As it was reached.
    package var url: String
    /// As the server says; `nil` where it did not.
    package var version: String?
    /// Whether an API key or a token was shown to it, and taken.
    package var isKeyed: Bool
    /// `true`: one was shown and not taken, so that the server told what it tells everybody; else `nil`.
    package var isKeyRefused: Bool?
    /// Whose key that is; `nil` where the server did not say.
    package var user: String?
    /// The addresses here from which it was looked at, as far as the looks told.
    package var from: [String]
    /// In alphabetical order of verbs.
    package var requests: [Requests]
    /// The most requests that may be sent to the server in one run; `nil` where there is no bound.
    package var budget: Int?
    /// By how many seconds the server's clock is ahead of this machine's; `nil` where the server did not say.
    package var clockSkew: Int?

    package init(
        url: String, version: String? = nil, isKeyed: Bool, isKeyRefused: Bool? = nil,
        user: String? = nil, from: [String] = [], requests: [Requests] = [], budget: Int? = nil,
        clockSkew: Int? = nil
    ) {
        self.url = url
        self.version = version
        self.isKeyed = isKeyed
        self.isKeyRefused = isKeyRefused
        self.user = user
        self.from = from
        self.requests = requests
        self.budget = budget
        self.clockSkew = clockSkew
    }
}
