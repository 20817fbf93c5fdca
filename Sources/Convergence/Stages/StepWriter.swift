/// Performs steps with everything around them that makes them safe: before-images, a journal written ahead,
/// after-images, and the way back.
struct StepWriter<Host: HostChanging>: Sendable {
    /// A step that was performed, for taking it back.
    struct Done: Sendable {
        var number: Int
        var control: Int
        var id: String
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
    ///
    /// - Parameters:
    ///   - before: asked what the steps will find. What the steps were decided on a moment ago is what they rest on.
    ///   - after: asked what the steps left.
    mutating func perform(
        _ orders: [Order], announcing owed: [Record] = [], lookingOn before: any HostObserving,
        afterwardsOn after: any HostObserving
    ) async throws(JournalError) -> [Result<Void, HostError>] {
        var results = [Result<Void, HostError>](repeating: .success(()), count: orders.count)
        var ready: [(index: Int, done: Done)] = []
        ready.reserveCapacity(orders.count)
        let images = await concurrently(orders.count, on: host.lookThreads) { index in
            await Self.images(before: orders[index], on: before)
        }
        for (index, order) in orders.enumerated() {
            do throws(HostError) {
                let before = try images[index].get()
                lastNumber += 1
                let done = Done(
                    number: lastNumber, control: order.control, id: order.id, step: order.step,
                    before: before, after: [])
                ready.append((index, done))
            } catch {
                results[index] = .failure(error)
            }
        }
        let announced =
            owed
            + ready.map { item in
                Record.will(
                    number: item.done.number, control: item.done.id, step: item.done.step,
                    before: item.done.before)
            }
        if !announced.isEmpty { try await write(announced) }
        guard !ready.isEmpty else { return results }
        let steps = ready.map(\.done.step)
        let performed = await host.perform(steps)
        let left = await concurrently(steps.count, on: host.lookThreads) { index in
            await Self.images(after: steps[index], on: after)
        }
        var endings: [Record] = []
        endings.reserveCapacity(ready.count)
        for (place, item) in ready.enumerated() {
            let silence = HostError(.failed, "the host did not say what became of it")
            results[item.index] = performed.indices.contains(place) ? performed[place] : .failure(silence)
            endings.append(ending(of: item.done, results[item.index], leaving: left[place]))
        }
        try await write(endings)
        return results
    }

    /// The same, with the host itself asked before and afterwards.
    mutating func perform(
        _ orders: [Order], announcing owed: [Record] = []
    ) async throws(JournalError) -> [Result<Void, HostError>] {
        try await perform(orders, announcing: owed, lookingOn: host, afterwardsOn: host)
    }

    /// A step that failed and left something all the same is one that was done: it can be taken back.
    private mutating func ending(
        of item: Done, _ result: Result<Void, HostError>, leaving after: [Record.Kept]
    ) -> Record {
        var item = item
        item.after = after
        if case .failure(let error) = result, item.after == item.before {
            return .failed(number: item.number, error: error)
        }
        done.append(item)
        return .did(number: item.number, after: item.after)
    }

    /// Performs steps one after the other, up to the first that fails.
    mutating func perform(
        _ steps: [Step], for control: Int, id: String, announcing owed: [Record] = []
    ) async throws(JournalError) -> HostError? {
        var owed = owed
        for step in steps {
            let order = Order(control: control, id: id, step: step)
            let result = try await perform([order], announcing: owed)
            owed = []
            if case .failure(let error) = result[0] { return error }
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

    /// Takes back what these controls did in this run, last step first. What could not be taken back, by control.
    mutating func takeBack(_ controls: Set<Int>) async throws(JournalError) -> [Int: String] {
        var left: [Int: String] = [:]
        for item in done.reversed() where controls.contains(item.control) {
            if let problem = try await takeBack(item) { left[item.control] = left[item.control] ?? problem }
        }
        done.removeAll { controls.contains($0.control) }
        return left
    }

    private mutating func takeBack(_ item: Done) async throws(JournalError) -> String? {
        if case .run(_, let undo, _) = item.step {
            if undo.isEmpty { return "what a command did cannot be taken back" }
            let steps = undo.map { Step.run(command: $0, undo: [], changes: item.step.writes) }
            return try await perform(steps, for: item.control, id: item.id)?.description
        }
        var left: String?
        var ours: [Record.Kept] = []
        for kept in item.before.inOrderOfRestoring {
            do throws(HostError) {
                let now = try await host.wholeImage(of: kept.subject)
                if now == kept.image { continue }
                let after = item.after.first { $0.subject == kept.subject }?.image
                if let after, now.withheld(from: item.step) != after {
                    left = left ?? "\(kept.subject) was changed since, and left alone"
                } else {
                    ours.append(kept)
                }
            } catch {
                left = left ?? "\(kept.subject) could not be looked at: \(error)"
            }
        }
        for kept in ours {
            let problem = try await bringBack(kept, of: item)
            left = left ?? problem
        }
        return left
    }

    private mutating func bringBack(
        _ kept: Record.Kept, of item: Done
    ) async throws(JournalError) -> String? {
        let now: Image
        do throws(HostError) {
            now = try await host.wholeImage(of: kept.subject)
        } catch {
            return "\(kept.subject) could not be looked at: \(error)"
        }
        guard let steps = kept.subject.steps(from: now, to: kept.image) else {
            return "\(kept.subject) cannot be brought back"
        }
        let error = try await perform(steps, for: item.control, id: item.id)
        return error.map { "\(kept.subject) could not be brought back: \($0)" }
    }

    private static func images(
        before order: Order, on host: some HostObserving
    ) async -> Result<[Record.Kept], HostError> {
        var before: [Record.Kept] = []
        do throws(HostError) {
            for subject in order.step.keeps {
                let image = try await host.wholeImage(of: subject).withheld(from: order.step)
                if let expected = order.expected?.first(where: { $0.subject == subject }),
                    !image.fulfils(expected.image)
                {
                    throw HostError(.stale, "\(subject) has changed since the plan was made: plan again")
                }
                before.append(Record.Kept(subject, image))
            }
            return .success(before)
        } catch {
            return .failure(error)
        }
    }

    /// What cannot be looked at afterwards is left out: an undo then compares with what the step must have left.
    private static func images(after step: Step, on host: some HostObserving) async -> [Record.Kept] {
        var after: [Record.Kept] = []
        for subject in step.keeps {
            guard let image = try? await host.wholeImage(of: subject) else { continue }
            after.append(Record.Kept(subject, image.withheld(from: step)))
        }
        return after
    }
}

extension Step {
    /// The subjects whose images are kept, each once. What a program says is no state that could be brought back.
    package var keeps: [Subject] {
        var kept: [Subject] = []
        for subject in writes {
            if case .answer = subject { continue }
            if !kept.contains(subject) { kept.append(subject) }
        }
        return kept
    }
}

extension [Record.Kept] {
    /// What goes away goes first, a user before its group; what comes back comes in the other order.
    var inOrderOfRestoring: [Record.Kept] {
        filter { $0.image == .absent } + filter { $0.image != .absent }.reversed()
    }
}
