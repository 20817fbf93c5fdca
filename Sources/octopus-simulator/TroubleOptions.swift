internal import ArgumentParser
internal import OctopusSimulator

/// What goes wrong.
struct TroubleOptions: ParsableArguments {
    @Option(
        help: "slow:MILLISECONDS, 500, drop, html, half or shape; @PATH for some paths only, #N for N times.")
    var fault: [String] = []

    @Option(help: "How many requests get 503 before the server has started.")
    var startingUpRequests = 0

    @Option(help: "How many requests a user may send in a minute, or N/SECONDS; more get 429.")
    var rateLimit: String?

    @Option(help: "How many seconds the server's clock is ahead.")
    var clockSkew = 0

    func adding(to options: SimulatorOptions) throws -> SimulatorOptions {
        var options = options
        options.faults = try fault.map { text in
            guard let rule = FaultRule(text) else {
                throw ValidationError("--fault: write a fault as in slow:500@/api/users#3, not \(text)")
            }
            return rule
        }
        options.requestsWhileStarting = startingUpRequests
        options.clockSkew = clockSkew
        if let rateLimit {
            guard let limit = RateLimit(rateLimit) else {
                throw ValidationError("--rate-limit: write 200 or 200/60, not \(rateLimit)")
            }
            options.rateLimit = limit
        }
        return options
    }
}
