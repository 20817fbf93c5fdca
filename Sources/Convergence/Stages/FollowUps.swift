/// The follow-ups that changes asked for and that are still to be paid, and by whom they were asked.
struct OwedFollowUps {
    /// A follow-up to pay now. `askers` may hold `ForecastHost.nobody`: an earlier run asked.
    struct Due {
        var followUp: FollowUp
        var askers: Set<Int>
    }

    /// In the order of first mention, one for each unit.
    private var all: [Due] = []

    var isEmpty: Bool { all.isEmpty }

    /// A restart covers a reload.
    mutating func add(_ followUps: [FollowUp], by control: Int) {
        for followUp in followUps {
            if let index = all.firstIndex(where: { $0.followUp.unit == followUp.unit }) {
                all[index].followUp.refresh = max(all[index].followUp.refresh, followUp.refresh)
                all[index].askers.insert(control)
            } else {
                all.append(Due(followUp: followUp, askers: [control]))
            }
        }
    }

    func isOwing(_ control: Int) -> Bool { all.contains { $0.askers.contains(control) } }

    /// Forgets what a control asked for. Returns those that nobody asks for any more.
    mutating func cancel(by control: Int) -> [FollowUp] {
        for index in all.indices { all[index].askers.remove(control) }
        defer { all.removeAll { $0.askers.isEmpty } }
        return all.filter { $0.askers.isEmpty }.map(\.followUp)
    }

    /// Takes out those that `looks` would see the effect of; all of them for `nil`.
    mutating func take(seenBy looks: [Subject]?) -> [Due] {
        guard !all.isEmpty else { return [] }
        let units = looks.map { UnitsSeen($0) }
        let due = all.filter { units?.includes($0.followUp.unit) ?? true }
        all.removeAll { units?.includes($0.followUp.unit) ?? true }
        return due
    }
}

/// The units whose doings some looks see.
struct UnitsSeen {
    private var units: Set<String> = []
    private var isAnything = false

    init(_ looks: [Subject]) {
        for look in looks {
            for region in look.reads {
                switch region {
                case .one(.unit(let name)): units.insert(name)
                case .anything: isAnything = true
                case .one, .tree: break
                }
            }
        }
    }

    func includes(_ unit: String) -> Bool { isAnything || units.contains(unit) }
}

extension HostChanging {
    /// Reloads or restarts a unit that runs, and looks whether it took it. One that does not run has nothing to take
    /// notice of, but its service manager may have: `rereading` its files is then all that is done.
    func refresh(_ followUp: FollowUp, rereading: Bool = false) async -> HostError? {
        do throws(HostError) {
            guard let unit = try await unit(followUp.unit) else { return nil }
            switch unit.activity {
            case .stopped where rereading:
                try await perform(.refreshUnit(named: followUp.unit, by: .reload))
                return nil
            case .atBoot, .stopped: return nil
            case .running, .failed, .changing: break
            }
            try await perform(followUp.step)
            let after = try await self.unit(followUp.unit)
            let word = followUp.refresh.rawValue
            switch after?.activity {
            case nil: return HostError(.failed, "\(followUp.unit) is gone after its \(word)")
            case .failed?: return HostError(.failed, "\(followUp.unit) failed after its \(word)")
            case .changing?:
                return HostError(.failed, "\(followUp.unit) does not come to rest after its \(word)")
            case .stopped? where unit.activity == .running:
                return HostError(.failed, "\(followUp.unit) no longer runs after its \(word)")
            case .stopped?, .running?, .atBoot?: return nil
            }
        } catch {
            return error
        }
    }
}
