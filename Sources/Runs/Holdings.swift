package import Convergence

/// Which controls runs applied on this host, so that one which the policy no longer holds can be named.
package struct Holdings: Hashable, Sendable, Codable {
    /// One control of one policy under one root.
    private struct Holding: Hashable, Sendable, Codable {
        var policy: String
        var root: String
        var control: String
        /// Oldest first.
        var changes: [Change]

        mutating func joinOldest() {
            let next = changes.remove(at: 1)
            changes[0].subjects = Set(changes[0].subjects + next.subjects).sorted()
        }
    }

    /// What one run did for a control.
    private struct Change: Hashable, Sendable, Codable {
        var run: String
        var subjects: [String]
    }

    /// Of the changes of one control only so many are kept apart: however often a control is mended again, what is
    /// read stays as small. The oldest stands for those in between: a change is held as long as it is.
    private static let mostChanges = 8

    private var holdings: [Holding] = []

    package init() {}

    /// Notes that a run changed these subjects for a control.
    package mutating func note(
        control: String, of policy: String, root: String, run: String, subjects: [String]
    ) {
        note([(control, subjects)], of: policy, root: root, run: run)
    }

    private mutating func note(
        _ changed: [(control: String, subjects: [String])], of policy: String, root: String, run: String
    ) {
        // Looked up once for all: a search for each of 10,000 controls took longer than writing their files.
        var indexes: [String: Int] = [:]
        for (index, holding) in holdings.enumerated() where holding.policy == policy && holding.root == root {
            indexes[holding.control] = index
        }
        for (control, subjects) in changed {
            let change = Change(run: run, subjects: subjects)
            if let index = indexes[control] {
                holdings[index].changes.removeAll { $0.run == run }
                holdings[index].changes.append(change)
                while holdings[index].changes.count > Self.mostChanges { holdings[index].joinOldest() }
            } else {
                indexes[control] = holdings.count
                holdings.append(Holding(policy: policy, root: root, control: control, changes: [change]))
            }
        }
    }

    /// Notes what an apply changed and left in place.
    package mutating func note(_ report: RunReport) {
        guard let run = report.run, report.command == .apply else { return }
        var changed: [(control: String, subjects: [String])] = []
        for result in report.results where !result.steps.isEmpty {
            switch result.outcome {
            case .fixed, .unverified, .byHand, .deferred: break
            // A failed control's changes were taken back; the rest changed nothing.
            case .compliant, .drifted, .failed, .blocked, .unknown, .waived, .notApplicable: continue
            }
            let subjects = Set(result.steps.flatMap { $0.step.writes.map(\.description) }).sorted()
            changed.append((result.id, subjects))
        }
        note(changed, of: report.policy.name, root: report.root, run: run)
    }

    /// Drops what a run had done, after it was taken back; of these controls alone when they are named.
    package mutating func drop(run: String, controls: [String]? = nil) {
        for index in holdings.indices where controls?.contains(holdings[index].control) ?? true {
            holdings[index].changes.removeAll { $0.run == run }
        }
        holdings.removeAll { $0.changes.isEmpty }
    }

    /// Controls that runs applied and the policy, whose controls have these ids, no longer holds; sorted by id.
    package func orphans(policy: String, root: String, controls: Set<String>) -> [RunReport.Orphan] {
        holdings.filter { $0.policy == policy && $0.root == root && !controls.contains($0.control) }
            .sorted { $0.control < $1.control }
            .map { holding in
                RunReport.Orphan(
                    control: holding.control, run: holding.changes.last?.run ?? "",
                    subjects: Set(holding.changes.flatMap(\.subjects)).sorted())
            }
    }

    /// Works out the holdings from what the journals say; runs that cannot be read are passed over and named.
    ///
    /// - Parameter run: a run whose journal is not read.
    package static func rebuilt(
        from history: RunHistory, without run: String? = nil
    ) -> (holdings: Holdings, passedOver: [String]) {
        var holdings = Holdings()
        let listing = history.listing(without: run)
        var passedOver = listing.unreadable.map(\.run)
        for summary in listing.runs.reversed()
        where summary.header.purpose == .apply && summary.undoneBy == nil {
            do throws(HostError) {
                holdings.note(try history.records(of: summary.run))
            } catch { passedOver.append(summary.run) }
        }
        return (holdings, passedOver.sorted())
    }

    /// Notes what an interrupted run changed, which made no report.
    package mutating func note(_ run: RunRecords) {
        var subjects: [String: Set<String>] = [:]
        var order: [String] = []
        var takenBack: Set<String> = []
        for record in run.records {
            switch record {
            case .will(_, let control, let step, _):
                if subjects[control] == nil { order.append(control) }
                subjects[control, default: []].formUnion(step.writes.map(\.description))
            case .ended(let outcomes, _):
                takenBack.formUnion(outcomes.filter { $0.outcome == .failed }.map(\.control))
            default: break
            }
        }
        let changed = order.filter { !takenBack.contains($0) }.map {
            ($0, subjects[$0, default: []].sorted())
        }
        note(changed, of: run.header.policy, root: run.header.root, run: run.header.run)
    }
}
