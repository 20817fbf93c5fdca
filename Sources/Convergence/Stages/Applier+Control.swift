// One control at its turn, in rounds.
extension Applier {
    /// `first` are steps that were already performed for it in this turn.
    mutating func applyOne(_ entry: Plan.Entry, after first: [Step]? = nil) async throws(JournalError) {
        let control = entry.control
        var last = first
        var done = first?.count ?? 0
        for _ in (first == nil ? 0 : 1)..<Rounds.bound {
            let assessment = await assess(resources[control], on: host)
            if let last {
                guard case .drifted(_, .steps(let more, _, _)) = assessment, !more.isEmpty, more != last
                else {
                    return conclude(control, assessment)
                }
            }
            guard let fix = wanted(assessment, by: entry) else { return }
            if let refusal = await refusal(of: fix, for: entry, from: done) {
                var refused = refusal
                if let before = result.controls[control], last != nil { refused.steps = before.steps }
                settle(control, refused)
                notDone.insert(control)
                return
            }
            guard try await perform(fix, of: entry, from: done) else { return }
            last = fix.steps
            done += fix.steps.count
        }
        conclude(control, await assess(resources[control], on: host))
    }

    /// Why a control cannot be acted on before anything is tried; `nil` when it can. `done` of the planned steps have
    /// been performed.
    func refusal(of fix: Wanted, for entry: Plan.Entry, from done: Int) async -> Applied? {
        var applied = Applied(fix)
        applied.steps = []
        if isExact, !entry.foresaw(fix.steps, from: done) {
            let isBeyond = done > 0 && done == entry.moves.count
            applied.outcome = isBeyond ? .deferred : .failed
            applied.reason =
                isBeyond
                ? "what comes next could not be decided when the plan was made: plan again"
                : "the host is no longer as the plan saw it: plan again"
            return applied
        }
        let blockers = entry.dependsOn.intersection(notDone)
        guard done == 0, !blockers.isEmpty else { return nil }
        let isNamed = blockers.contains { controls[entry.control].after.contains(ids[$0]) }
        let canGoOn = isNamed ? false : await wouldGoThrough(fix.steps)
        if canGoOn { return nil }
        applied.outcome = .blocked
        applied.after = ids(of: blockers)
        applied.reason = "it rests on what was not done"
        return applied
    }

    /// Whether steps could be performed here, by a forecast over the host as it is.
    private func wouldGoThrough(_ steps: [Step]) async -> Bool {
        let trial = ForecastHost(over: host)
        for result in await trial.perform(steps) {
            if case .failure = result { return false }
        }
        return true
    }

    /// `false` when it failed and has been settled.
    private mutating func perform(
        _ fix: Wanted, of entry: Plan.Entry, from done: Int
    ) async throws(JournalError) -> Bool {
        let control = entry.control
        var applied = begun(control, fix)
        let before = applied.steps.count - fix.steps.count
        if let error = await arm(fix, of: entry) {
            applied.steps = Array(applied.steps.prefix(before))
            try await giveUp(control, applied, error.description, cause: error.code)
            return false
        }
        var announced = announce(fix.then, by: control)
        if fix.steps.isEmpty { _ = try await writer.perform([], announcing: announced) }
        for (index, step) in fix.steps.enumerated() {
            let order = order(step, at: done + index, of: entry)
            let outcome = try await writer.perform([order], announcing: announced)
            announced = []
            guard case .failure(let error) = outcome[0] else { continue }
            applied.steps = Array(applied.steps.prefix(before + index + 1))
            try await giveUp(control, applied, "could not \(step.summary): \(error)", cause: error.code)
            return false
        }
        result.controls[control] = applied
        if fix.canCut, let connectionGuard, await !connectionGuard.confirm(ids[control]) {
            result.wasReverted = true
            try await giveUp(
                control, applied, "nobody confirmed it in time, and it was taken back", isTold: true)
            return false
        }
        return true
    }

    private func arm(_ fix: Wanted, of entry: Plan.Entry) async -> HostError? {
        guard fix.canCut else { return nil }
        guard let connectionGuard else {
            return HostError(.unsupported, "it can cut connections, and nothing here would take it back")
        }
        do throws(HostError) {
            var wayBack: [Step] = []
            let trial = ForecastHost(over: host)
            for step in fix.steps {
                let done = try await trial.perform(step, by: entry.control)
                for subject in step.keeps {
                    guard let before = done.before[subject],
                        case .image(let after)? = trial.forecast(of: subject)
                            ?? done.before[subject].map(Foreseen.image),
                        let steps = subject.steps(from: after, to: before)
                    else { throw HostError(.unsupported, "it can cut connections and cannot be taken back") }
                    wayBack = steps + wayBack
                }
            }
            try await connectionGuard.arm(wayBack: wayBack, for: ids[entry.control])
            return nil
        } catch {
            return error
        }
    }

    func order(_ step: Step, at index: Int, of entry: Plan.Entry) -> StepWriter<Host>.Order {
        let planned = isExact && entry.moves.indices.contains(index) ? entry.moves[index].before : nil
        return StepWriter<Host>.Order(
            control: entry.control, id: ids[entry.control], step: step, expected: planned)
    }

    /// One record for each control that asks: an undo must know whose files a unit reads.
    mutating func announce(_ followUps: [FollowUp], by control: Int) -> [Record] {
        owed.add(followUps, by: control)
        return followUps.map { .owed(followUp: $0, control: ids[control]) }
    }
}

extension Plan.Entry {
    /// Whether the plan has these steps after its first `done`.
    func foresaw(_ steps: [Step], from done: Int) -> Bool {
        let planned = moves.dropFirst(done)
        guard steps.count <= planned.count else { return false }
        return zip(steps, planned).allSatisfy { $0.fulfils($1.step) }
    }
}
