/// Performs a plan: looks again at each control's turn, performs the steps that are right then, and looks once more.
package struct Applier<Host: HostChanging> {
    /// How often a control may need another look and more steps, such as install, then configure, then start.
    static var roundBound: Int { 4 }
    /// Independent writes that are flushed together.
    static var groupBound: Int { 512 }

    let controls: [Control]
    let treatments: [Treatment]
    let host: Host
    let connectionGuard: (any ConnectionGuard)?
    let isExact: Bool
    let progress: @Sendable (Int) -> Void

    var writer: StepWriter<Host>
    var result = ApplyResult()
    var owed = OwedFollowUps()
    var notDone: Set<Int> = []
    /// Controls whose steps are done and whose follow-ups are not.
    var unpaid: Set<Int> = []

    /// With `isExact` only what the plan foresaw is performed.
    package init(
        _ policy: Policy, treatments: [Treatment], to host: Host, journal: any Journal,
        connectionGuard: (any ConnectionGuard)? = nil, isExact: Bool = false,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        controls = policy.controls
        self.treatments = treatments
        self.host = host
        self.connectionGuard = connectionGuard
        self.isExact = isExact
        self.progress = progress
        writer = StepWriter(host: host, journal: journal)
    }

    /// `inherited` are follow-ups that an interrupted run still owed. Throws only when the journal cannot be
    /// written.
    package mutating func apply(
        _ plan: Plan, inherited: [FollowUp] = []
    ) async throws(JournalError) -> ApplyResult {
        _ = owed.add(inherited, by: ForecastHost.nobody)
        var rest = plan.entries[...]
        while let first = rest.first {
            guard !Task.isCancelled else {
                result.wasInterrupted = true
                for entry in rest where result.controls[entry.control] == nil {
                    settle(entry.control, Applied(.unknown, reason: "the run was stopped before its turn"))
                }
                break
            }
            let batch = first.isGroupable ? rest.prefix(Self.batchLength(of: rest)) : rest.prefix(1)
            rest = rest.dropFirst(batch.count)
            try await pay(owed.take(seenBy: batch.flatMap(\.looks)))
            if batch.count == 1 { try await applyOne(first) } else { try await applyGroup(Array(batch)) }
            progress(batch.count)
        }
        try await pay(owed.take(seenBy: nil))
        return result
    }
}
