/// The result of a plan, an apply or a check: the one thing that every format renders.
package struct RunReport: Hashable, Sendable, Codable {
    package enum Command: String, Hashable, Sendable, Codable {
        case plan, apply, check
        /// A check of an Octopus Server with a policy that came with the program.
        case checkup
    }

    package struct Tool: Hashable, Sendable, Codable {
        package var name = "holdfast"
        package var version: String
        package init(version: String) { self.version = version }
    }

    package struct PolicySummary: Hashable, Sendable, Codable {
        package var name: String
        package var title: String
        package var sources: [RunHeader.SourceDigest]

        package init(name: String, title: String, sources: [RunHeader.SourceDigest]) {
            self.name = name
            self.title = title
            self.sources = sources
        }
    }

    /// Two controls that undo each other.
    package struct Conflict: Hashable, Sendable, Codable {
        package var controls: [String]
        package var places: [ControlResult.Place]
        /// What they quarrel over; empty where planning did not come to rest.
        package var over: String

        package init(controls: [String], places: [ControlResult.Place], over: String) {
            self.controls = controls
            self.places = places
            self.over = over
        }
    }

    /// A control that an earlier run applied and the policy no longer holds.
    package struct Orphan: Hashable, Sendable, Codable {
        package var control: String
        package var run: String
        package var subjects: [String]

        package init(control: String, run: String, subjects: [String]) {
            self.control = control
            self.run = run
            self.subjects = subjects
        }
    }

    /// The version of this data's form: `major.minor`; a reader ignores fields it does not know.
    package var formatVersion = "1.0"
    package var tool: Tool
    package var command: Command
    /// The run an apply left in the journal; undone with `holdfast undo RUN`.
    package var run: String?
    package var policy: PolicySummary
    package var host: Facts
    package var root: String
    /// Seconds since 1970-01-01 00:00 UTC.
    package var seconds: Int
    package var milliseconds: Int
    package var results: [ControlResult]
    package var conflicts: [Conflict] = []
    package var orphans: [Orphan] = []
    /// Controls left out by `--only` and `--skip`.
    package var skipped = 0
    /// An earlier run that was cut off: the next apply or undo brings it to its end.
    package var cutOff: String?
    /// The Octopus Server that it is about; `nil` where it is about a host alone.
    package var remote: RemoteSummary?
    /// Whether the run was told to stop before its end.
    package var wasInterrupted = false
    /// For hints to people, and so no part of the encoded data.
    package var invocation = Invocation()

    private enum CodingKeys: CodingKey {
        case formatVersion, tool, command, run, policy, host, root, seconds, milliseconds, results, conflicts,
            orphans, skipped, cutOff, remote, wasInterrupted
    }

    package init(
        tool: Tool, command: Command, run: String? = nil, policy: PolicySummary, host: Facts, root: String,
        seconds: Int, milliseconds: Int, results: [ControlResult]
    ) {
        self.tool = tool
        self.command = command
        self.run = run
        self.policy = policy
        self.host = host
        self.root = root
        self.seconds = seconds
        self.milliseconds = milliseconds
        self.results = results
    }

    /// How many controls have each outcome, in the order of `Outcome`; those with none are left out.
    package var counts: [(outcome: Outcome, count: Int)] {
        let counted = Dictionary(grouping: results, by: \.outcome).mapValues(\.count)
        return Outcome.allCases.compactMap { outcome in counted[outcome].map { (outcome, $0) } }
    }
}
