/// What became of a step whose run was cut off.
package enum Fate: Hashable, Sendable { case notDone, done, neither }

extension Step {
    /// Decided by what is there, not by belief: pure, from what was recorded before the step and what is now.
    package func fate(before: [Subject: Image], needs: [Subject: Image], now: [Subject: Image]) -> Fate {
        if writes.allSatisfy({ before[$0] == now[$0] }) { return .notDone }
        guard let effect = try? effect(on: needs.merging(before) { _, recorded in recorded }) else {
            return .neither
        }
        let isDone = writes.allSatisfy { subject in
            guard let after = effect[subject] else { return true }
            guard case .image(let foretold) = after else { return true }
            return now[subject].map { $0.fulfils(foretold) } ?? false
        }
        return isDone ? .done : .neither
    }
}
