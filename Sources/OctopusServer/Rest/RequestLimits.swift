/// How much is asked of a server in one run, and how patiently.
package struct RequestLimits: Sendable {
    /// Of a whole run, repeated ones too. A server with a thousand users needs a thousand, for each user's keys, and about
    /// thirty more; twice that is a mistake and not a checkup.
    package var requests = 2000
    /// At once.
    package var concurrent = 8
    /// A server installed with 2026.3 or newer lets each user ask 200 times a minute, and 200 times at once
    /// (https://octopus.com/docs/administration/managing-infrastructure/rate-limiting). Staying below leaves others room,
    /// and spares the server's audit log a rejection.
    package var perMinute = 170
    package var burst = 170
    /// How long one request is waited for, in all its waits for a server that starts, or wants fewer requests.
    package var patience = Duration.seconds(60)
    /// Until a connection is made, and then until an answer is complete.
    package var connecting = Duration.seconds(5)
    package var answering = Duration.seconds(30)
    /// Bytes of one answer.
    package var mostBytes = 8 << 20
    /// Pages of one list, and items asked for in each.
    package var mostPages = 500
    package var pageSize = 500

    package init() {}
}
