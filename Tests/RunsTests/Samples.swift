@testable import Convergence
@testable import Runs

/// Records as runs write them.
enum Samples {
    static let moment = 1_801_390_500

    static func facts(machine: String = "0123456789abcdef0123456789abcdef") -> Facts {
        Facts(
            name: "octopus2", os: "debian", version: "12", architecture: "amd64", isContainer: false,
            machineID: machine, isBooted: true)
    }

    static func header(
        _ run: String, _ purpose: RunHeader.Purpose = .apply, host: Facts = facts()
    ) -> RunHeader {
        RunHeader(
            run: run, purpose: purpose, toolVersion: "0.1.0", policy: "prod-linux",
            sources: [.init(name: "policy.yaml", sha256: sha256Hex([]))], host: host, root: "/",
            seconds: moment)
    }

    static let path: Path = "/etc/motd"
    static let attributes = Attributes(mode: 0o644, owner: "root", group: "root")
    static let step = Step.replaceFile(at: path, contents: "new\n", attributes: attributes)
    static let kept = Record.Kept(
        .node(at: path), .node(is: Node(.file(contents: "old\n"), attributes)))

    static func will(_ number: Int = 1, _ control: String = "motd") -> Record {
        .will(number: number, control: control, step: step, before: [kept])
    }

    static func did(_ number: Int = 1) -> Record {
        .did(
            number: number,
            after: [.init(.node(at: path), .node(is: Node(.file(contents: "new\n"), attributes)))])
    }

    static let failed = Record.failed(number: 1, error: HostError(.noSpace, "no space left"))
    static let owed = Record.owed(followUp: FollowUp(.reload, "nginx.service"), control: "motd")
    static let paid = Record.paid(followUp: FollowUp(.reload, "nginx.service"))
    static let ended = Record.ended(
        outcomes: [.init(control: "motd", outcome: .fixed)], seconds: moment + 3)

    /// A whole run in the order written.
    static func whole(_ run: String) -> [Record] {
        [.began(header: header(run)), owed, will(), did(), paid, ended]
    }
}

/// A state directory in a scratch directory, with its lock held.
struct Bench {
    let scratch: Scratch
    let state: StateDirectory
    let lock: RunLock

    init() async throws {
        scratch = try Scratch()
        state = try StateDirectory(at: scratch("state"))
        lock = try await RunLock.take(in: state)
    }

    func journal(seconds: Int = Samples.moment) throws -> RunJournal {
        try RunJournal(in: state, lock: lock, seconds: seconds)
    }

    /// Records a run and answers its name.
    @discardableResult
    func record(
        _ records: [Record], as purpose: RunHeader.Purpose = .apply, host: Facts = Samples.facts()
    ) async throws -> String {
        let journal = try journal()
        try await journal.append([.began(header: Samples.header(journal.run, purpose, host: host))])
        try await journal.append(records)
        return journal.run
    }

    var history: RunHistory { get throws { try RunHistory(state) } }

    func journalPath(_ run: String) -> String { "state/runs/\(run)/journal.jsonl" }
}
