import ArgumentParser
import Convergence
import Reporting
import Runs

/// A command that says what it ends with. Every command's errors come together here.
protocol HoldfastCommand: AsyncParsableCommand {
    func perform() async throws -> ExitStatus
}

extension HoldfastCommand {
    func run() async throws {
        do {
            try await perform().exit()
        } catch let failure as Failure {
            try end(with: failure)
        } catch let error as HostError {
            try end(with: Failure(error))
        }
    }

    private func end(with failure: Failure) throws {
        Terminal.note("holdfast: \(failure.message)")
        try failure.status.exit()
    }
}

extension RunReport {
    /// Writes it as the command line says, and keeps it as evidence where that is asked for; returns what to end with.
    func write(_ options: ReportOptions, _ record: RecordOptions, status: ExitStatus) -> ExitStatus {
        let written = write(options, status: status)
        do throws(HostError) {
            guard let path = try record.keep(self, exitCode: status.rawValue) else { return written }
            if !options.text.quiet { Terminal.note("holdfast: recorded in \(path)") }
            return written
        } catch {
            Terminal.note("holdfast: the result could not be recorded: \(error)")
            return written == .asWanted ? .failed : written
        }
    }

    /// Writes it as the command line says; returns what to end with.
    func write(_ options: ReportOptions, status: ExitStatus) -> ExitStatus {
        Output(options).write(status: status) { render(self, as: $0, style: $1, exitCode: status.rawValue) }
    }
}
