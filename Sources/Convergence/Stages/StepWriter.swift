/// Performs steps with everything around them that makes them safe: before-images, a journal written ahead,
/// after-images, and the way back.
struct StepWriter<Host: HostChanging> {
    /// A step that was performed, for taking it back.
    struct Done: Sendable {
        var number: Int
        var control: Int
        var step: Step
        var before: [Record.Kept]
        var after: [Record.Kept]
    }

    /// A step to perform on behalf of a control.
    struct Order: Sendable {
        var control: Int
        var id: String
        var step: Step
        /// What the plan saw; `nil` where the plan need not be met exactly.
        var expected: [Record.Kept]?
    }

    let host: Host
    let journal: any Journal
    private(set) var done: [Done] = []
    private var lastNumber = 0

    init(host: Host, journal: any Journal) {
        self.host = host
        self.journal = journal
    }

    /// Steps that do not depend on each other. Throws only when the journal cannot be written: then nothing
    /// more may be done.
    mutating func perform(
        _ orders: [Order], announcing owed: [Record] = []
    ) async throws(JournalError) -> [Result<Void, HostError>] {
        var results = [Result<Void, HostError>](repeating: .success(()), count: orders.count)
        var ready: [(index: Int, done: Done)] = []
        for (index, order) in orders.enumerated() {
            do throws(HostError) {
                let before = try await images(before: order)
                lastNumber += 1
                ready.append(
                    (
                        index,
                        Done(
                            number: lastNumber, control: order.control, step: order.step, before: before,
                            after: [])
                    ))
            } catch {
                results[index] = .failure(error)
            }
        }
        let announced = ready.map { item in
            Record.will(
                number: item.done.number, control: orders[item.index].id, step: item.done.step,
                before: item.done.before)
        }
        if !(owed + announced).isEmpty { try await write(owed + announced) }
        guard !ready.isEmpty else { return results }
        var endings: [Record] = []
        let performed = await host.perform(ready.map(\.done.step))
        for (item, result) in zip(ready, performed) {
            results[item.index] = result
            switch result {
            case .success:
                var done = item.done
                done.after = await images(after: done.step)
                self.done.append(done)
                endings.append(.did(number: done.number, after: done.after))
            case .failure(let error): endings.append(.failed(number: item.done.number, error: error))
            }
        }
        try await write(endings)
        return results
    }

    /// Performs steps one after the other, up to the first that fails.
    mutating func perform(_ steps: [Step], for control: Int, id: String) async throws(JournalError)
        -> HostError?
    {
        for step in steps {
            if case .failure(let error) = try await perform([Order(control: control, id: id, step: step)])[0]
            {
                return error
            }
        }
        return nil
    }

    func write(_ records: [Record]) async throws(JournalError) {
        do throws(HostError) {
            try await journal.append(records)
        } catch {
            throw JournalError(cause: error)
        }
    }

    /// Takes back what these controls did in this run, last step first. `nil` when everything could be taken back;
    /// otherwise what could not.
    mutating func takeBack(
        _ controls: Set<Int>, ids: (Int) -> String
    ) async throws(JournalError) -> String? {
        var left: String?
        for item in done.reversed() where controls.contains(item.control) {
            let id = ids(item.control)
            for kept in item.before.reversed() {
                let problem = try await bringBack(kept, of: item, id: id)
                left = left ?? problem
            }
            guard case .run(_, let undo, _) = item.step else { continue }
            if undo.isEmpty { left = left ?? "what a command did cannot be taken back" }
            let steps = undo.map { Step.run(command: $0, undo: [], changes: item.step.writes) }
            let error = try await perform(steps, for: item.control, id: id)
            left = left ?? error?.description
        }
        done.removeAll { controls.contains($0.control) }
        return left
    }

    private mutating func bringBack(
        _ kept: Record.Kept, of item: Done, id: String
    ) async throws(JournalError) -> String? {
        let now: Image
        do throws(HostError) {
            now = try await host.image(of: kept.subject)
        } catch {
            return "\(kept.subject) could not be looked at: \(error)"
        }
        guard now != kept.image else { return nil }
        guard let steps = kept.subject.steps(from: now, to: kept.image) else {
            return "\(kept.subject) cannot be brought back"
        }
        let error = try await perform(steps, for: item.control, id: id)
        return error.map { "\(kept.subject) could not be brought back: \($0)" }
    }

    private func images(before order: Order) async throws(HostError) -> [Record.Kept] {
        var before: [Record.Kept] = []
        for subject in order.step.keeps {
            let image = try await host.image(of: subject).withheld(from: order.step)
            if let expected = order.expected?.first(where: { $0.subject == subject }), expected.image != image
            {
                throw HostError(.stale, "\(subject) has changed since the plan was made: plan again")
            }
            before.append(Record.Kept(subject, image))
        }
        return before
    }

    /// What cannot be looked at afterwards is left out: an undo then compares nothing and says so.
    private func images(after step: Step) async -> [Record.Kept] {
        var after: [Record.Kept] = []
        for subject in step.keeps {
            if let image = try? await host.image(of: subject) { after.append(Record.Kept(subject, image)) }
        }
        return after
    }
}

extension Step {
    /// The subjects whose images are kept. What a program says is no state that could be brought back.
    package var keeps: [Subject] {
        writes.filter { if case .answer = $0 { false } else { true } }
    }
}
