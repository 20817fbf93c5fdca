import Convergence
import Runs

extension Session {
    /// Looks at every control that is looked at; the others keep their place.
    func observeAll(isQuiet: Bool) async -> [Observed] {
        let lookedAt = policy.controls.indices.filter { treatments[$0].isLookedAt }
        let progress = Progress("looking at", total: lookedAt.count, isQuiet: isQuiet)
        defer { progress.finish() }
        // A forecast without steps asks each subject once.
        let once = ForecastHost(over: host)
        keepUntilExit(once)
        let seen = await observe(lookedAt.map { policy.controls[$0] }, on: once) { progress.advance(by: $0) }
        var all = [Observed](
            repeating: Observed(assessment: .notApplicable(""), looks: []), count: policy.controls.count)
        for (index, observed) in zip(lookedAt, seen) { all[index] = observed }
        return all
    }

    func plan(isQuiet: Bool) async -> Plan {
        let progress = Progress("looking at", total: policy.controls.count, isQuiet: isQuiet)
        defer { progress.finish() }
        return await Planner.plan(policy, treatments: treatments, on: host, aliases: aliases) {
            progress.advance(by: $0)
        }.plan
    }

    func planReport(_ plan: Plan) async -> RunReport {
        var result = await report(.plan, builder.results(of: plan))
        result.conflicts = builder.conflicts(of: plan)
        return result
    }
}
