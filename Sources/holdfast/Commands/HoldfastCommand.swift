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
            Terminal.note("holdfast: \(failure.message)")
            try failure.status.exit()
        } catch let error as HostError {
            let failure = Failure(error)
            Terminal.note("holdfast: \(failure.message)")
            try failure.status.exit()
        }
    }
}

extension RunReport {
    func rendered(as format: ReportFormat, _ style: TextStyle, _ status: ExitStatus) -> String {
        render(self, as: format, style: style, exitCode: status.rawValue)
    }
}
