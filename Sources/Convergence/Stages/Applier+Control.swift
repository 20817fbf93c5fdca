// One control at its turn, in rounds.
extension Applier {
    mutating func applyOne(_ entry: Plan.Entry) async throws(JournalError) {
        let control = entry.control
        var last: [Step]?
        for round in 0..<Self.roundBound {
            let assessment = await observe(controls[control], on: host).assessment
            if last != nil, !assessment.wantsSteps { return conclude(control, assessment) }
            guard let fix = wanted(assessment, by: entry) else { return }
            if last == fix.steps || (last != nil && fix.steps.isEmpty) {
                return conclude(control, assessment)
            }
            if round == 0, let refusal = await refusal(of: fix, for: entry) {
                settle(control, refusal)
                notDone.insert(control)
                return
            }
            guard try await perform(fix, of: entry) else { return }
            last = fix.steps
        }
        conclude(control, await observe(controls[control], on: host).assessment)
    }

    /// Why a control cannot be acted on before anything is tried; `nil` when it can.
    func refusal(of fix: Wanted, for entry: Plan.Entry) async -> Applied? {
        var applied = Applied(fix)
        applied.steps = []
        if isExact, fix.steps != entry.moves.map(\.step) {
            applied.outcome = .failed
            applied.reason = "the host is no longer as the plan saw it: plan again"
            return applied
        }
        let blockers = entry.dependsOn.intersection(notDone)
        guard !blockers.isEmpty else { return nil }
        let isNamed = blockers.contains { controls[entry.control].after.contains(controls[$0].id) }
        let canGoOn = isNamed ? false : await wouldGoThrough(fix.steps)
        if canGoOn { return nil }
        applied.outcome = .blocked
        applied.after = blockers.sorted().map { controls[$0].id }
        applied.reason = "it rests on what was not done"
        return applied
    }

    /// Whether steps could be performed here, by a forecast over the host as it is.
    func wouldGoThrough(_ steps: [Step]) async -> Bool {
        let trial = ForecastHost(over: host)
        for result in await trial.perform(steps) {
            if case .failure = result { return false }
        }
        return true
    }

    /// `false` when it failed and has been settled.
    mutating func perform(_ fix: Wanted, of entry: Plan.Entry) async throws(JournalError) -> Bool {
        let control = entry.control
        var applied = result.controls[control] ?? Applied(fix)
        if result.controls[control] != nil {
            applied.steps += fix.steps
            applied.followUps = FollowUp.merged(applied.followUps + fix.then)
        }
        var announced = announce(fix.then, by: control)
        if fix.steps.isEmpty { _ = try await writer.perform([], announcing: announced) }
        if let error = await arm(fix, of: entry) {
            fail(control, applied, error.description)
            return false
        }
        for (index, step) in fix.steps.enumerated() {
            let outcome = try await writer.perform([order(step, at: index, of: entry)], announcing: announced)
            announced = []
            guard case .failure(let error) = outcome[0] else { continue }
            applied.steps = Array(applied.steps.prefix(index + 1))
            let left = try await takeBack([control])
            let suffix = index == 0 ? "" : left.map { "; \($0)" } ?? "; what it had done was taken back"
            fail(control, applied, "could not \(step.summary): \(error)\(suffix)")
            return false
        }
        result.controls[control] = applied
        if fix.canCut, let connectionGuard, await !connectionGuard.confirm(controls[control].id) {
            result.wasReverted = true
            fail(control, applied, "nobody confirmed it in time, and it was taken back")
            return false
        }
        return true
    }

    func arm(_ fix: Wanted, of entry: Plan.Entry) async -> HostError? {
        guard fix.canCut else { return nil }
        guard let connectionGuard else {
            return HostError(.unsupported, "it can cut connections, and nothing here would take it back")
        }
        do throws(HostError) {
            var wayBack: [Step] = []
            let trial = ForecastHost(over: host)
            for step in fix.steps {
                let done = try await trial.perform(step, by: entry.control)
                for subject in step.keeps.reversed() {
                    guard let before = done.before[subject],
                        case .image(let after)? = trial.forecast(of: subject),
                        let steps = subject.steps(from: after, to: before)
                    else { throw HostError(.unsupported, "it can cut connections and cannot be taken back") }
                    wayBack = steps + wayBack
                }
            }
            try await connectionGuard.arm(wayBack: wayBack, for: controls[entry.control].id)
            return nil
        } catch {
            return error
        }
    }

    func order(_ step: Step, at index: Int, of entry: Plan.Entry) -> StepWriter<Host>.Order {
        let planned = isExact && entry.moves.indices.contains(index) ? entry.moves[index].before : nil
        return StepWriter<Host>.Order(
            control: entry.control, id: controls[entry.control].id, step: step, expected: planned)
    }

    mutating func announce(_ followUps: [FollowUp], by control: Int) -> [Record] {
        guard !followUps.isEmpty else { return [] }
        unpaid.insert(control)
        let id = controls[control].id
        return owed.add(followUps, by: control).map { Record.owed(followUp: $0, control: id) }
    }
}
