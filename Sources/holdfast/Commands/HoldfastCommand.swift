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
    /// Writes it as the command line says; returns what to end with.
    func write(_ options: ReportOptions, status: ExitStatus) -> ExitStatus {
        Output(options).write(status: status) { render(self, as: $0, style: $1, exitCode: status.rawValue) }
    }
}
