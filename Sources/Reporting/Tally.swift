internal import Convergence

/// How many controls came to what.
struct Tally {
    private var counts: [Int] = Array(repeating: 0, count: Outcome.allCases.count)
    private(set) var total = 0

    init(_ results: [ControlResult]) {
        // By index: a copy of each result would cost more than all the rest of a report of 10,000.
        for index in results.indices { counts[Self.slot(results[index].outcome)] += 1 }
        total = results.count
    }

    subscript(outcome: Outcome) -> Int { counts[Self.slot(outcome)] }

    /// In the order of `Outcome`; those with none are left out.
    var listed: [(outcome: Outcome, count: Int)] {
        Outcome.allCases.map { ($0, self[$0]) }.filter { $0.count > 0 }
    }

    /// `12 controls: 9 compliant, 3 drifted`.
    var words: String {
        let controls = total == 1 ? "1 control" : "\(total) controls"
        if total == 0 { return "no controls" }
        return controls + ": " + listed.map { "\($0.count) \($0.outcome.words)" }.joined(separator: ", ")
    }

    private static func slot(_ outcome: Outcome) -> Int {
        switch outcome {
        case .compliant: 0
        case .drifted: 1
        case .fixed: 2
        case .failed: 3
        case .blocked: 4
        case .unverified: 5
        case .byHand: 6
        case .unknown: 7
        case .deferred: 8
        case .waived: 9
        case .notApplicable: 10
        }
    }
}

extension [ControlResult] {
    /// The indices of those that `shows` holds for, by section in order of first mention.
    func grouped(showing shows: (ControlResult) -> Bool) -> [(section: String, indices: [Int])] {
        var groups: [(section: String, indices: [Int])] = []
        var places: [String: Int] = [:]
        for index in indices where shows(self[index]) {
            let section = self[index].section
            if let place = places[section] {
                groups[place].indices.append(index)
            } else {
                places[section] = groups.count
                groups.append((section, [index]))
            }
        }
        return groups
    }
}
