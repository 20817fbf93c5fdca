/// Makes a plan on a forecast. Its only I/O is looking, and each subject of the base is asked once.
package struct Planner {
    private let controls: [Control]
    private let treatments: [Treatment]
    private let forecast: ForecastHost
    private let passBound: Int
    private let progress: @Sendable (Int) -> Void

    private var plan = Plan()
    private var observed: [Observed] = []
    private var readers = Readers()
    /// Must be looked at again before it is decided.
    private var isStale: [Bool]
    /// Waits for its turn in this pass or the next.
    private var isWaiting: [Bool]
    /// Steps that could not be done on the forecast, so far.
    private var stuck: [Int: HostError] = [:]
    private var entryOf: [Int: Int] = [:]
    /// Entries that a later one of the same control replaced.
    private var superseded: Set<Int> = []
    private var images: [Subject: [Written]] = [:]
    private let indexOf: [String: Int]

    /// An image that a subject had on the forecast, and who made it.
    private struct Written {
        var by: Int
        var image: Image
    }

    /// `treatments` has one entry for each control of the policy.
    package init(
        _ policy: Policy, treatments: [Treatment], on base: some HostObserving, passBound: Int = 8,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        controls = policy.controls
        self.treatments = treatments
        forecast = ForecastHost(over: base)
        self.passBound = passBound
        self.progress = progress
        isStale = Array(repeating: false, count: controls.count)
        isWaiting = treatments.map { $0.isLookedAt }
        indexOf = Dictionary(controls.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// The plan, and the forecast it was made on.
    package static func plan(
        _ policy: Policy, treatments: [Treatment], on base: some HostObserving, passBound: Int = 8,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> (plan: Plan, forecast: ForecastHost) {
        var planner = Planner(
            policy, treatments: treatments, on: base, passBound: passBound, progress: progress)
        await planner.run()
        return (planner.plan, planner.forecast)
    }

    private mutating func run() async {
        await lookAtAll()
        for pass in 0... {
            guard isWaiting.contains(true) else { break }
            guard pass < passBound else {
                let restless = controls.indices.filter { isWaiting[$0] }
                plan.conflicts.append(Plan.Conflict(controls: restless, over: nil))
                break
            }
            for index in controls.indices where isWaiting[index] {
                if mustWait(index, inPass: pass) { continue }
                isWaiting[index] = false
                await decide(index)
                if !plan.conflicts.isEmpty { return }
            }
        }
        for (index, error) in stuck.sorted(by: { $0.key < $1.key }) {
            put(Plan.Entry(control: index, assessment: .unknown(error), looks: observed[index].looks))
        }
        plan.entries = plan.entries.indices.filter { !superseded.contains($0) }.map { plan.entries[$0] }
    }

    private mutating func lookAtAll() async {
        let lookedAt = controls.indices.filter { treatments[$0].isLookedAt }
        let results = await observe(lookedAt.map { controls[$0] }, on: forecast, progress: progress)
        plan.looks = lookedAt.count
        observed = Array(
            repeating: Observed(assessment: .notApplicable(""), looks: []), count: controls.count)
        for (index, result) in zip(lookedAt, results) { observed[index] = result }
        // A plan without a change needs no index of who looked at what.
        guard results.contains(where: { $0.assessment.wantsSteps }) else { return }
        for index in lookedAt { readers.add(observed[index].looks, of: index) }
    }

    /// `after:` waits for those it names; a pass without progress ends the waiting.
    private func mustWait(_ index: Int, inPass pass: Int) -> Bool {
        pass < passBound - 1
            && controls[index].after.contains { id in
                indexOf[id].map { isWaiting[$0] && $0 != index } ?? false
            }
    }

    private mutating func decide(_ index: Int) async {
        if isStale[index] {
            observed[index] = await observe(controls[index], on: forecast)
            readers.add(observed[index].looks, of: index)
            isStale[index] = false
            plan.relooks += 1
        }
        var entry = Plan.Entry(
            control: index, assessment: observed[index].assessment, looks: observed[index].looks)
        entry.dependsOn = sources(of: observed[index].looks, for: index)
            .union(controls[index].after.compactMap { indexOf[$0] })
        if case .deferred(let error, _) = entry.assessment {
            entry.assessment = .deferred(error, after: entry.dependsOn.sorted().map { controls[$0].id })
        }
        guard case .enforce = treatments[index],
            case .drifted(_, .steps(let steps, let then, _)) = entry.assessment
        else {
            put(entry)
            return
        }
        await perform(steps, then: then, for: index, into: &entry)
    }

    private mutating func perform(
        _ steps: [Step], then: [FollowUp], for index: Int, into entry: inout Plan.Entry
    ) async {
        let mark = forecast.mark
        var changed: [Subject] = []
        var needed: [Subject] = []
        for step in steps {
            needed += step.needs
            do throws(HostError) {
                let done = try await forecast.perform(step, by: index)
                changed += done.changed
                entry.moves.append(move(step, done))
            } catch {
                // Somebody later in the policy may make it possible.
                forecast.rollBack(to: mark)
                readers.add(needed, of: index)
                isStale[index] = true
                if error.code == .unforeseen {
                    entry.moves = []
                    entry.dependsOn.formUnion(sources(of: needed, for: index))
                    entry.assessment = .deferred(
                        error, after: entry.dependsOn.sorted().map { controls[$0].id })
                    put(entry)
                } else {
                    stuck[index] = error
                }
                return
            }
        }
        stuck[index] = nil
        entry.dependsOn.formUnion(sources(of: needed, for: index))
        entry.followUps = then
        await lookAgain(at: index, entry: &entry)
        put(entry)
        for subject in changed { noteChange(of: subject, by: index, entry: entry) }
    }

    private func move(_ step: Step, _ done: ForecastHost.Performed) -> Plan.Move {
        let before = step.writes.compactMap { subject in
            done.before[subject].map { Record.Kept(subject, $0.withheld(from: step)) }
        }
        let canUndo = step.canUndo(to: before) { forecast.forecast(of: $0) }
        return Plan.Move(step: step, before: before, isForeseen: done.isForeseen, canUndo: canUndo)
    }

    /// Law 7 on the forecast: a fix closes its differences, or cannot be judged before it is real.
    private mutating func lookAgain(at index: Int, entry: inout Plan.Entry) async {
        let again = await observe(controls[index], on: forecast)
        readers.add(again.looks, of: index)
        entry.looks += again.looks
        guard case .drifted(let left, let fix) = again.assessment else { return }
        // Several rounds are planned as far as they can be seen; what follows a follow-up is seen at its turn.
        if case .steps(let more, _, _) = fix, more == entry.moves.map(\.step) || more.isEmpty {
            let aspects = left.map(\.aspect).joined(separator: ", ")
            if entry.followUps.isEmpty {
                entry.assessment = .unknown(
                    HostError(.failed, "its own fix would leave a difference: \(aspects)"))
            }
        }
    }

    private mutating func noteChange(of subject: Subject, by index: Int, entry: Plan.Entry) {
        if case .image(let image)? = forecast.forecast(of: subject) {
            var past = images[subject] ?? []
            if past.isEmpty, let first = entry.moves.lazy.compactMap({ $0.image(of: subject) }).first {
                past.append(Written(by: ForecastHost.nobody, image: first))
            }
            if let back = past.lastIndex(where: { $0.image == image }) {
                let others = Set(past[(back + 1)...].map(\.by)).subtracting([index, ForecastHost.nobody])
                if !others.isEmpty {
                    plan.conflicts.append(
                        Plan.Conflict(controls: others.union([index]).sorted(), over: subject))
                }
            }
            past.append(Written(by: index, image: image))
            images[subject] = past
        }
        for reader in readers.concerned(by: subject) where reader != index {
            isStale[reader] = true
            isWaiting[reader] = true
        }
    }

    /// The controls that wrote the forecast a look found.
    private func sources(of looks: [Subject], for index: Int) -> Set<Int> {
        guard forecast.mark > 0 else { return [] }
        var found: Set<Int> = []
        for look in looks { found.formUnion(forecast.writers(of: look)) }
        return found.subtracting([index, ForecastHost.nobody])
    }

    /// One entry for each time a control moves; one without moves for a control that never does.
    private mutating func put(_ entry: Plan.Entry) {
        if let old = entryOf[entry.control] {
            if !plan.entries[old].moves.isEmpty, entry.moves.isEmpty { return }
            if plan.entries[old].moves.isEmpty { superseded.insert(old) }
        }
        entryOf[entry.control] = plan.entries.count
        plan.entries.append(entry)
    }
}

extension Treatment {
    /// Whether the host is asked at all.
    package var isLookedAt: Bool {
        switch self {
        case .enforce, .audit, .waive: true
        case .notApplicable, .skip: false
        }
    }
}

extension Assessment {
    var wantsSteps: Bool {
        if case .drifted(_, .steps) = self { true } else { false }
    }
}

extension Plan.Move {
    func image(of subject: Subject) -> Image? { before.first { $0.subject == subject }?.image }
}
