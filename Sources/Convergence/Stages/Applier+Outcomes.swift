// What became of a control.
extension Applier {
    /// What an assessment wants to be done.
    struct Wanted {
        var differences: [Difference]
        var steps: [Step]
        var then: [FollowUp]
        var byHand: String?
    }

    /// The steps a control wants now; settles it when it wants none.
    mutating func wanted(_ assessment: Assessment, by entry: Plan.Entry) -> Wanted? {
        let control = entry.control
        if case .enforce = treatments[control],
            case .drifted(let differences, .steps(let steps, let then, let byHand)) =
                assessment
        {
            if isExact, entry.moves.isEmpty, case .deferred = entry.assessment {
                settle(
                    control,
                    Applied(.deferred, reason: "it could not be decided when the plan was made: plan again"))
                notDone.insert(control)
                return nil
            }
            return Wanted(differences: differences, steps: steps, then: then, byHand: byHand)
        }
        var applied = Applied(assessment, treatment: treatments[control])
        let blockers = entry.dependsOn.intersection(notDone)
        if applied.outcome == .unknown, !blockers.isEmpty {
            let after = Set(controls[control].after)
            if entry.namesWhatItRestsOn || blockers.contains(where: { after.contains(controls[$0].id) }) {
                applied.outcome = .blocked
                applied.after = ids(of: blockers)
            } else {
                let named = ids(of: blockers).joined(separator: ", ")
                applied.reason = "\(applied.reason ?? ""); it may rest on what was not done: \(named)"
            }
        }
        if applied.outcome == .unknown || applied.outcome == .blocked { notDone.insert(control) }
        settle(control, applied)
        return nil
    }

    /// A new look after the steps says whether they did it.
    mutating func conclude(_ control: Int, _ assessment: Assessment) {
        guard var applied = result.controls[control], !owed.isOwing(control) else { return }
        switch assessment {
        case .compliant: applied.outcome = .fixed
        case .notApplicable(let why): (applied.outcome, applied.reason) = (.notApplicable, why)
        case .unknown(let error), .deferred(let error, _):
            (applied.outcome, applied.reason) = (.unknown, "after its steps: \(error)")
            applied.cause = error.code
        case .drifted(let left, .manual(let how)):
            (applied.outcome, applied.differences, applied.reason) = (.byHand, left, how)
        case .drifted(let left, .steps(_, _, let byHand)):
            (applied.outcome, applied.differences) = (.unverified, left)
            applied.reason = byHand ?? "its steps were done, and it differs all the same"
        }
        if applied.outcome != .fixed { notDone.insert(control) }
        result.controls[control] = applied
    }

    mutating func settle(_ control: Int, _ applied: Applied) {
        if let before = result.controls[control], before.outcome != .compliant, applied.outcome == .compliant
        {
            return
        }
        result.controls[control] = applied
    }

    /// A control that is about to perform steps, with what it did before.
    func begun(_ control: Int, _ fix: Wanted) -> Applied {
        guard var applied = result.controls[control] else { return Applied(fix) }
        applied.outcome = .failed
        (applied.reason, applied.cause) = (fix.byHand, nil)
        if applied.differences.isEmpty { applied.differences = fix.differences }
        applied.steps += fix.steps
        applied.followUps = FollowUp.merged(applied.followUps + fix.then)
        return applied
    }

    /// A control that failed half-way: what it did in this run is taken back. `isTold` when the reason says so.
    mutating func giveUp(
        _ control: Int, _ applied: Applied, _ why: String, cause: HostError.Code? = nil, isTold: Bool = false
    ) async throws(JournalError) {
        let hasDone = writer.done.contains { $0.control == control }
        let left = try await writer.takeBack([control])[control]
        var reason = why
        if let left {
            reason += "; taking it back left a rest: \(left)"
        } else if hasDone, !isTold {
            reason += "; what it had done was taken back"
        }
        fail(control, applied, reason, cause: cause)
        try await forgetFollowUps(of: control, isTakenBack: left == nil)
    }

    func ids(of members: Set<Int>) -> [String] { members.sorted().map { ids[$0] } }

    mutating func fail(_ control: Int, _ applied: Applied, _ reason: String, cause: HostError.Code?) {
        var applied = applied
        applied.outcome = .failed
        (applied.reason, applied.cause) = (reason, cause)
        result.controls[control] = applied
        notDone.insert(control)
        failed.insert(control)
    }

}

extension Plan.Entry {
    /// Whether its looks say what they depend on. A question that may depend on anything rests on nobody in particular.
    fileprivate var namesWhatItRestsOn: Bool {
        !looks.contains { look in
            look.reads.contains { if case .anything = $0 { true } else { false } }
        }
    }
}

extension Applied {
    init<Host>(_ fix: Applier<Host>.Wanted) {
        self.init(.failed)
        differences = fix.differences
        steps = fix.steps
        followUps = fix.then
        reason = fix.byHand
    }

    /// A control that is not acted on.
    package init(_ assessment: Assessment, treatment: Treatment) {
        switch (assessment, treatment) {
        case (_, .notApplicable(let why)): self.init(.notApplicable, reason: why)
        case (.compliant, _): self.init(.compliant)
        case (.notApplicable(let why), _): self.init(.notApplicable, reason: why)
        case (.unknown(let error), _): self.init(.unknown, reason: error.description, cause: error.code)
        case (.deferred(let error, let after), _):
            self.init(.deferred, reason: error.description, cause: error.code)
            self.after = after
        case (.drifted(let differences, _), .waive):
            self.init(.waived)
            self.differences = differences
        case (.drifted(let differences, .manual(let how)), _):
            self.init(.byHand, reason: how)
            self.differences = differences
        case (.drifted(let differences, .steps(_, _, let byHand)), _):
            self.init(.drifted, reason: byHand)
            self.differences = differences
        }
    }
}

extension Applier.Wanted {
    var canCut: Bool { steps.contains { $0.disruption == .canCut } }
}
