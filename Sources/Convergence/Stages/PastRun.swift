/// What a journal says was done: its steps in order, each with its images, and what is still owed.
package struct PastRun: Sendable {
    package struct Performed: Sendable {
        package var number: Int
        package var control: String
        package var step: Step
        package var before: [Record.Kept]
        /// `nil` when the run was cut off before it could say.
        package var after: [Record.Kept]?
    }

    package private(set) var header: RunHeader?
    package private(set) var performed: [Performed] = []
    /// The follow-ups that each control asked for, in the order of asking.
    package private(set) var asked: [(control: String, followUp: FollowUp)] = []
    /// Follow-ups that were announced and not paid.
    package private(set) var owed: [FollowUp] = []

    package init(_ records: [Record]) {
        var indexOf: [Int: Int] = [:]
        var failed: Set<Int> = []
        for record in records {
            switch record {
            case .began(let header): self.header = header
            case .will(let number, let control, let step, let before):
                indexOf[number] = performed.count
                performed.append(
                    Performed(number: number, control: control, step: step, before: before, after: nil))
            case .did(let number, let after):
                if let index = indexOf[number] { performed[index].after = after }
            case .failed(let number, _): failed.insert(number)
            case .owed(let followUp, let control):
                owed = FollowUp.merged(owed + [followUp])
                asked.append((control, followUp))
            case .paid(let followUp):
                owed.removeAll { $0.unit == followUp.unit && $0.refresh <= followUp.refresh }
            case .ended: break
            }
        }
        performed.removeAll { failed.contains($0.number) }
    }

    /// The steps whose effect still stands: those that the run itself took back are left out, and what took them back.
    package var standing: [Performed] {
        var standing: [Performed] = []
        for item in performed {
            let subjects = Set(item.step.keeps)
            if let last = standing.lastIndex(where: { !subjects.isDisjoint(with: $0.step.keeps) }),
                item.takesBack(standing[last])
            {
                standing.remove(at: last)
            } else {
                standing.append(item)
            }
        }
        return standing
    }

    /// The records that a run which was cut off could not write: what became of its last steps is computed from
    /// what is there now.
    package func resolution(on host: some HostObserving) async -> [Record] {
        var records: [Record] = []
        for item in performed where item.after == nil {
            var now: [Subject: Image] = [:]
            for subject in Set(item.step.needs + item.step.writes) {
                guard let image = try? await host.wholeImage(of: subject) else { continue }
                now[subject] = image.withheld(from: item.step)
            }
            let before = Dictionary(item.before.map { ($0.subject, $0.image) }) { first, _ in first }
            let left = item.step.keeps.compactMap { subject in now[subject].map { Record.Kept(subject, $0) } }
            switch item.step.fate(before: before, needs: now, now: now) {
            case .notDone:
                records.append(
                    .failed(
                        number: item.number, error: HostError(.interrupted, "the run was cut off before it")))
            case .done: records.append(.did(number: item.number, after: left))
            case .neither:
                // Somebody else's work is not ours to undo; what is left of a step in pieces is.
                records.append(.did(number: item.number, after: item.step.isAtomic ? [] : left))
            }
        }
        return records
    }
}

extension PastRun.Performed {
    fileprivate func takesBack(_ earlier: Self) -> Bool {
        guard let after, let earlierAfter = earlier.after, !after.isEmpty, control == earlier.control else {
            return false
        }
        return Set(before) == Set(earlierAfter) && Set(after) == Set(earlier.before)
    }
}
