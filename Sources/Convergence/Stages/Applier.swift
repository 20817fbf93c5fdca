/// Performs a plan: looks again at each control's turn, performs the steps that are right then, and looks once more.
package struct Applier<Host: HostChanging>: Sendable {
    /// Independent writes that are flushed together: as many as this, and as many bytes as are held for them at once.
    static var groupBound: Int { 4096 }
    static var groupBytes: Int { 64 << 20 }

    let controls: [Control]
    /// Of the controls, each by itself: to copy a whole control for it cost more than to look.
    let ids: [String]
    let resources: [any ResourceKind]
    let treatments: [Treatment]
    let host: Host
    let connectionGuard: (any ConnectionGuard)?
    let isExact: Bool
    let progress: @Sendable (Int) -> Void

    var writer: StepWriter<Host>
    var result = ApplyResult()
    var owed = OwedFollowUps()
    /// What was paid for each control in this run: a control that is taken back needs it again.
    var paid: [Int: [FollowUp]] = [:]
    /// What others must not rest on.
    var notDone: Set<Int> = []
    /// Controls that failed, with what they had done taken back.
    var failed: Set<Int> = []

    /// With `isExact` only what the plan foresaw is performed.
    package init(
        _ policy: Policy, treatments: [Treatment], to host: Host, journal: any Journal,
        connectionGuard: (any ConnectionGuard)? = nil, isExact: Bool = false,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        controls = policy.controls
        ids = controls.map(\.id)
        resources = controls.map(\.resource)
        self.treatments = treatments
        self.host = host
        self.connectionGuard = connectionGuard
        self.isExact = isExact
        self.progress = progress
        writer = StepWriter(host: host, journal: journal)
    }

    /// `inherited` are follow-ups that an interrupted run still owed. A cancelled task stops before the next control,
    /// with everything owed paid. Throws only when the journal cannot be written.
    package mutating func apply(
        _ plan: Plan, inherited: [FollowUp] = []
    ) async throws(JournalError) -> ApplyResult {
        let start = self
        return try await uninterrupted { stop throws(JournalError) in
            var applier = start
            return try await applier.run(plan, inherited: inherited, until: stop)
        }
    }

    private mutating func run(
        _ plan: Plan, inherited: [FollowUp], until stop: StopRequest
    ) async throws(JournalError) -> ApplyResult {
        // From here on this run's journal owes them.
        if !inherited.isEmpty { try await writer.write(inherited.map { .owed(followUp: $0, control: "") }) }
        owed.add(inherited, by: ForecastHost.nobody)
        var rest = plan.entries[...]
        while let first = rest.first {
            guard !stop.isMade else {
                result.wasInterrupted = true
                for entry in rest where result.controls[entry.control] == nil {
                    settle(
                        entry.control,
                        Applied(.unknown, reason: "the run was stopped before its turn", cause: .interrupted))
                }
                break
            }
            let batch = first.isGroupable ? rest.prefix(Self.batchLength(of: rest)) : rest.prefix(1)
            rest = rest.dropFirst(batch.count)
            try await pay(owed.take(seenBy: batch.flatMap(\.looks)))
            if batch.count == 1 { try await applyOne(first) } else { try await applyGroup(Array(batch)) }
            progress(batch.count)
        }
        // What is taken back asks its other units to read the old files again.
        while !owed.isEmpty { try await pay(owed.take(seenBy: nil)) }
        return result
    }
}
