// Reloads and restarts, once each, and what happens when a unit does not take them.
extension Applier {
    mutating func pay(_ due: [FollowUp]) async throws(JournalError) {
        guard !due.isEmpty else { return }
        for followUp in due {
            let error = await refresh(followUp)
            if let error { try await takeBackAskers(of: followUp, because: error) }
            try await writer.write([.paid(followUp: followUp)])
        }
        let paid = Set(due.map(\.unit))
        let ready = unpaid.filter { control in
            (result.controls[control]?.followUps ?? []).allSatisfy { followUp in
                paid.contains(followUp.unit) || !owed.merged.contains { $0.unit == followUp.unit }
            }
        }
        unpaid.subtract(ready)
        let inOrder = ready.sorted()
        let seen = await observe(inOrder.map { controls[$0] }, on: host)
        for (control, observed) in zip(inOrder, seen) { conclude(control, observed.assessment) }
    }

    /// Reloads or restarts a unit that runs; one that does not has nothing to take notice of.
    func refresh(_ followUp: FollowUp) async -> HostError? {
        do throws(HostError) {
            guard let unit = try await host.unit(followUp.unit) else { return nil }
            switch unit.activity {
            case .atBoot, .stopped: return nil
            case .running, .failed, .changing: break
            }
            try await host.perform(followUp.step)
            if let after = try await host.unit(followUp.unit), after.activity == .failed {
                return HostError(.failed, "\(followUp.unit) failed after its \(followUp.refresh.rawValue)")
            }
            return nil
        } catch {
            return error
        }
    }

    /// A unit that does not come up takes back every control that asked for it.
    mutating func takeBackAskers(
        of followUp: FollowUp, because error: HostError
    ) async throws(JournalError) {
        let askers = (owed.askers[followUp.unit] ?? []).subtracting([ForecastHost.nobody])
        let left = try await takeBack(askers)
        let recovery = await refresh(FollowUp(.restart, followUp.unit))
        for control in askers.sorted() {
            var reason = "\(followUp.unit) did not take it: \(error); "
            reason += left.map { "taking it back left a rest: \($0)" } ?? "its change was taken back"
            if let recovery { reason += "; \(followUp.unit) is still not well: \(recovery)" }
            fail(control, result.controls[control] ?? Applied(.failed), reason)
        }
    }
}
