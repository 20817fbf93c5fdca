/// Takes a run back, last step first. What somebody changed since is left alone and named.
package struct Undoer<Host: HostChanging>: Sendable {
    private let host: Host
    private var writer: StepWriter<Host>
    private var entries = UndoEntries()
    private var traces = SubjectTraces(of: [])
    /// What was asked for by controls of which something was restored.
    private var owed: [FollowUp] = []

    package init(on host: Host, journal: any Journal) {
        self.host = host
        writer = StepWriter(host: host, journal: journal)
    }

    /// Goes on to its end when the task is cancelled. Throws only when the journal cannot be written.
    package mutating func undo(_ run: PastRun) async throws(JournalError) -> [UndoReport.Entry] {
        let start = self
        return try await uninterrupted { _ throws(JournalError) in
            var undoer = start
            let standing = run.standing
            undoer.traces = SubjectTraces(of: standing)
            for item in standing.reversed() {
                try await undoer.undo(item, of: run)
                undoer.traces.drop(item)
            }
            try await undoer.refresh()
            return undoer.entries.all
        }
    }

    private mutating func undo(_ item: PastRun.Performed, of run: PastRun) async throws(JournalError) {
        if case .run(_, let undo, _) = item.step {
            try await undoCommand(item, by: undo, of: run)
            return
        }
        if case .refreshUnit(let name, let refresh) = item.step {
            owed = FollowUp.merged(owed + [FollowUp(refresh, name)])
            return
        }
        // All are looked at before any is changed: a group may go with its user.
        var ours: [Record.Kept] = []
        for kept in item.before.inOrderOfRestoring where await isOurs(kept, of: item) { ours.append(kept) }
        for kept in ours { try await restore(kept, of: item, of: run) }
    }

    /// Whether it still is as the run left it. Notes it when it is not.
    private mutating func isOurs(_ kept: Record.Kept, of item: PastRun.Performed) async -> Bool {
        let subject = kept.subject
        if entries.isGivenUp(subject, for: item.control) { return false }
        let now: Image
        do throws(HostError) {
            now = try await host.wholeImage(of: subject)
        } catch {
            giveUp(item, subject, .failed, error.description)
            return false
        }
        if traces.isBehind(now, subject) {
            note(item, subject, .alreadySo)
            return false
        }
        let seen = now.withheld(from: item.step)
        let left = item.after?.first { $0.subject == subject }?.image ?? foretold(subject, by: item)
        var reason: String?
        if seen != left || seen.isWithheld { reason = "somebody changed it since; it was left alone" }
        if reason == nil, kept.image == .absent, let path = subject.path,
            case .names(let names)? = try? await host.image(of: .names(in: path)), !names.isEmpty
        {
            reason = "somebody put something into it since; it was left alone"
        }
        let ours = traces.last(subject, leftNow: left)
        guard let reason else { return true }
        entries.giveUp(
            UndoReport.Entry(
                control: item.control, subject: subject, fate: .conflict, reason: reason,
                before: traces.first(subject), ours: ours, now: seen))
        return false
    }

    private mutating func restore(
        _ kept: Record.Kept, of item: PastRun.Performed, of run: PastRun
    ) async throws(JournalError) {
        let subject = kept.subject
        let now: Image
        do throws(HostError) {
            now = try await host.wholeImage(of: subject)
        } catch {
            giveUp(item, subject, .failed, error.description)
            return
        }
        guard let steps = subject.steps(from: now, to: kept.image) else {
            let reason =
                kept.image.isWithheld
                ? "its former contents were not kept: they may have held a secret" : "there is no way back"
            giveUp(item, subject, .impossible, reason)
            return
        }
        if let error = try await perform(steps, item, of: run) {
            giveUp(item, subject, .failed, error.description)
        } else {
            note(item, subject, .restored)
        }
    }

    /// What a step that could not say what it did must have left, computed from what it found.
    private func foretold(_ subject: Subject, by item: PastRun.Performed) -> Image? {
        let before = Dictionary(item.before.map { ($0.subject, $0.image) }) { first, _ in first }
        guard case .image(let image)? = (try? item.step.effect(on: before))?[subject] else { return nil }
        return image
    }

    private mutating func undoCommand(
        _ item: PastRun.Performed, by undo: [Command], of run: PastRun
    ) async throws(JournalError) {
        guard case .run(let command, _, let changes) = item.step else { return }
        let subject = changes.first ?? .answer(to: Query(command, reads: [.anything]))
        guard !undo.isEmpty else {
            note(item, subject, .impossible, "the control names no command that takes it back")
            return
        }
        let steps = undo.map { Step.run(command: $0, undo: [], changes: changes) }
        let error = try await perform(steps, item, of: run)
        note(item, subject, error == nil ? .restored : .failed, error?.description)
    }

    /// What the control's units must read again is owed before anything is changed.
    private mutating func perform(
        _ steps: [Step], _ item: PastRun.Performed, of run: PastRun
    ) async throws(JournalError) -> HostError? {
        let news = run.asked.filter { asked in
            asked.control == item.control
                && !owed.contains { $0.unit == asked.followUp.unit && $0.refresh >= asked.followUp.refresh }
        }
        owed = FollowUp.merged(owed + news.map(\.followUp))
        return try await writer.perform(
            steps, for: 0, id: item.control,
            announcing: steps.isEmpty ? [] : news.map { .owed(followUp: $0.followUp, control: $0.control) })
    }

    /// Units read the restored files again. One that does not is named.
    private mutating func refresh() async throws(JournalError) {
        for followUp in owed {
            if let error = await host.refresh(followUp, rereading: true) {
                entries.note(
                    UndoReport.Entry(
                        control: "", subject: .unit(named: followUp.unit), fate: .failed,
                        reason: error.description))
            }
            try await writer.write([.paid(followUp: followUp)])
        }
    }

    private mutating func note(
        _ item: PastRun.Performed, _ subject: Subject, _ fate: UndoReport.Fate, _ reason: String? = nil
    ) {
        entries.note(UndoReport.Entry(control: item.control, subject: subject, fate: fate, reason: reason))
    }

    private mutating func giveUp(
        _ item: PastRun.Performed, _ subject: Subject, _ fate: UndoReport.Fate, _ reason: String
    ) {
        entries.giveUp(UndoReport.Entry(control: item.control, subject: subject, fate: fate, reason: reason))
    }
}
