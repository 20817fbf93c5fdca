// Reloads and restarts, once each, and what happens when a unit does not take them.
extension Applier {
    mutating func pay(_ due: [OwedFollowUps.Due]) async throws(JournalError) {
        guard !due.isEmpty else { return }
        for item in due {
            // Those that failed meanwhile were taken back before the unit read anything of theirs.
            let askers = item.askers.filter { !hasFailed($0) }
            if !askers.isEmpty, let error = await host.refresh(item.followUp) {
                let recovery = try await takeBack(askers, for: item.followUp, because: error)
                if let recovery, askers.contains(ForecastHost.nobody) {
                    result.stillOwed.append(StillOwed(item.followUp, reason: recovery.description))
                    continue
                }
            } else {
                for control in askers { paid[control, default: []].append(item.followUp) }
            }
            try await writer.write([.paid(followUp: item.followUp)])
        }
        let asked = due.reduce(into: Set<Int>()) { $0.formUnion($1.askers) }
        let ready = asked.filter { $0 != ForecastHost.nobody && !hasFailed($0) && !owed.isOwing($0) }.sorted()
        let seen = await assess(ready.map { resources[$0] }, on: host)
        for (control, assessment) in zip(ready, seen) { conclude(control, assessment) }
    }

    /// A unit that does not come up takes back every control that asked for it, and is started with the old files.
    /// Returns why it is still not well.
    private mutating func takeBack(
        _ askers: Set<Int>, for followUp: FollowUp, because error: HostError
    ) async throws(JournalError) -> HostError? {
        let asking = askers.subtracting([ForecastHost.nobody])
        let left = try await writer.takeBack(asking)
        let recovery = await host.refresh(FollowUp(.restart, followUp.unit))
        for control in asking.sorted() {
            var reason = "\(followUp.unit) did not take it: \(error); "
            reason += left[control].map { "taking it back left a rest: \($0)" } ?? "its change was taken back"
            if let recovery { reason += "; \(followUp.unit) is still not well: \(recovery)" }
            fail(control, result.controls[control] ?? Applied(.failed), reason, cause: error.code)
            try await forgetFollowUps(of: control, isTakenBack: left[control] == nil, except: followUp.unit)
        }
        return recovery
    }

    /// Of a control that failed: what nobody else asks for is no longer owed, and units that have read what was taken
    /// back read it again.
    mutating func forgetFollowUps(
        of control: Int, isTakenBack: Bool, except unit: String? = nil
    ) async throws(JournalError) {
        let forgotten = owed.cancel(by: control)
        var again = (paid.removeValue(forKey: control) ?? []).filter { $0.unit != unit }
        var records: [Record] = []
        if isTakenBack {
            records = forgotten.map { .paid(followUp: $0) }
        } else {
            again += forgotten
        }
        owed.add(again, by: ForecastHost.nobody)
        records += again.map { .owed(followUp: $0, control: ids[control]) }
        if !records.isEmpty { try await writer.write(records) }
    }

    private func hasFailed(_ control: Int) -> Bool { failed.contains(control) }
}
