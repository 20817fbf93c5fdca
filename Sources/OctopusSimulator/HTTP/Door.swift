internal import Synchronization

/// Decides how a request is answered: what a real server would say, and what goes wrong on the way.
final class Door: Sendable {
    let recorder: Recorder
    private let inside: Mutex<Inside>

    private struct Inside: ~Copyable {
        var options: SimulatorOptions
        var state: SimulatorState
        var faults: [FaultRule]
        var left: Int
        var buckets: [String: TokenBucket] = [:]
    }

    /// An answer, and whether the connection survives it.
    struct Verdict: Sendable {
        var reply: Reply
        var fault: Fault?
    }

    init(_ options: SimulatorOptions, state: SimulatorState, recorder: Recorder) {
        self.recorder = recorder
        inside = Mutex(
            Inside(
                options: options, state: state, faults: options.faults, left: options.requestsWhileStarting))
    }

    var state: SimulatorState { inside.withLock { $0.state } }

    func learn(_ ports: SimulatorState.Ports) {
        inside.withLock {
            $0.state = SimulatorState($0.options, thumbprint: $0.state.thumbprint, ports: ports)
        }
    }

    func change(_ change: FieldChange) {
        inside.withLock {
            $0.options.changes.append(change)
            $0.state = SimulatorState($0.options, thumbprint: $0.state.thumbprint, ports: $0.state.ports)
        }
    }

    func set(_ faults: [FaultRule]) { inside.withLock { $0.faults = faults } }

    func verdict(on asked: Asked) -> Verdict {
        let fault = fault(for: asked.path)
        if fault == .html { return Verdict(reply: .html(200, title: "Sign in to the network"), fault: nil) }
        if fault == .serverError { return Verdict(reply: state.unhandledError, fault: nil) }
        if fault == .wrongShape { return Verdict(reply: .ok(["Surprise": ["of": "shape"]]), fault: nil) }
        return Verdict(reply: answer(asked), fault: fault)
    }

    private func answer(_ asked: Asked) -> Reply {
        if isStarting { return .html(503, title: "Octopus Server is starting") }
        let state = self.state
        guard let path = state.inside(asked.path) else { return .html(404, title: "Not Found") }
        if path == "/simulator/requests", asked.method == "GET" {
            return .ok(.list(recorder.requests.map { .text($0.description) }))
        }
        if !asked.isOverTLS, state.forcesHTTPS { return state.redirect(asked) }
        let caller = asked.key.flatMap(state.caller(withKey:))
        if let wait = rateLimited(caller?.userID ?? "") { return wait }
        if path == "/" || path.isEmpty { return state.moved(to: "/app") }
        let lowered = path.lowercased()
        if lowered == "/app" || lowered.hasPrefix("/app/") { return state.portal(asked.method) }
        guard lowered == "/api" || lowered.hasPrefix("/api/") else {
            return .html(404, title: "Not Found")
        }
        return state.answer(asked, path: path, caller: caller)
    }

    private var isStarting: Bool {
        inside.withLock {
            guard $0.left > 0 else { return false }
            $0.left -= 1
            return true
        }
    }

    private func fault(for path: String) -> Fault? {
        inside.withLock { inside in
            for (place, rule) in inside.faults.enumerated()
            where path.lowercased().hasPrefix(rule.path.lowercased()) {
                switch rule.times {
                case 0?: continue
                case let times?: inside.faults[place].times = times - 1
                case nil: break
                }
                return rule.fault
            }
            return nil
        }
    }

    private func rateLimited(_ user: String) -> Reply? {
        inside.withLock { inside in
            guard let limit = inside.options.rateLimit else { return nil }
            let now = ContinuousClock.now
            var bucket = inside.buckets[user] ?? TokenBucket(limit, at: now)
            let wait = bucket.take(at: now)
            inside.buckets[user] = bucket
            return wait.map { seconds in
                var reply = Reply.error(429, "Too many requests. Please try again later.")
                if limit.saysWhen { reply.headers.append(("Retry-After", String(seconds))) }
                return reply
            }
        }
    }
}
