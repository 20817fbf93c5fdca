/// How often a control at its turn may need another look and more steps, such as install, then configure, then start.
enum Rounds { static let bound = 4 }

// Law 4: a control's rounds happen on the forecast as they will happen on the host.
extension Planner {
    mutating func perform(
        _ first: [Step], then: [FollowUp], for index: Int, into entry: inout Plan.Entry
    ) async {
        let start = forecast.mark
        var changed: [Subject] = []
        var needed: [Subject] = []
        var (steps, then) = (first, then)
        for round in 0..<Rounds.bound {
            let mark = forecast.mark
            var moves: [Plan.Move] = []
            do throws(HostError) {
                for step in steps {
                    needed += step.needs
                    // Before this step writes over who wrote what it needs.
                    entry.dependsOn.formUnion(sources(of: step.needs, for: index))
                    let done = try await forecast.perform(step, by: index)
                    entry.dependsOn.formUnion(done.rivals.subtracting([index, ForecastHost.nobody]))
                    changed += done.changed
                    moves.append(move(step, done))
                }
            } catch {
                needed += steps.flatMap(\.needs)
                if round > 0, error.code == .unforeseen {
                    // As far as can be seen; the rest is decided at its turn.
                    forecast.rollBack(to: mark)
                    break
                }
                forecast.rollBack(to: start)
                giveUp(index, error, needed: needed, entry: &entry)
                return
            }
            entry.moves += moves
            entry.followUps = FollowUp.merged(entry.followUps + then)
            guard let more = await whatIsLeft(of: index, after: steps, entry: &entry) else { break }
            (steps, then) = more
        }
        entry.dependsOn.formUnion(sources(of: entry.looks, for: index))
        put(entry)
        noteMove(of: index, changing: changed, entry: entry)
    }

    /// Somebody later in the policy may make it possible.
    private mutating func giveUp(
        _ index: Int, _ error: HostError, needed: [Subject], entry: inout Plan.Entry
    ) {
        readers.add(needed, of: index)
        isStale[index] = true
        entry.moves = []
        entry.followUps = []
        guard error.code == .unforeseen else {
            stuck[index] = error
            return
        }
        for subject in needed { entry.dependsOn.formUnion(forecast.writers(neededFor: subject)) }
        entry.dependsOn.subtract([index, ForecastHost.nobody])
        entry.assessment = put(off: error, entry)
        put(entry)
    }

    private func move(_ step: Step, _ done: ForecastHost.Performed) -> Plan.Move {
        let before = step.keeps.compactMap { subject in
            done.before[subject].map { Record.Kept(subject, $0.withheld(from: step)) }
        }
        let canUndo = step.canUndo(to: before) { forecast.forecast(of: $0) }
        return Plan.Move(step: step, before: before, isForeseen: done.isForeseen, canUndo: canUndo)
    }

    /// The next round, or `nil` when nothing is left or it cannot be judged before it is real.
    private mutating func whatIsLeft(
        of index: Int, after steps: [Step], entry: inout Plan.Entry
    ) async -> (steps: [Step], then: [FollowUp])? {
        let again = await observe(controls[index], on: forecast)
        // What it looked at before, its readers know. Few looks: searched, not hashed.
        let news = again.looks.filter { look in !entry.looks.contains(look) }
        readers.add(news, of: index)
        entry.looks += news
        guard case .drifted(let left, .steps(let more, let then, _)) = again.assessment else { return nil }
        guard more.isEmpty || more == steps else { return (more, then) }
        if entry.followUps.isEmpty {
            let aspects = left.map(\.aspect).joined(separator: ", ")
            entry.assessment = .unknown(
                HostError(.failed, "its own fix would leave a difference: \(aspects)"))
        }
        return nil
    }
}
