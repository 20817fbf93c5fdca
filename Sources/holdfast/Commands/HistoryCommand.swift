import ArgumentParser
import Convergence
import Reporting
import Runs

/// `holdfast history`
struct HistoryCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List the runs on this machine, newest first.")

    @OptionGroup var state: StateOptions
    @OptionGroup var report: ReportOptions

    func validate() throws { try report.require(ReportFormat.ofHistory, for: "a history") }

    func perform() async throws -> ExitStatus {
        let listing: RunHistory.Listing?
        switch StateDirectory.look(at: state.stateDir) {
        case .open(let state): listing = try RunHistory(state).listing()
        case .absent: listing = nil
        case .unknown(let error): throw Failure(error)
        }
        let unreadable = listing?.unreadable ?? []
        for run in unreadable { Terminal.note("holdfast: \(run.error)") }
        let rows = (listing?.runs ?? []).map { HistoryRow($0) }
        return Output(report).write(status: unreadable.isEmpty ? .asWanted : .unknown) {
            render(rows, as: $0, style: $1) ?? ""
        }
    }
}

extension HistoryRow {
    fileprivate init(_ summary: RunSummary) {
        let purpose =
            switch summary.header.purpose {
            case .apply: "apply"
            case .undo(let run): "undo of \(run)"
            }
        self.init(
            run: summary.run, seconds: summary.header.seconds, policy: summary.header.policy,
            purpose: purpose,
            steps: summary.done,
            state: summary.undoneBy != nil ? .undone : summary.ended == nil ? .unfinished : .ended)
    }
}
