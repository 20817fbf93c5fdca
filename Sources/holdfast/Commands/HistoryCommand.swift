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

    func perform() async throws -> ExitStatus {
        let listing: RunHistory.Listing
        switch StateDirectory.look(at: state.stateDir) {
        case .open(let state): listing = try RunHistory(state).listing()
        case .absent: listing = RunHistory.Listing(runs: [], unreadable: [])
        case .unknown(let error): throw Failure(error)
        }
        for unreadable in listing.unreadable { Terminal.note("holdfast: \(unreadable.error)") }
        let rows = listing.runs.map(HistoryRow.init)
        let status: ExitStatus = listing.unreadable.isEmpty ? .asWanted : .unknown
        try Output(report).write(status: status) { format, style in
            guard let text = render(rows, as: format, style: style) else {
                throw Failure(.usage, "a history is shown as \(ReportFormat.names(ReportFormat.ofHistory))")
            }
            return text
        }
        return status
    }
}
