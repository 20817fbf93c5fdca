// Independent writes, flushed together.
extension Applier {
    static func batchLength(of entries: ArraySlice<Plan.Entry>) -> Int {
        var members: Set<Int> = []
        var length = 0
        for entry in entries {
            guard length < groupBound, entry.isGroupable, !members.contains(entry.control),
                members.isDisjoint(with: entry.dependsOn)
            else { break }
            members.insert(entry.control)
            length += 1
        }
        return length
    }

    mutating func applyGroup(_ batch: [Plan.Entry]) async throws(JournalError) {
        let seen = await observe(batch.map { controls[$0.control] }, on: host)
        var together: [(entry: Plan.Entry, fix: Wanted)] = []
        var alone: [Plan.Entry] = []
        var written: Set<Subject> = []
        for (entry, observed) in zip(batch, seen) {
            guard let fix = wanted(observed.assessment, by: entry) else { continue }
            let isIndependent =
                fix.steps.count == 1 && fix.steps[0].isGroupable
                && written.isDisjoint(with: fix.steps[0].needs) && notDone.isDisjoint(with: entry.dependsOn)
            guard isIndependent else {
                alone.append(entry)
                continue
            }
            written.formUnion(fix.steps[0].writes)
            together.append((entry, fix))
        }
        try await performTogether(together)
        for entry in alone { try await applyOne(entry) }
    }

    mutating func performTogether(
        _ items: [(entry: Plan.Entry, fix: Wanted)]
    ) async throws(JournalError) {
        guard !items.isEmpty else { return }
        let orders = items.map { order($0.fix.steps[0], at: 0, of: $0.entry) }
        let announced = items.flatMap { announce($0.fix.then, by: $0.entry.control) }
        let results = try await writer.perform(orders, announcing: announced)
        var again: [Int] = []
        for (item, outcome) in zip(items, results) {
            switch outcome {
            case .success:
                result.controls[item.entry.control] = Applied(item.fix)
                again.append(item.entry.control)
            case .failure(let error):
                fail(item.entry.control, Applied(item.fix), error.description)
            }
        }
        let seen = await observe(again.map { controls[$0] }, on: host)
        for (control, observed) in zip(again, seen) { conclude(control, observed.assessment) }
    }
}

extension Plan.Entry {
    /// Whether it is one independent write, or none.
    var isGroupable: Bool { moves.count <= 1 && moves.allSatisfy { $0.step.isGroupable } }
}

extension Step {
    /// Whether it may be flushed together with others.
    var isGroupable: Bool {
        switch self {
        case .replaceFile, .replaceLink, .setAttributes: true
        default: false
        }
    }
}
