/// What became of a step whose run was cut off.
package enum Fate: Hashable, Sendable { case notDone, done, neither }

extension Step {
    /// Decided by what is there, not by belief: pure, from what was recorded before the step and what is now.
    package func fate(before: [Subject: Image], needs: [Subject: Image], now: [Subject: Image]) -> Fate {
        // A command that names nothing it changes leaves no trace to judge by.
        guard !keeps.isEmpty else { return .neither }
        if keeps.allSatisfy({ before[$0] == now[$0] }) { return .notDone }
        guard let effect = try? effect(on: needs.merging(before) { _, recorded in recorded }) else {
            return .neither
        }
        let isDone = keeps.allSatisfy { subject in
            guard case .image(let foretold)? = effect[subject] else { return true }
            return now[subject].map { $0.fulfils(foretold) } ?? false
        }
        return isDone ? .done : .neither
    }

    /// Whether it is done at once or not at all, so that anything in between is somebody else's work.
    var isAtomic: Bool {
        switch self {
        case .replaceFile, .replaceLink, .remove: true
        default: false
        }
    }

    /// Whether this is what a plan foresaw; an id that the plan could not know is any id.
    package func fulfils(_ planned: Step) -> Bool {
        switch (self, planned) {
        case (.setAccount(let name, let real), .setAccount(let plannedName, let foretold)):
            name == plannedName && Image.account(is: real).fulfils(.account(is: foretold))
        case (.setGroup(let name, let real), .setGroup(let plannedName, let foretold)):
            name == plannedName && Image.group(is: real).fulfils(.group(is: foretold))
        default: self == planned
        }
    }
}
