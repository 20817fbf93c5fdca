import Foundation
import Testing

/// What a run did can be taken back, and nothing else is touched.
@Suite struct UndoTests {
    @Test(.enabled(if: Machine.isRoot, Machine.needsRoot))
    func undoBringsEverythingBackToTheByte() throws {
        let place = try Place()
        let policy = try place.policy()
        let issue = place.root + "/etc/issue"
        chown(issue, 7, 8)
        chmod(issue, 0o4640)
        #expect(ExtendedAttribute.set("kept", on: issue))
        let before = Picture(of: place.root)
        #expect(try place.here("apply", policy, "--yes").status == 0)
        #expect(Picture(of: place.root) != before)
        let undo = try place.here("undo", "last", "--yes")
        #expect(undo.status == 0)
        #expect(undo.output.contains("taken back"))
        #expect(Picture(of: place.root) == before)
    }

    @Test func anUndoCanBeUndone() throws {
        let place = try Place()
        let policy = try place.policy()
        try place.here("apply", policy, "--yes")
        let applied = Picture(of: place.root)
        try place.here("undo", "last", "--yes")
        let runs = try place.runs()
        #expect(runs.count == 2)
        #expect(try place.here("undo", runs[0], "--yes").status == 0)
        #expect(Picture(of: place.root) == applied)
        #expect(try place.here("check", policy).status == 0)

        let history = try place.holdfast("history", "--state-dir", place.state).lines
        #expect(history[1].contains("undo of \(runs[0])"))
        #expect(history[2].contains("undone"))
        #expect(history[3].hasSuffix("ended"), "the apply counts again")
        #expect(try place.here("undo", "last", "--yes").status == 0)
    }

    @Test func aRunIsNamedByItsBeginning() throws {
        let place = try Place()
        try place.here("apply", try place.policy(), "--yes")
        let run = try #require(try place.runs().first)
        #expect(try place.here("undo", String(run.prefix(12)), "--yes").status == 0)
        #expect(try place.text("root/etc/issue") == "Debian GNU/Linux 12\n")
    }

    @Test func aRunThatIsNotThereIsAMistakeOfTheCommandLine() throws {
        let place = try Place()
        let empty = try place.here("undo", "last", "--yes")
        #expect(empty.status == 64)
        #expect(empty.errors == "holdfast: no run is recorded in \(place.state)\n")
        #expect(!place.exists("state"))
        try place.here("apply", try place.policy(), "--yes")
        let unknown = try place.here("undo", "20200101", "--yes")
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("no run is called '20200101'"))
        #expect(unknown.errors.contains("holdfast history"))
    }

    @Test func whatIsAlreadyUndoneNeedsNothing() throws {
        let place = try Place()
        try place.here("apply", try place.policy(), "--yes")
        let run = try #require(try place.runs().first)
        try place.here("undo", run, "--yes")
        let runs = try place.runs()
        let again = try place.here("undo", run, "--yes")
        #expect(again.status == 0)
        #expect(again.output.contains("already as before"))
        #expect(!again.output.contains("next:"))
        #expect(try place.runs() == runs)
        #expect(try place.here("undo", "last", "--yes").status == 64, "there is no apply left to undo")
    }

    @Test func whatSomebodyChangedSinceIsLeftAlone() throws {
        let place = try Place()
        try place.here("apply", try place.policy(), "--yes")
        try place.make("root/etc/issue", "Mine now.\n")
        let undo = try place.here("undo", "last", "--yes")
        #expect(undo.status == 2)
        #expect(undo.output.contains("changed since"))
        #expect(try place.text("root/etc/issue") == "Mine now.\n")
        #expect(!place.exists("root/etc/security"), "the rest is taken back")
    }

    @Test func aRunOfAnotherTreeIsRefused() throws {
        let place = try Place()
        try place.here("apply", try place.policy(), "--yes")
        try FileManager.default.copyItem(atPath: place.root, toPath: place.directory + "/other")
        let undo = try place.holdfast(
            "undo", "last", "--yes", "--root", "other", "--state-dir", place.state)
        #expect(undo.status == 4)
        #expect(undo.errors.contains("--root \(place.root)"))
    }

    @Test func aDryRunOfAnUndoSaysWhatItWouldDo() throws {
        let place = try Place()
        try place.here("apply", try place.policy(), "--yes")
        let applied = Picture(of: place.root)
        let dry = try place.here("undo", "last", "--dry-run")
        #expect(dry.status == 0)
        #expect(dry.output.contains("would be restored"))
        #expect(Picture(of: place.root) == applied)
        #expect(try place.runs().count == 1)
        let hint = try #require(dry.lines.last { $0.hasPrefix("next: ") })
        #expect(try place.shell("$holdfast \(hint.dropFirst("next: holdfast ".count)) --yes").status == 0)
    }

    @Test func aFormatThatAnUndoHasNotIsRefusedBeforeAnythingIsDone() throws {
        let place = try Place()
        try place.here("apply", try place.policy(), "--yes")
        #expect(try place.here("undo", "last", "--yes", "--format", "sarif").status == 64)
        #expect(try place.text("root/etc/issue") == "Authorised use only.\n")
    }
}
