import Foundation
import Testing

/// A machine that does not let itself be looked at or changed: told as it is, and left as it was.
@Suite struct BadHostTests {
    @Test(.enabled(if: Machine.isRoot, Machine.needsRoot))
    func whatCannotBeSeenIsUnknown() throws {
        let place = try Place(mode: 0o755)
        let policy = try place.policy()
        try place.here("apply", policy, "--yes")
        chmod(place.root + "/etc/security", 0o700)
        let asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups $holdfast"
        let check = try place.shell("\(asNobody) check \(policy) --root root --only limits --state-dir none")
        #expect(check.status == 6)
        #expect(check.output.contains("unknown"))
        #expect(check.output.contains("next: run as root"))
        let text = try place.text(policy)
        try place.make(
            "more.yaml", text.replacing("Authorised use only.", with: "Another.", maxReplacements: 1))
        let both = try place.shell("\(asNobody) check more.yaml --root root --state-dir none")
        #expect(both.status == 2, "a difference that is seen counts more than what is not")
        let plan = try place.shell("\(asNobody) plan \(policy) --root root --state-dir none --only limits")
        #expect(plan.status == 0)
        let detailed = try place.shell(
            "\(asNobody) plan \(policy) --root root --state-dir none --only limits --detailed-exitcode")
        #expect(detailed.status == 6)
    }

    @Test(.enabled(if: Machine.isRoot, Machine.needsRoot))
    func whoMayNotRecordMayNotApply() throws {
        let place = try Place(mode: 0o755)
        let policy = try place.policy()
        let before = Picture(of: place.root)
        let apply = try place.shell(
            "setpriv --reuid=65534 --regid=65534 --clear-groups $holdfast apply \(policy) $inside --yes")
        #expect(apply.status == 1)
        #expect(apply.errors.contains("state directory"))
        #expect(Picture(of: place.root) == before)
    }

    @Test(.enabled(if: Machine.canMount, Machine.needsMounts))
    func aFullDiskChangesNothing() throws {
        let place = try Place()
        try place.policy(issue: String(repeating: "x", count: 300_000) + "\\n")
        let answer = try place.shell(
            """
            unshare -m bash -c '
            mount -t tmpfs -o size=200k none root/etc
            echo Debian >root/etc/issue
            $holdfast apply policy.yaml '"$inside"' --yes --only banner
            echo "status $?"
            cat root/etc/issue; ls -A root/etc'
            """)
        #expect(answer.output.contains("status 2"))
        #expect(answer.output.lowercased().contains("no space"))
        #expect(answer.output.hasSuffix("Debian\nissue\n"), "\(answer.output)")
    }

    @Test(.enabled(if: Machine.canMount, Machine.needsMounts))
    func aFullDiskForTheJournalChangesNothing() throws {
        let place = try Place()
        try place.policy()
        let before = Picture(of: place.root)
        let answer = try place.shell(
            """
            unshare -m bash -c '
            mkdir -m 700 state
            mount -t tmpfs -o size=64k,mode=700 none state
            $holdfast apply policy.yaml '"$inside"' --yes'
            """)
        #expect(answer.status == 1)
        #expect(answer.errors.contains("nothing was changed"))
        #expect(answer.errors.lowercased().contains("no space"))
        #expect(Picture(of: place.root) == before)
    }

    @Test(.enabled(if: Machine.canMount, Machine.needsMounts))
    func aReadOnlyFileSystemChangesNothing() throws {
        let place = try Place()
        try place.policy()
        let before = Picture(of: place.root)
        let answer = try place.shell(
            """
            unshare -m bash -c '
            mount --bind root root && mount -o remount,ro,bind root
            $holdfast apply policy.yaml '"$inside"' --yes --only banner'
            """)
        #expect(answer.status == 2)
        #expect(answer.output.contains("read-only"), "\(answer.output)")
        #expect(Picture(of: place.root) == before)
    }

    @Test func aStateDirectoryThatOthersMayWriteIsRefused() throws {
        let place = try Place()
        let policy = try place.policy()
        try FileManager.default.createDirectory(atPath: place.state, withIntermediateDirectories: false)
        chmod(place.state, 0o777)
        let before = Picture(of: place.root)
        let apply = try place.here("apply", policy, "--yes")
        #expect(apply.status == 4)
        #expect(apply.errors.contains(place.state))
        #expect(Picture(of: place.root) == before)
        let check = try place.here("check", policy)
        #expect(check.status == 2, "a check says what it can")
        #expect(check.errors.contains("what earlier runs applied could not be told"))
    }

    @Test func aDamagedJournalIsNotTakenForNothing() throws {
        let place = try Place()
        let policy = try place.policy()
        try place.here("apply", policy, "--yes")
        let run = try #require(try place.runs().first)
        let journal = "state/runs/\(run)/journal.jsonl"
        let text = try place.text(journal)
        try place.make(journal, text.replacing("/etc/issue", with: "/etc/isssue"), mode: 0o600)
        let undo = try place.here("undo", "last", "--yes")
        #expect(undo.status == 4)
        #expect(undo.errors.contains("damaged at line"))
        #expect(try place.text("root/etc/issue") == "Authorised use only.\n")

        try place.make(journal, "not a journal\n", mode: 0o600)
        let history = try place.holdfast("history", "--state-dir", place.state)
        #expect(history.status == 6)
        #expect(history.errors.contains(run))
        try place.make("root/etc/issue", "Mine.\n")
        let apply = try place.here("apply", policy, "--yes")
        #expect(apply.status == 4, "it may be the journal of a run that was cut off")
        #expect(try place.text("root/etc/issue") == "Mine.\n")
    }

    @Test func aFailingControlDoesNotStopTheOthers() throws {
        let place = try Place()
        try place.policy()
        try place.make("root/etc/security/limits.d/core.conf/in-the-way", "x\n")
        let apply = try place.here("apply", "policy.yaml", "--yes")
        #expect(apply.status == 2)
        #expect(try place.text("root/etc/issue") == "Authorised use only.\n")
        #expect(try place.text("root/etc/security/limits.d/core.conf/in-the-way") == "x\n")
    }
}
