/// Takes a run back, last step first. What somebody changed since is left alone and named.
package struct Undoer<Host: HostChanging> {
    private let host: Host
    private var writer: StepWriter<Host>
    private var entries: [UndoReport.Entry] = []

    package init(on host: Host, journal: any Journal) {
        self.host = host
        writer = StepWriter(host: host, journal: journal)
    }

    /// Throws only when the journal cannot be written.
    package mutating func undo(_ run: PastRun) async throws(JournalError) -> [UndoReport.Entry] {
        for item in run.performed.reversed() { try await undo(item) }
        if entries.contains(where: { $0.fate == .restored }) { await refresh(run.followUps) }
        return entries
    }

    private mutating func undo(_ item: PastRun.Performed) async throws(JournalError) {
        if case .run(_, let undo, _) = item.step {
            try await undoCommand(item, by: undo)
            return
        }
        for kept in item.before.reversed() {
            let now: Image
            do throws(HostError) {
                now = try await host.image(of: kept.subject)
            } catch {
                note(item, kept.subject, .failed, error.description)
                continue
            }
            try await restore(kept, from: now, of: item)
        }
    }

    private mutating func restore(
        _ kept: Record.Kept, from now: Image, of item: PastRun.Performed
    ) async throws(JournalError) {
        let subject = kept.subject
        if now.withheld(from: item.step) == kept.image, !kept.image.isWithheld {
            note(item, subject, .alreadySo, nil)
            return
        }
        let ours = item.after?.first { $0.subject == subject }?.image ?? foretold(subject, by: item)
        guard let ours, now == ours else {
            entries.append(
                UndoReport.Entry(
                    control: item.control, subject: subject, fate: .conflict,
                    reason: "somebody changed it since; it was left alone", before: kept.image, ours: ours,
                    now: now))
            return
        }
        guard let steps = subject.steps(from: now, to: kept.image) else {
            let reason =
                kept.image.isWithheld
                ? "its former contents were not kept: they may have held a secret" : "there is no way back"
            note(item, subject, .impossible, reason)
            return
        }
        let error = try await writer.perform(steps, for: 0, id: item.control)
        note(item, subject, error == nil ? .restored : .failed, error?.description)
    }

    /// What a step that could not say what it did must have left, computed from what it found.
    private func foretold(_ subject: Subject, by item: PastRun.Performed) -> Image? {
        let before = Dictionary(item.before.map { ($0.subject, $0.image) }) { first, _ in first }
        guard case .image(let image)? = (try? item.step.effect(on: before))?[subject] else { return nil }
        return image
    }

    private mutating func undoCommand(
        _ item: PastRun.Performed, by undo: [Command]
    ) async throws(JournalError) {
        let subject = item.step.writes.first ?? .facts
        guard !undo.isEmpty else {
            note(item, subject, .impossible, "the control names no command that takes it back")
            return
        }
        let steps = undo.map { Step.run(command: $0, undo: [], changes: item.step.writes) }
        let error = try await writer.perform(steps, for: 0, id: item.control)
        note(item, subject, error == nil ? .restored : .failed, error?.description)
    }

    /// Units read the restored files again. One that does not is named.
    private mutating func refresh(_ followUps: [FollowUp]) async {
        for followUp in followUps {
            do throws(HostError) {
                guard let unit = try await host.unit(followUp.unit), unit.activity != .atBoot,
                    unit.activity != .stopped
                else { continue }
                try await host.perform(followUp.step)
            } catch {
                entries.append(
                    UndoReport.Entry(
                        control: "", subject: .unit(named: followUp.unit), fate: .failed,
                        reason: error.description))
            }
        }
    }

    private mutating func note(
        _ item: PastRun.Performed, _ subject: Subject, _ fate: UndoReport.Fate, _ reason: String?
    ) {
        entries.append(UndoReport.Entry(control: item.control, subject: subject, fate: fate, reason: reason))
    }
}

extension Image {
    fileprivate var isWithheld: Bool {
        if case .node(let node) = self, node.form == .withheldFile { true } else { false }
    }
}
