// Independent writes, flushed together.
extension Applier {
    static func batchLength(of entries: ArraySlice<Plan.Entry>) -> Int {
        var members: Set<Int> = []
        var units: Set<String> = []
        var length = 0
        for entry in entries {
            guard length < groupBound, entry.isGroupable, !members.contains(entry.control),
                members.isDisjoint(with: entry.dependsOn)
            else { break }
            if !units.isEmpty {
                // Who looks at a unit looks after it has taken notice.
                let seen = UnitsSeen(entry.looks)
                if units.contains(where: seen.includes) { break }
            }
            members.insert(entry.control)
            units.formUnion(entry.followUps.map(\.unit))
            length += 1
        }
        return length
    }

    mutating func applyGroup(_ batch: [Plan.Entry]) async throws(JournalError) {
        // A forecast without steps asks each subject once: many files lie in one directory.
        let fresh = ForecastHost(over: host)
        let seen = await observe(batch.map { controls[$0.control] }, on: fresh)
        var together: [(entry: Plan.Entry, fix: Wanted)] = []
        var alone: [Plan.Entry] = []
        var written: Set<Subject> = []
        for (entry, observed) in zip(batch, seen) {
            guard let fix = wanted(observed.assessment, by: entry) else { continue }
            let isIndependent =
                fix.steps.count == 1 && fix.steps[0].isGroupable
                && written.isDisjoint(with: fix.steps[0].needs) && notDone.isDisjoint(with: entry.dependsOn)
                && (!isExact || entry.foresaw(fix.steps, from: 0))
            guard isIndependent else {
                alone.append(entry)
                continue
            }
            for subject in fix.steps[0].writes {
                written.insert(subject)
                if let twin = subject.twin { written.insert(twin) }
            }
            together.append((entry, fix))
        }
        try await performTogether(together)
        for entry in alone {
            try await pay(owed.take(seenBy: entry.looks))
            try await applyOne(entry)
        }
    }

    private mutating func performTogether(
        _ items: [(entry: Plan.Entry, fix: Wanted)]
    ) async throws(JournalError) {
        guard !items.isEmpty else { return }
        let orders = items.map { order($0.fix.steps[0], at: 0, of: $0.entry) }
        let announced = items.flatMap { announce($0.fix.then, by: $0.entry.control) }
        let after = ForecastHost(over: host)
        let results = try await writer.perform(
            orders, announcing: announced, lookingAfterwardsOn: after)
        var again: [(entry: Plan.Entry, fix: Wanted)] = []
        for (item, outcome) in zip(items, results) {
            let applied = begun(item.entry.control, item.fix)
            switch outcome {
            case .success:
                result.controls[item.entry.control] = applied
                again.append(item)
            case .failure(let error):
                let why = "could not \(item.fix.steps[0].summary): \(error)"
                try await giveUp(item.entry.control, applied, why, cause: error.code)
            }
        }
        let verified = again.map { controls[$0.entry.control] }
        // What was looked at after all steps is not asked for again, unless something was taken back since.
        let seen =
            again.count == items.count
            ? await observe(verified, on: after) : await observe(verified, on: host)
        for (item, observed) in zip(again, seen) {
            if case .drifted(_, .steps(let more, _, _)) = observed.assessment, !more.isEmpty,
                more != item.fix.steps
            {
                try await applyOne(item.entry, after: item.fix.steps)
            } else {
                conclude(item.entry.control, observed.assessment)
            }
        }
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
