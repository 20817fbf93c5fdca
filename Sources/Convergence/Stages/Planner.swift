/// Makes a plan on a forecast. Its only I/O is looking, and each subject of the base is asked once.
package struct Planner {
    let controls: [Control]
    let treatments: [Treatment]
    let forecast: ForecastHost
    private let moveBound: Int
    private let progress: @Sendable (Int) -> Void
    private let indexOf: [String: Int]

    var plan = Plan()
    private var observed: [Observed] = []
    let aliases: Aliases
    var readers: Readers
    private var quarrels = Quarrels()
    /// Must be looked at again before it is decided.
    var isStale: [Bool]
    /// Waits for its turn in this pass or the next.
    private var isWaiting: [Bool]
    /// Quarrels with another: not decided any more.
    private var isInConflict: [Bool]
    /// How often each control changed the forecast.
    private var moveCounts: [Int]
    /// Steps that could not be done on the forecast, so far.
    var stuck: [Int: HostError] = [:]
    private var entryOf: [Int: Int] = [:]
    /// Entries that a later one of the same control replaced.
    private var superseded: Set<Int> = []

    /// `treatments` has one entry for each control of the policy. `moveBound` says how often one control may change
    /// the forecast before planning is called restless.
    private init(
        _ policy: Policy, treatments: [Treatment], on base: some HostObserving, aliases: Aliases,
        moveBound: Int, progress: @escaping @Sendable (Int) -> Void
    ) {
        controls = policy.controls
        self.treatments = treatments
        forecast = ForecastHost(over: base, aliases: aliases)
        self.aliases = aliases
        readers = Readers(aliases)
        self.moveBound = moveBound
        self.progress = progress
        isStale = Array(repeating: false, count: controls.count)
        isWaiting = treatments.map { $0.isLookedAt }
        isInConflict = isStale
        moveCounts = Array(repeating: 0, count: controls.count)
        indexOf = Dictionary(controls.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// The plan, and the forecast it was made on. `aliases` are those of the policy on this host.
    package static func plan(
        _ policy: Policy, treatments: [Treatment], on base: some HostObserving, aliases: Aliases = Aliases(),
        moveBound: Int = 8, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> (plan: Plan, forecast: ForecastHost) {
        var planner = Planner(
            policy, treatments: treatments, on: base, aliases: aliases, moveBound: moveBound,
            progress: progress)
        await planner.run()
        return (planner.plan, planner.forecast)
    }

    private mutating func run() async {
        await lookAtAll()
        let order = TurnOrder.of(controls, indexOf: indexOf)
        var isForced = false
        // Ends: a control waits again only when another one changed the forecast, and that is bounded.
        while isWaiting.contains(true) {
            var hasDecided = false
            for index in order where isWaiting[index] && (isForced || !mustWait(index)) {
                isWaiting[index] = false
                hasDecided = true
                await decide(index)
            }
            isForced = !hasDecided
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

    /// `after:` waits for those it names, until nothing else can be decided.
    private func mustWait(_ index: Int) -> Bool {
        controls[index].after.contains { id in
            guard let other = indexOf[id], other != index else { return false }
            return isWaiting[other] || stuck[other] != nil
        }
    }

    private mutating func decide(_ index: Int) async {
        stuck[index] = nil
        if isStale[index] {
            observed[index] = await observe(controls[index], on: forecast)
            readers.add(observed[index].looks, of: index)
            isStale[index] = false
            plan.relooks += 1
        }
        var entry = Plan.Entry(
            control: index, assessment: observed[index].assessment, looks: observed[index].looks)
        entry.dependsOn = sources(of: observed[index].looks, for: index)
            .union(controls[index].after.compactMap { indexOf[$0] }).subtracting([index])
        if case .deferred(let error, _) = entry.assessment { entry.assessment = put(off: error, entry) }
        guard case .enforce = treatments[index],
            case .drifted(_, .steps(let steps, let then, _)) = entry.assessment
        else {
            put(entry)
            return
        }
        await perform(steps, then: then, for: index, into: &entry)
    }

    func put(off error: HostError, _ entry: Plan.Entry) -> Assessment {
        .deferred(error, after: entry.dependsOn.sorted().map { controls[$0].id })
    }

    /// What a control's steps changed: others are looked at again, and those it quarrels with are named.
    mutating func noteMove(of index: Int, changing changed: [Subject], entry: Plan.Entry) {
        guard !changed.isEmpty else { return }
        moveCounts[index] += 1
        for subject in changed { noteChange(of: subject, by: index, entry: entry) }
        guard moveCounts[index] >= moveBound, !isInConflict[index] else { return }
        conflict(among: controls.indices.filter { moveCounts[$0] > 1 }, over: nil)
    }

    private mutating func noteChange(of subject: Subject, by index: Int, entry: Plan.Entry) {
        if case .image(let image)? = forecast.forecast(of: subject) {
            let before = entry.moves.lazy.compactMap { $0.image(of: subject) }.first
            let others = quarrels.note(aliases.real(subject), from: before, to: image, by: index)
            if !others.isEmpty { conflict(among: others.union([index]).sorted(), over: subject) }
        }
        var concerned = readers.concerned(by: subject)
        // What it lacks may come with the package.
        if case .package = subject { concerned.formUnion(stuck.keys) }
        for reader in concerned where reader != index {
            isStale[reader] = true
            isWaiting[reader] = !isInConflict[reader]
        }
    }

    private mutating func conflict(among quarrelling: [Int], over subject: Subject?) {
        for index in quarrelling {
            isInConflict[index] = true
            isWaiting[index] = false
        }
        if !plan.conflicts.contains(where: { $0.controls == quarrelling }) {
            plan.conflicts.append(Plan.Conflict(controls: quarrelling, over: subject))
        }
    }

    /// The controls that wrote the forecast a look found.
    func sources(of looks: [Subject], for index: Int) -> Set<Int> {
        guard forecast.mark > 0 else { return [] }
        var found: Set<Int> = []
        for look in looks { found.formUnion(forecast.writers(of: look)) }
        return found.subtracting([index, ForecastHost.nobody])
    }

    /// One entry for each time a control moves; one without moves for a control that never does.
    mutating func put(_ entry: Plan.Entry) {
        if let old = entryOf[entry.control] {
            if !plan.entries[old].moves.isEmpty, entry.moves.isEmpty, stuck[entry.control] == nil { return }
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
