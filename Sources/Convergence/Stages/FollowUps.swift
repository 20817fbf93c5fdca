/// The follow-ups that changes asked for and that are still to be paid, and by whom they were asked.
struct OwedFollowUps {
    private(set) var merged: [FollowUp] = []
    private(set) var askers: [String: Set<Int>] = [:]

    var isEmpty: Bool { merged.isEmpty }

    /// Returns those that were not owed before in this strength.
    mutating func add(_ followUps: [FollowUp], by control: Int) -> [FollowUp] {
        let news = followUps.filter { followUp in
            !merged.contains { $0.unit == followUp.unit && $0.refresh >= followUp.refresh }
        }
        merged = FollowUp.merged(merged + followUps)
        for followUp in followUps { askers[followUp.unit, default: []].insert(control) }
        return news
    }

    /// Takes out those that `looks` would see the effect of; all of them for `nil`.
    mutating func take(seenBy looks: [Subject]?) -> [FollowUp] {
        guard let looks else {
            defer { merged = [] }
            return merged
        }
        guard !merged.isEmpty else { return [] }
        let due = merged.filter { followUp in looks.contains { $0.sees(unit: followUp.unit) } }
        merged.removeAll { due.contains($0) }
        return due
    }
}

extension Subject {
    /// Whether a look at this sees what a unit does.
    fileprivate func sees(unit: String) -> Bool {
        reads.contains { region in
            switch region {
            case .one(let subject): subject == .unit(named: unit)
            case .anything: true
            case .tree: false
            }
        }
    }
}
