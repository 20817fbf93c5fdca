import ArgumentParser
import Convergence
import LinuxHost
import Reporting
import Runs

/// `holdfast undo`
struct UndoCommand: HoldfastCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take a run back.",
        discussion: """
            Brings back what a run changed, last change first. What somebody changed since is left alone and named. \
            The undo is a run of its own, and can be undone.
            """)

    @Argument(help: "The run, its first characters, or 'last'; `holdfast history` lists them.")
    var run: String

    @OptionGroup var host: HostOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var lock: LockOptions

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(name: .customLong("dry-run"), help: "Only show what would be brought back.")
    var dryRun = false

    func validate() throws { try report.require(ReportFormat.ofUndo, for: "an undo") }

    func perform() async throws -> ExitStatus {
        let root = try host.tree.directory()
        if dryRun {
            let records = try await records(in: try history(), for: root)
            return show(try await UndoRun(records, root: root).forecast())
        }
        // Without a record there is nothing to take back, and a lock would make a state directory.
        _ = try name(in: try history())
        let recording = try await Recording.open(host.state, lock)
        let history = try RunHistory(recording.state)
        _ = try await records(in: history, for: root)
        let machine = try LinuxHost(root: root)
        let cutOff = try await recording.cutOffRuns(under: root, on: machine)
        let undo = try await UndoRun(try await records(in: history, for: root), root: root)
        let preview = try await undo.forecast()
        guard preview.entries.contains(where: { $0.fate == .restored }) else { return show(preview) }
        try requireConsent(to: preview)
        let result = try await undo.perform(recording)
        for run in cutOff where run.name == result.of || run.past.owed.isEmpty {
            try await recording.close(run, seconds: undo.seconds)
        }
        return show(result)
    }

    private func history() throws -> RunHistory {
        switch StateDirectory.look(at: host.state.stateDir) {
        case .open(let state): return try RunHistory(state)
        case .absent: throw Failure(.usage, "no run is recorded in \(host.state.stateDir)")
        case .unknown(let error): throw Failure(error)
        }
    }

    /// A name that means no run, or more than one, is a mistake of the command line.
    private func name(in history: RunHistory) throws(Failure) -> String {
        do throws(HostError) {
            return try history.name(for: run)
        } catch {
            throw error.code == .failed ? Failure(.usage, error.description) : Failure(error)
        }
    }

    private func records(in history: RunHistory, for root: String) async throws -> RunRecords {
        let facts = try await LinuxHost(root: root).facts()
        let records = try history.records(of: try name(in: history), toUndoOn: facts)
        let header = records.header
        guard header.root == root else {
            let other = header.root == "/" ? "leave --root out" : "name it with --root \(header.root)"
            throw Failure(.refused, "run \(header.run) changed \(header.root), and this is \(root): \(other)")
        }
        return records
    }

    private func requireConsent(to preview: UndoReport) throws(Failure) {
        guard !yes else { return }
        Terminal.note(render(preview, as: .text, style: report.text.style) ?? "")
        guard Terminal.asks("Bring this back? Only 'yes' is taken as yes:") else { throw .nobodySaidYes }
    }

    private func show(_ result: UndoReport) -> ExitStatus {
        var result = result
        result.invocation = Invocation(policy: [], host: host.words)
        let status: ExitStatus = result.isComplete ? .asWanted : .differs
        return Output(report).write(status: status) {
            render(result, as: $0, style: $1, exitCode: status.rawValue) ?? ""
        }
    }
}
