/// One line of a run's journal, in the order written. What it promises is durable before it is acted on.
package enum Record: Hashable, Sendable, Codable {
    case began(header: RunHeader)
    /// Durable before the step is performed. `number` counts from 1 within the run.
    case will(number: Int, control: String, step: Step, before: [Kept])
    case did(number: Int, after: [Kept])
    case failed(number: Int, error: HostError)
    /// Durable before the change that asks for it.
    case owed(followUp: FollowUp, control: String)
    case paid(followUp: FollowUp)
    /// Every control's outcome, and the time in seconds since 1970.
    case ended(outcomes: [ControlOutcome], seconds: Int)

    /// A subject and its image at a moment.
    package struct Kept: Hashable, Sendable, Codable {
        package var subject: Subject
        package var image: Image

        package init(_ subject: Subject, _ image: Image) {
            self.subject = subject
            self.image = image
        }
    }

    package struct ControlOutcome: Hashable, Sendable, Codable {
        package var control: String
        package var outcome: Outcome

        package init(control: String, outcome: Outcome) {
            self.control = control
            self.outcome = outcome
        }
    }
}

/// What a run is: the first record of its journal.
package struct RunHeader: Hashable, Sendable, Codable {
    package enum Purpose: Hashable, Sendable, Codable {
        case apply
        case undo(of: String)
    }

    /// Unique on this host, and in the order of time: `20270131T101500Z-3f9a`.
    package var run: String
    package var purpose: Purpose
    package var toolVersion: String
    package var policy: String
    /// Every text of the policy with its SHA-256, in hexadecimal.
    package var sources: [SourceDigest]
    package var host: Facts
    /// The root directory the run worked under.
    package var root: String
    /// Seconds since 1970-01-01 00:00 UTC.
    package var seconds: Int

    package struct SourceDigest: Hashable, Sendable, Codable {
        package var name: String
        package var sha256: String

        package init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    package init(
        run: String, purpose: Purpose, toolVersion: String, policy: String, sources: [SourceDigest],
        host: Facts, root: String, seconds: Int
    ) {
        self.run = run
        self.purpose = purpose
        self.toolVersion = toolVersion
        self.policy = policy
        self.sources = sources
        self.host = host
        self.root = root
        self.seconds = seconds
    }
}

/// Where a run writes what it is about to do.
package protocol Journal: Sendable {
    /// The records are durable when it returns; when it throws, what they announce must not be done.
    func append(_ records: [Record]) async throws(HostError)
}

/// The journal cannot be written: nothing more may be done.
package struct JournalError: Error, Hashable, Sendable {
    package var cause: HostError
}
