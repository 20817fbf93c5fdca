package import Convergence
internal import FoundationEssentials

/// Takes a whole policy the way of a run, with the planner, the applier and the undo that the program uses, and says
/// which promise did not hold: what a plan foretold is what the apply did, a second run has nothing to do, records
/// survive JSON, a refused look is never taken for compliance, and an undo finds everything as it was left.
///
/// It runs on any host. That the machine is as it was, byte for byte, is for the test to see.
package struct PolicyProof: Sendable {
    /// What did not hold. Empty: everything did.
    package private(set) var failures: [String] = []
    /// What became of each control, and why.
    package private(set) var results: [ControlResult] = []
    /// What the plan foretold.
    package private(set) var planned: [ControlResult] = []
    /// Whether nothing stayed open because nobody could foretell it.
    package var isForeseen: Bool { !results.contains { $0.cause == .unforeseen } }
    /// What the undo could not bring back, and says so.
    package private(set) var cannotBeUndone: [String] = []

    private let policy: Policy
    private let treatments: [Treatment]

    package init(of policy: Policy, facts: Facts, on host: some HostChanging) async {
        self.policy = policy
        treatments = policy.treatments(on: facts, today: Day(ofSeconds: 0), selection: Selection())
        do {
            try await run(on: host)
        } catch {
            failures.append("\(error)")
        }
    }

    package func outcome(of control: String) -> Outcome? { results.first { $0.id == control }?.outcome }

    private mutating func run(on host: some HostChanging) async throws {
        let builder = ReportBuilder(policy, treatments: treatments)
        let aliases = await policy.aliases(on: host)
        let (plan, forecast) = await Planner.plan(policy, treatments: treatments, on: host, aliases: aliases)
        planned = builder.results(of: plan)
        failures += plan.conflicts.map { "contradiction over \($0.over.map(\.description) ?? "")" }
        await refuseLooks(of: plan, on: host)

        let journal = MemoryJournal()
        var applier = Applier(policy, treatments: treatments, to: host, journal: journal)
        results = builder.results(of: try await applier.apply(plan), plan: plan)
        if results.allSatisfy({ $0.outcome != .failed && $0.outcome != .blocked }) {
            await compare(forecast, with: host)
        }
        checkRecords(journal.records)
        try await expectNothingLeft(on: host)
        try await undo(journal, on: host)
    }

    private mutating func refuseLooks(of plan: Plan, on host: some HostChanging) async {
        for entry in plan.entries where treatments[entry.control] == .enforce {
            let isCompliant = entry.assessment == .compliant
            var seen: Set<Subject> = []
            for (index, look) in entry.looks.enumerated() where seen.insert(look).inserted {
                let refusing = RefusingHost(host, refusing: [look])
                let control = policy.controls[entry.control]
                let alone = Policy(name: policy.name, controls: [control])
                let again = await Planner.plan(alone, treatments: [.enforce], on: refusing).plan
                guard let assessment = again.entries.first?.assessment else { continue }
                if case .unknown = assessment { continue }
                if assessment == .compliant, isCompliant, index > 0 { continue }
                if assessment == .compliant || index == 0 {
                    failures.append("\(control.id) is not unknown without \(look): \(assessment)")
                }
            }
        }
    }

    private mutating func compare(_ forecast: ForecastHost, with host: some HostChanging) async {
        for (subject, foreseen) in forecast.forecasts {
            guard case .image(let foretold) = foreseen, let real = try? await host.image(of: subject) else {
                continue
            }
            if !real.fulfils(foretold) { failures.append("\(subject) is \(real), not \(foretold)") }
        }
    }

    private mutating func checkRecords(_ records: [Record]) {
        for record in records {
            let data = try? JSONEncoder().encode(record)
            if data.flatMap({ try? JSONDecoder().decode(Record.self, from: $0) }) != record {
                failures.append("does not survive JSON: \(record)")
            }
        }
    }

    /// What was fixed stays, and what was not is not tried in vain.
    private mutating func expectNothingLeft(on host: some HostChanging) async throws {
        let aliases = await policy.aliases(on: host)
        let (plan, _) = await Planner.plan(policy, treatments: treatments, on: host, aliases: aliases)
        for entry in plan.entries where !entry.moves.isEmpty {
            let id = policy.controls[entry.control].id
            if outcome(of: id) == .fixed || outcome(of: id) == .compliant {
                failures.append("\(id) is to be mended again: \(entry.moves.map(\.step.summary))")
            }
        }
        guard plan.isEmpty else { return }
        let journal = MemoryJournal()
        var applier = Applier(policy, treatments: treatments, to: host, journal: journal)
        let again = try await applier.apply(plan)
        failures += journal.stepRecords.map { "a second apply: \($0.saying)" }
        for (index, applied) in again.controls {
            let id = policy.controls[index].id
            if outcome(of: id) == .fixed, applied.outcome != .compliant {
                failures.append("\(id) was fixed and is \(applied.outcome.rawValue)")
            }
        }
    }

    private mutating func undo(_ journal: MemoryJournal, on host: some HostChanging) async throws {
        var undoer = Undoer(on: host, journal: MemoryJournal())
        for entry in try await undoer.undo(PastRun(journal.records)) {
            switch entry.fate {
            case .restored, .alreadySo: continue
            case .impossible: cannotBeUndone.append("\(entry.subject)")
            case .conflict, .failed:
                failures.append("undo of \(entry.subject): \(entry.fate.rawValue), \(entry.reason ?? "")")
            }
        }
        let (foretold, left) = (
            planned.filter { $0.steps.contains { !$0.canUndo } }.map(\.id), cannotBeUndone
        )
        if foretold.isEmpty, !left.isEmpty { failures.append("the plan said it could be undone: \(left)") }
    }
}
