package import Convergence
internal import FoundationEssentials

/// Runs a kind against a host that can be changed and says which of the promises every kind makes did not
/// hold: it converges and then stays still, a refused look never counts as compliant, its steps survive JSON,
/// the forecast equals what the steps then did, and the before-images bring the first state back.
///
/// It runs on any host: the one in memory, and a real one under a root directory.
package struct ConvergenceProof: Sendable {
    /// What did not hold. Empty: everything did.
    package private(set) var failures: [String] = []
    /// What the kind said of the host as it was.
    package private(set) var first: Assessment = .compliant
    /// What it said when no step was left.
    package private(set) var last: Assessment = .compliant
    /// Everything that was performed, follow-ups included.
    package private(set) var steps: [Step] = []
    /// What the engine itself has no way back for, and says so in the plan.
    package private(set) var cannotBeUndone: [Subject] = []

    /// A kind may need a few rounds, as when it installs and then starts.
    private static let rounds = 4

    /// What a subject was before the first step that wrote it.
    private struct Before {
        var subject: Subject
        var image: Image
    }

    package init(of resource: some ResourceKind, on host: some HostChanging) async {
        await refuseLooks(of: resource, on: host)
        var before: [[Before]] = []
        var performed: [[Step]] = []
        do throws(HostError) {
            for round in 0..<Self.rounds {
                last = resource.assess(try await resource.observe(on: host))
                if round == 0 { first = last }
                guard case .drifted(_, .steps(let steps, let then, _)) = last else { break }
                if performed.contains(steps) { break }
                performed.append(steps)
                try await perform(steps + FollowUp.merged(then).map(\.step), on: host, noting: &before)
            }
        } catch {
            failures.append("\(error.code.rawValue): \(error)")
        }
        if case .drifted(_, .steps) = last { failures.append("did not converge: \(last)") }
        await undo(before, on: host)
    }

    private mutating func refuseLooks(of resource: some ResourceKind, on host: some HostChanging) async {
        let recorder = RecordingHost(host)
        guard let observed = try? await resource.observe(on: recorder) else { return }
        let isCompliant = resource.assess(observed) == .compliant
        for (index, look) in recorder.looks.enumerated() where !recorder.looks[..<index].contains(look) {
            let refusing = RefusingHost(host, refusing: [look])
            guard let observed = try? await resource.observe(on: refusing) else { continue }
            switch resource.assess(observed) {
            case .unknown: continue
            case .compliant where !isCompliant: failures.append("compliant without \(look)")
            default:
                // What is looked at for its own sake comes first; the rest may only refine a difference.
                if index == 0 { failures.append("not unknown without \(look)") }
            }
        }
    }

    private mutating func perform(
        _ steps: [Step], on host: some HostChanging, noting before: inout [[Before]]
    ) async throws(HostError) {
        let forecast = ForecastHost(over: host)
        for step in steps {
            if !survivesJSON(step) { failures.append("does not survive JSON: \(step)") }
            _ = try await forecast.perform(step, by: ForecastHost.nobody)
        }
        for step in steps {
            // Undone step by step backwards; what one step wrote, in its own order: a user before its group.
            var written: [Before] = []
            for subject in step.writes where !before.joined().contains(where: { $0.subject == subject }) {
                // The answer of a query is no state that could be brought back.
                if case .answer = subject { continue }
                written.append(Before(subject: subject, image: try await host.image(of: subject)))
            }
            before.insert(written, at: 0)
            try await host.perform(step)
            self.steps.append(step)
        }
        for subject in Set(steps.flatMap(\.writes)) {
            guard case .image(let foretold)? = forecast.forecast(of: subject) else { continue }
            let real = try await host.image(of: subject)
            if !real.fulfils(foretold) { failures.append("\(subject) is \(real), not \(foretold)") }
        }
    }

    private func survivesJSON(_ step: Step) -> Bool {
        guard let data = try? JSONEncoder().encode(step) else { return false }
        return (try? JSONDecoder().decode(Step.self, from: data)) == step
    }

    private mutating func undo(_ before: [[Before]], on host: some HostChanging) async {
        do throws(HostError) {
            for written in before {
                for was in written {
                    let now = try await host.image(of: was.subject)
                    guard was.subject.steps(from: now, to: was.image) != nil else {
                        // A step is taken back whole or not at all.
                        cannotBeUndone += written.map(\.subject)
                        break
                    }
                }
                for was in written where !cannotBeUndone.contains(was.subject) {
                    let now = try await host.image(of: was.subject)
                    for step in was.subject.steps(from: now, to: was.image) ?? [] {
                        try await host.perform(step)
                    }
                }
            }
            for was in before.joined() where !cannotBeUndone.contains(was.subject) {
                let now = try await host.image(of: was.subject)
                if !now.isAsUndoLeaves(was.image) {
                    failures.append("undone, \(was.subject) is \(now), not \(was.image)")
                }
            }
        } catch {
            failures.append("undo: \(error.code.rawValue): \(error)")
        }
    }
}

extension Image {
    /// A unit's user and process follow from its files, which are subjects of their own.
    fileprivate func isAsUndoLeaves(_ was: Image) -> Bool {
        guard case .unit(let now) = self, case .unit(let then) = was else { return fulfils(was) }
        return now.enablement == then.enablement && now.activity == then.activity
    }
}
