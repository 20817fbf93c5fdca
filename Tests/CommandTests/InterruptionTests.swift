import Foundation
import Testing

/// Whatever happens to the process: nothing half-done stays, and nothing is forgotten.
@Suite struct InterruptionTests {
    private static let files = 5000

    /// An apply of many files, in the middle of it.
    private static func applying(in place: Place) throws -> Running {
        let policy = try place.longPolicy(files: files)
        let running = try Running(
            [Program.path, "apply", policy, "--yes", "--quiet"] + place.inside, in: place.directory)
        _ = running.wait { place.exists("root/etc/many-100") }
        return running
    }

    private static func written(in place: Place) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.root + "/etc")
            .filter { $0.hasPrefix("many-") }
    }

    @Test func whatAKilledRunDidIsRecordedByTheNextAndCanBeUndone() throws {
        let place = try Place()
        let before = Picture(of: place.root)
        let running = try Self.applying(in: place)
        running.send(SIGKILL)
        #expect(try running.end().status == 128 + SIGKILL)
        let run = try #require(try place.runs().first)
        #expect(try place.holdfast("history", "--state-dir", place.state).lines[1].hasSuffix("unfinished"))
        for name in try Self.written(in: place) {
            let number = name.dropFirst("many-".count)
            #expect(try place.text("root/etc/\(name)") == "number \(number)\n", "no file is half written")
        }

        let next = try place.here("apply", "long.yaml", "--yes", "--quiet")
        #expect(next.status == 0, "\(next.errors)")
        #expect(next.errors.contains("run \(run) had been cut off"))
        #expect(try Self.written(in: place).count == Self.files)
        #expect(try place.here("undo", "last", "--yes", "--quiet").status == 0)
        #expect(try place.here("undo", run, "--yes", "--quiet").status == 0)
        #expect(Picture(of: place.root) == before)
    }

    @Test func whoOnlyLooksIsToldOfARunThatWasCutOff() throws {
        let place = try Place()
        let running = try Self.applying(in: place)
        running.send(SIGSTOP)
        let meanwhile = try place.here("check", "long.yaml", "--quiet")
        #expect(!meanwhile.errors.contains("cut off"), "a run that is under way was not cut off")
        running.send(SIGKILL)
        _ = try running.end()
        let run = try #require(try place.runs().first)
        let state = Picture(of: place.state)
        for command in ["plan", "check"] {
            let answer = try place.here(command, "long.yaml", "--quiet", "--format", "json")
            #expect(answer.errors.contains("run \(run) was cut off"), "\(answer.errors)")
            #expect(answer.errors.contains("holdfast undo \(run)"))
            #expect(answer.output.contains("\"cutOff\" : \"\(run)\""))
        }
        #expect(Picture(of: place.state) == state, "looking changes nothing")
        try place.make("other/etc/issue", "x\n")
        let other = try place.holdfast(
            "check", "long.yaml", "--root", place.directory + "/other", "--state-dir", place.state)
        #expect(!other.errors.contains("cut off"), "another root is not concerned")
        #expect(try place.here("undo", run, "--yes", "--quiet").status == 0)
        let after = try place.here("check", "long.yaml", "--quiet", "--format", "json")
        #expect(!after.errors.contains("cut off") && !after.output.contains("cutOff"))
    }

    @Test func aKilledRunCanBeUndoneAtOnce() throws {
        let place = try Place()
        let before = Picture(of: place.root)
        let running = try Self.applying(in: place)
        running.send(SIGKILL)
        _ = try running.end()
        let dry = try place.here("undo", "last", "--dry-run", "--quiet")
        #expect(dry.status == 0, "\(dry.output)")
        #expect(try place.here("undo", "last", "--yes", "--quiet").status == 0)
        let now = Picture(of: place.root)
        // What the kill left of a file being written has a name of its own, and the next run removes it.
        #expect(now == before)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalStopsAtASafePointAndSaysWhatWasDone(signal: Int32) throws {
        let place = try Place()
        let before = Picture(of: place.root)
        let running = try Self.applying(in: place)
        running.send(signal)
        running.send(signal)
        let answer = try running.end()
        #expect(answer.status == 130)
        #expect(answer.errors.contains("stopping as soon as nothing is half-done"))
        let written = try Self.written(in: place).count
        #expect(written < Self.files)
        #expect(answer.output.contains("\(written) fixed"), "\(answer.output)")
        #expect(try place.holdfast("history", "--state-dir", place.state).lines[1].hasSuffix("ended"))
        #expect(try place.here("undo", "last", "--yes", "--quiet").status == 0)
        #expect(Picture(of: place.root) == before)
    }

    @Test func aReaderThatGoesAwayDoesNotStopTheRun() throws {
        let place = try Place()
        try place.policy()
        let answer = try place.shell(
            "{ $holdfast apply policy.yaml $inside --yes; echo \"status $?\" >&2; } | true")
        #expect(answer.errors == "status 0\n")
        #expect(try place.here("check", "policy.yaml").status == 0)
        #expect(try place.holdfast("history", "--state-dir", place.state).lines[1].hasSuffix("ended"))
    }

    @Test func aResultThatCannotBeWrittenIsSaid() throws {
        let place = try Place()
        try place.policy()
        let plan = try place.shell("$holdfast plan policy.yaml $inside >/dev/full")
        #expect(plan.status == 1)
        #expect(plan.errors.contains("could not be written to standard output"))
        let check = try place.shell("$holdfast check policy.yaml $inside >/dev/full")
        #expect(check.status == 2, "what the result says counts more")
        let apply = try place.shell("$holdfast apply policy.yaml $inside --yes >/dev/full")
        #expect(apply.status == 1)
        #expect(try place.here("check", "policy.yaml").status == 0, "the run itself was done")
    }

    @Test func streamsThatAreClosedTakeNothingOfOurs() throws {
        let place = try Place()
        try place.policy()
        let apply = try place.shell("exec $holdfast apply policy.yaml $inside --yes <&- >&- 2>&-")
        #expect(apply.status == 0)
        #expect(try place.text("root/etc/issue") == "Authorised use only.\n")
        #expect(try place.here("undo", "last", "--yes").status == 0, "the journal holds records only")
        let lock = try place.text("state/lock")
        #expect(lock.split(separator: "\n").count == 1)
    }

    @Test func filesMayNotGrowBeyondALimit() throws {
        let place = try Place()
        try place.policy(issue: String(repeating: "x", count: 40_000) + "\\n")
        let before = Picture(of: place.root)
        let apply = try place.shell("ulimit -f 8; $holdfast apply policy.yaml $inside --yes --only banner")
        #expect(apply.status == 1 || apply.status == 2, "\(apply.errors)")
        #expect(Picture(of: place.root) == before)
    }

    @Test func onlyOneRunMayChangeAHost() throws {
        let place = try Place()
        try place.policy()
        let first = try Self.applying(in: place)
        first.send(SIGSTOP)
        let second = try place.here("apply", "policy.yaml", "--yes")
        #expect(second.status == 75)
        #expect(second.errors.contains("process \(first.number)"))
        #expect(second.errors.contains("--lock-timeout"))
        #expect(try place.text("root/etc/issue") == "Debian GNU/Linux 12\n")
        #expect(try place.here("check", "policy.yaml").status == 2, "looking needs no lock")
        let waiting = try Running(
            [Program.path, "apply", "policy.yaml", "--yes", "--lock-timeout", "600"] + place.inside,
            in: place.directory)
        first.send(SIGCONT)
        #expect(try first.end().status == 0)
        #expect(try waiting.end().status == 0)
        #expect(try place.text("root/etc/issue") == "Authorised use only.\n")
    }
}
