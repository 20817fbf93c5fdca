import ArgumentParser
import Convergence

/// What the program ends with: the same for every format, and the same in every command.
enum ExitStatus: Int32, CaseIterable {
    case asWanted = 0
    case failed = 1
    case differs = 2
    case policyWrong = 3
    case refused = 4
    case reverted = 5
    case unknown = 6
    case usage = 64
    case busy = 75
    case interrupted = 130

    /// One line for `--help` and the README.
    var meaning: String {
        switch self {
        case .asWanted: "as wanted"
        case .failed: "holdfast itself failed"
        case .differs: "something differs, also when only work by hand is left"
        case .policyWrong: "the policy is wrong"
        case .refused: "refused: nobody said yes, too much disruption, or it would be unsafe"
        case .reverted: "reverted: nobody confirmed the change in time"
        case .unknown: "nothing differs, but something could not be told"
        case .usage: "the command line is wrong"
        case .busy: "another run holds the lock"
        case .interrupted: "interrupted"
        }
    }

    static var documentation: String {
        "EXIT CODES (plan answers 0 unless --detailed-exitcode):\n"
            + allCases.map { status in
                let code = String(status.rawValue)
                return String(repeating: " ", count: 5 - code.count) + "\(code)  \(status.meaning)"
            }.joined(separator: "\n")
    }

    init(_ verdict: Verdict) {
        self =
            switch verdict {
            case .asWanted: .asWanted
            case .differs: .differs
            case .unknown: .unknown
            case .contradictory: .policyWrong
            case .interrupted: .interrupted
            }
    }

    /// Ends the command with this status; nothing more is printed.
    func exit() throws {
        if self != .asWanted { throw ExitCode(rawValue) }
    }
}

/// Why a command ends early, as a person reads it, and with which status.
struct Failure: Error {
    var status: ExitStatus
    /// What is wrong and the way out.
    var message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: HostError) {
        let status: ExitStatus =
            switch error.code {
            case .busy: .busy
            case .unsafe, .stale: .refused
            case .interrupted: .interrupted
            case .denied, .tooLarge, .timedOut, .failed, .unsupported, .noSpace, .readOnly, .unforeseen,
                .unstated:
                .failed
            }
        self.init(status, error.description)
    }
}
