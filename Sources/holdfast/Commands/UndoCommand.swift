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

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(name: .customLong("dry-run"), help: "Only show what would be brought back.")
    var dryRun = false

    @Option(name: .customLong("lock-timeout"), help: "Wait this many seconds for another run to end.")
    var lockTimeout = 0

    func perform() async throws -> ExitStatus {
        let host = try LinuxHost(root: self.host.root)
        let facts = try await host.facts()
        if dryRun {
            let records = try Self.history(self.host.state).records(of: run, toUndoOn: facts)
            try requireRoot(of: records.header)
            return try show(await forecast(records, on: host))
        }
        let recording = try await Recording.open(self.host.state, waiting: lockTimeout)
        let seconds = try await host.clock()
        let history = try RunHistory(recording.state)
        let name = try history.name(for: run)
        _ = try await recording.resolveInterrupted(on: host, seconds: seconds)
        let records = try history.records(of: name, toUndoOn: facts)
        try requireRoot(of: records.header)
        let preview = await forecast(records, on: host)
        guard preview.entries.contains(where: { $0.fate == .restored }) else { return try show(preview) }
        guard yes || consents(to: preview) else {
            throw Failure(.refused, "nothing was changed: nobody said yes; add --yes where nobody can answer")
        }
        return try await undo(records, on: host, facts: facts, seconds: seconds, recording: recording)
    }

    private func undo(
        _ records: RunRecords, on host: LinuxHost, facts: Facts, seconds: Int, recording: Recording
    ) async throws -> ExitStatus {
        let journal = try RunJournal(in: recording.state, lock: recording.lock, seconds: seconds)
        let header = RunHeader(
            run: journal.run, purpose: .undo(of: records.header.run), toolVersion: Version.text,
            policy: records.header.policy, sources: records.header.sources, host: facts, root: self.host.root,
            seconds: seconds)
        do {
            try await journal.append([.began(header)])
            var undoer = Undoer(on: host, journal: journal)
            let entries = try await undoer.undo(PastRun(records.records))
            try await journal.append([.ended(outcomes: [], seconds: try await host.clock())])
            let result = UndoReport(of: records.header.run, run: journal.run, entries: entries)
            recording.updateHoldings { $0.drop(run: records.header.run) }
            return try show(result)
        } catch let error as JournalError {
            throw Failure(.failed, "the journal could not be written, and nothing more was done: \(error.cause)")
        }
    }

    /// The same undo on a host in memory over this one.
    private func forecast(_ records: RunRecords, on host: LinuxHost) async -> UndoReport {
        var undoer = Undoer(on: ForecastHost(over: host), journal: NoJournal())
        let entries = (try? await undoer.undo(PastRun(records.records))) ?? []
        return UndoReport(of: records.header.run, run: nil, entries: entries)
    }

    private func requireRoot(of header: RunHeader) throws {
        guard header.root == host.root else {
            throw Failure(.refused, "run \(header.run) worked under --root \(header.root); this is \(host.root)")
        }
    }

    private func consents(to preview: UndoReport) -> Bool {
        Terminal.note(render(preview, as: .text, style: report.text.style) ?? "")
        return Terminal.asks("Bring this back? Only 'yes' is taken as yes:")
    }

    private func show(_ result: UndoReport) throws -> ExitStatus {
        let status: ExitStatus = result.isComplete ? .asWanted : .differs
        try Output(report).write(status: status) { format, style in
            guard let text = render(result, as: format, style: style, exitCode: status.rawValue) else {
                throw Failure(.usage, "an undo is shown as \(ReportFormat.names(ReportFormat.ofUndo))")
            }
            return text
        }
        return status
    }

    private static func history(_ options: StateOptions) throws -> RunHistory {
        switch StateDirectory.look(at: options.stateDir) {
        case .open(let state): return try RunHistory(state)
        case .absent: throw Failure(.failed, "no run is recorded in \(options.stateDir)")
        case .unknown(let error): throw Failure(error)
        }
    }
}

/// Of a forecast: nothing is done, so nothing is recorded.
private struct NoJournal: Journal {
    func append(_ records: [Record]) async throws(HostError) {}
}

extension ReportFormat {
    static func names(_ formats: [ReportFormat]) -> String { formats.map(\.rawValue).joined(separator: ", ") }
}
