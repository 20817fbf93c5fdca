// Independent writes, flushed together.
extension Applier {
    static func batchLength(of entries: ArraySlice<Plan.Entry>) -> Int {
        var members: Set<Int> = []
        var units: Set<String> = []
        var length = 0
        var bytes = 0
        for entry in entries {
            bytes += entry.bytesHeld
            guard length < groupBound, length == 0 || bytes <= groupBytes, entry.isGroupable,
                !members.contains(entry.control),
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
        let seen = await assess(batch.map { resources[$0.control] }, on: fresh)
        var together: [(entry: Plan.Entry, fix: Wanted)] = []
        var alone: [Plan.Entry] = []
        var written: Set<Subject> = []
        for (entry, assessment) in zip(batch, seen) {
            guard let fix = wanted(assessment, by: entry) else { continue }
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
        try await performTogether(together, seenOn: fresh)
        for entry in alone {
            try await pay(owed.take(seenBy: entry.looks))
            try await applyOne(entry)
        }
    }

    /// `fresh` is what the fixes were decided on: what it saw is what the steps find, and is not asked for again.
    private mutating func performTogether(
        _ items: [(entry: Plan.Entry, fix: Wanted)], seenOn fresh: ForecastHost
    ) async throws(JournalError) {
        guard !items.isEmpty else { return }
        let orders = items.map { order($0.fix.steps[0], at: 0, of: $0.entry) }
        let announced = items.flatMap { announce($0.fix.then, by: $0.entry.control) }
        let after = ForecastHost(over: host)
        let results = try await writer.perform(
            orders, announcing: announced, lookingOn: fresh, afterwardsOn: after)
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
        let verified = again.map { resources[$0.entry.control] }
        // What was looked at after all steps is not asked for again, unless something was taken back since.
        let seen =
            again.count == items.count
            ? await assess(verified, on: after) : await assess(verified, on: host)
        for (item, assessment) in zip(again, seen) {
            if case .drifted(_, .steps(let more, _, _)) = assessment, !more.isEmpty,
                more != item.fix.steps
            {
                try await applyOne(item.entry, after: item.fix.steps)
            } else {
                conclude(item.entry.control, assessment)
            }
        }
    }
}

extension Plan.Entry {
    /// Whether it is one independent write, or none.
    var isGroupable: Bool { moves.count <= 1 && moves.allSatisfy { $0.step.isGroupable } }

    /// Roughly, the bytes of what is there and of what takes its place.
    fileprivate var bytesHeld: Int {
        moves.reduce(0) { sum, move in
            var bytes = sum
            if case .replaceFile(_, let contents, _) = move.step { bytes += contents.bytes.count }
            for kept in move.before {
                if case .node(let node) = kept.image, case .file(let contents) = node.form {
                    bytes += contents.bytes.count
                }
            }
            return bytes
        }
    }
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
