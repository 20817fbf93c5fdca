import ArgumentParser
import Convergence
import Reporting
import Runs

/// Whether a result is kept for later, as evidence.
struct RecordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep the result, with the digests of the policy, as a file of its own in this directory.",
            valueName: "directory"),
        completion: .directory)
    var record: String?

    /// Writes the report as JSON to `YYYY-MM-DDTHHMMSSZ-POLICY.json`, which only its owner can read; returns its path,
    /// or `nil` where nothing was asked for. What is there already is kept.
    func keep(_ report: RunReport, exitCode: Int32) throws(HostError) -> String? {
        guard let record else { return nil }
        let moment = Self.moment(ofSeconds: report.seconds)
        let name = "\(record)/\(moment)-\(report.policy.name)"
        var path = "\(name).json"
        var number = 2
        // Taken before it is written: another run may end in the same second.
        while try !FileSystem.take(path) {
            path = "\(name)-\(number).json"
            number += 1
        }
        let text = render(report, as: .json, exitCode: exitCode)
        do throws(HostError) {
            try DurableFile.replace(path, with: Array(text.utf8), mode: FileMode(bits: 0o600))
        } catch {
            FileSystem.giveBack(path)
            throw error
        }
        return path
    }

    /// `2027-01-31T101500Z`: without colons, which not every file system takes.
    private static func moment(ofSeconds seconds: Int) -> String {
        let day = Day(ofSeconds: seconds)
        let rest = seconds - day.number * 86_400
        let parts = [rest / 3600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : String($0) }
        return "\(day)T\(parts.joined())Z"
    }
}
