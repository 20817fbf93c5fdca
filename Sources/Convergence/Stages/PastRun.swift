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
    /// Follow-ups that were announced, in order of first mention.
    package private(set) var followUps: [FollowUp] = []
    /// Follow-ups that were announced and not paid.
    package private(set) var owed: [FollowUp] = []
    package private(set) var hasEnded = false

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
            case .owed(let followUp, _):
                followUps = FollowUp.merged(followUps + [followUp])
                owed = FollowUp.merged(owed + [followUp])
            case .paid(let followUp):
                owed.removeAll { $0.unit == followUp.unit && $0.refresh <= followUp.refresh }
            case .ended: hasEnded = true
            }
        }
        performed.removeAll { failed.contains($0.number) }
    }

    /// The records that a run which was cut off could not write: what became of its last steps is computed from
    /// what is there now.
    package func resolution(on host: some HostObserving) async -> [Record] {
        var records: [Record] = []
        for item in performed where item.after == nil {
            var now: [Subject: Image] = [:]
            for subject in Set(item.step.needs + item.step.writes) {
                if let image = try? await host.image(of: subject) { now[subject] = image }
            }
            let before = Dictionary(item.before.map { ($0.subject, $0.image) }) { first, _ in first }
            let current = now.mapValues { $0.withheld(from: item.step) }
            switch item.step.fate(before: before, needs: now, now: current) {
            case .notDone:
                records.append(
                    .failed(
                        number: item.number, error: HostError(.interrupted, "the run was cut off before it")))
            case .done, .neither:
                let after = item.step.keeps.compactMap { subject in
                    now[subject].map { Record.Kept(subject, $0) }
                }
                records.append(.did(number: item.number, after: after))
            }
        }
        return records
    }
}
