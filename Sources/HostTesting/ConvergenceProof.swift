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

    /// What a journal says of the steps.
    private var records: [Record] = []
    /// What each subject was before the first steps that wrote it.
    private var before: [Subject: Image] = [:]

    package init(of resource: some ResourceKind, on host: some HostChanging) async {
        await refuseLooks(of: resource, on: host)
        var performed: [[Step]] = []
        do throws(HostError) {
            for round in 0..<Self.rounds {
                last = resource.assess(try await resource.observe(on: host))
                if round == 0 { first = last }
                guard case .drifted(_, .steps(let steps, let then, _)) = last else { break }
                if performed.contains(steps) { break }
                performed.append(steps)
                try await perform(steps + FollowUp.merged(then).map(\.step), on: host)
            }
        } catch {
            failures.append("\(error.code.rawValue): \(error)")
        }
        if case .drifted(_, .steps) = last { failures.append("did not converge: \(last)") }
        await undo(on: host)
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
        _ steps: [Step], on host: some HostChanging
    ) async throws(HostError) {
        let forecast = ForecastHost(over: host)
        for step in steps {
            if !survivesJSON(step) { failures.append("does not survive JSON: \(step)") }
            _ = try await forecast.perform(step, by: ForecastHost.nobody)
        }
        for subject in steps.flatMap(\.keeps) where before[subject] == nil {
            before[subject] = try await host.image(of: subject)
        }
        for step in steps {
            self.steps.append(step)
            let number = self.steps.count
            records.append(
                .will(number: number, control: "proof", step: step, before: try await images(step, on: host)))
            try await host.perform(step)
            records.append(.did(number: number, after: try await images(step, on: host)))
        }
        for subject in Set(steps.flatMap(\.writes)) {
            guard case .image(let foretold)? = forecast.forecast(of: subject) else { continue }
            let real = try await host.image(of: subject)
            if !real.fulfils(foretold) { failures.append("\(subject) is \(real), not \(foretold)") }
        }
    }

    private func images(_ step: Step, on host: some HostChanging) async throws(HostError) -> [Record.Kept] {
        var images: [Record.Kept] = []
        for subject in step.keeps { images.append(Record.Kept(subject, try await host.image(of: subject))) }
        return images
    }

    private func survivesJSON(_ step: Step) -> Bool {
        guard let data = try? JSONEncoder().encode(step) else { return false }
        return (try? JSONDecoder().decode(Step.self, from: data)) == step
    }

    private mutating func undo(on host: some HostChanging) async {
        do {
            var undoer = Undoer(on: host, journal: MemoryJournal())
            for entry in try await undoer.undo(PastRun(records)) {
                switch entry.fate {
                case .restored, .alreadySo: continue
                case .impossible: cannotBeUndone.append(entry.subject)
                case .conflict, .failed:
                    failures.append(
                        "undo of \(entry.subject): \(entry.fate.rawValue): \(entry.reason ?? "")")
                }
            }
            // What else a step wrote rests on it: the group of a user.
            let left = steps.map(\.keeps).filter { !Set($0).isDisjoint(with: cannotBeUndone) }
            for (subject, was) in before where !left.joined().contains(subject) {
                let now = try await host.image(of: subject)
                if !now.isWholly(was) {
                    failures.append("undone, \(subject) is \(now), not \(was)")
                }
            }
        } catch {
            failures.append("undo: \(error)")
        }
    }
}

extension Image {
    /// Whether it is the same in all that a look tells, also in what surrounds a unit.
    fileprivate func isWholly(_ was: Image) -> Bool {
        guard case .unit(let now) = self, case .unit(let then) = was else { return fulfils(was) }
        return now == then && now.linkDirectories == then.linkDirectories
    }
}
