import Foundation
import Testing

@testable import Convergence
@testable import Runs

/// The umask belongs to the whole process: the test has one of its own.
@Suite struct UmaskTests {
    @Test func whatIsMadeHasItsModeWhateverTheUmask() async throws {
        let scratch = try Scratch()
        await #expect(processExitsWith: .success) { [path = scratch.path as String] in
            umask(0o777)
            let end = try SafeWay(makes: true).end(of: path + "/var/lib/state")
            let state = try StateDirectory(at: end.fullPath)
            let lock = try await RunLock.take(in: state)
            let journal = try RunJournal(in: state, lock: lock, seconds: Samples.moment)
            try await journal.append(Samples.whole(journal.run))
            try Holdings().save(in: state, lock: lock)
            _ = try RunHistory(state).interrupted(lock: lock)
        }
        var found: [String: mode_t] = [:]
        let names = try #require(FileManager.default.enumerator(atPath: scratch.path))
        for case let name as String in names {
            let kind = name.split(separator: "/").last.map { RunName.isName(String($0)) ? "RUN" : String($0) }
            found[kind ?? ""] = try scratch.mode(name)
        }
        #expect(
            found == [
                "var": 0o755, "lib": 0o755, "state": 0o700, "lock": 0o600, "runs": 0o700, "RUN": 0o700,
                "journal.jsonl": 0o600, "reserve": 0o600, "holdings.json": 0o600, "closed.json": 0o600,
            ])
    }
}
