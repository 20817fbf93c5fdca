internal import PolicyText

/// Makes the one set of results that every format renders, from what the stages found.
package struct ReportBuilder {
    private let policy: Policy
    private let treatments: [Treatment]

    package init(_ policy: Policy, treatments: [Treatment]) {
        self.policy = policy
        self.treatments = treatments
    }

    /// Of a check: what is, without any forecast.
    package func results(of observed: [Observed]) -> [ControlResult] {
        var results: [ControlResult] = []
        results.reserveCapacity(policy.controls.count)
        for index in policy.controls.indices {
            let applied = Applied(observed[index].assessment, treatment: treatments[index])
            if let result = result(index, applied) { results.append(result) }
        }
        return results
    }

    /// Of a plan: in the order of performing it.
    package func results(of plan: Plan) -> [ControlResult] {
        var results: [ControlResult] = []
        var indexOf: [Int: Int] = [:]
        for entry in plan.entries {
            guard
                var result = result(
                    entry.control, Applied(entry.assessment, treatment: treatments[entry.control]))
            else { continue }
            result.steps = entry.moves.map(\.planned)
            result.followUps = entry.followUps
            result.disruption = entry.disruption
            // What is only reported has no mark: nothing is going to be done about it.
            if treatments[entry.control] == .enforce { result.mark = entry.mark }
            if result.after.isEmpty { result.after = entry.dependsOn.sorted().map { policy.controls[$0].id } }
            if let old = indexOf[entry.control] {
                results[old].steps += result.steps
                results[old].followUps = FollowUp.merged(results[old].followUps + result.followUps)
                results[old].disruption = max(results[old].disruption, result.disruption)
                // It moved, and then came to something that cannot be done.
                if result.outcome == .unknown {
                    (results[old].outcome, results[old].reason) = (.unknown, result.reason)
                    results[old].cause = result.cause
                    results[old].mark = nil
                }
            } else {
                indexOf[entry.control] = results.count
                results.append(result)
            }
        }
        return results + notLookedAt()
    }

    /// Of an apply: in the order of performing it.
    package func results(of applied: ApplyResult, plan: Plan) -> [ControlResult] {
        var results: [ControlResult] = []
        results.reserveCapacity(plan.entries.count)
        var seen: Set<Int> = []
        // Nearly every control has one entry.
        var later: [Int: [Plan.Move]] = [:]
        for entry in plan.entries where !seen.insert(entry.control).inserted {
            later[entry.control, default: []] += entry.moves
        }
        seen = []
        for entry in plan.entries where seen.insert(entry.control).inserted {
            guard let outcome = applied.controls[entry.control], var result = result(entry.control, outcome)
            else {
                continue
            }
            result.steps = outcome.steps.map { step in
                (entry.moves.first { $0.step == step }
                    ?? later[entry.control]?.first { $0.step == step })?.planned
                    ?? ControlResult.PlannedStep(
                        step: step, summary: step.summary, disruption: step.disruption,
                        canUndo: step.canUndo(to: [], after: { _ in nil }))
            }
            result.followUps = outcome.followUps
            result.disruption =
                (result.steps.map(\.disruption) + outcome.followUps.map(\.step.disruption)).max() ?? .none
            results.append(result)
        }
        return results + notLookedAt()
    }

    package func conflicts(of plan: Plan) -> [RunReport.Conflict] {
        plan.conflicts.map { conflict in
            let controls = conflict.controls.map { policy.controls[$0] }
            return RunReport.Conflict(
                controls: controls.map(\.id), places: controls.compactMap { place(of: $0.range) },
                over: conflict.over.map(\.description) ?? "")
        }
    }

    package var skipped: Int { treatments.count { $0 == .skip } }

    private func notLookedAt() -> [ControlResult] {
        policy.controls.indices.compactMap { index in
            guard case .notApplicable(let why) = treatments[index] else { return nil }
            return result(index, Applied(.notApplicable, reason: why))
        }
    }

    private func result(_ index: Int, _ applied: Applied) -> ControlResult? {
        if treatments[index] == .skip { return nil }
        let control = policy.controls[index]
        var result = ControlResult(control, at: place(of: control.range), outcome: applied.outcome)
        result.differences = applied.differences
        (result.reason, result.cause) = (applied.reason, applied.cause)
        result.after = applied.after
        if case .waive(let terms) = treatments[index], applied.outcome == .waived {
            result.waiver = ControlResult.Leave(
                until: terms.until, because: terms.because, approvedBy: terms.approvedBy, ticket: terms.ticket
            )
        }
        return result
    }

    private func place(of range: SourceRange) -> ControlResult.Place? {
        guard policy.sources.indices.contains(Int(range.source.index)) else { return nil }
        return ControlResult.Place(
            file: policy.sources[Int(range.source.index)].name, line: range.start.line,
            column: range.start.column,
            endLine: range.end.line, endColumn: range.end.column)
    }
}

extension Plan.Move {
    fileprivate var planned: ControlResult.PlannedStep {
        ControlResult.PlannedStep(
            step: step, summary: step.summary, disruption: step.disruption, canUndo: canUndo)
    }
}
