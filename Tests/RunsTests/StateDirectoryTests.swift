import Glibc
import Testing

@testable import Convergence
@testable import Runs

@Suite struct StateDirectoryTests {
    @Test func aMissingOneIsMadeForItsOwnerAlone() throws {
        let scratch = try Scratch()
        let state = try StateDirectory(at: scratch("state"))
        #expect(try scratch.mode("state") == 0o700)
        #expect(state.refusal == nil)
        #expect(state.path == scratch("state"))
        #expect(try StateDirectory(at: scratch("state")).refusal == nil)
    }

    @Test func onlyTheStandardOneIsMadeWithItsParents() throws {
        let scratch = try Scratch()
        let error = try refusal { try StateDirectory(at: scratch("no/state")) }
        #expect(error.description.hasPrefix("there is no directory \(scratch("no")) for the state directory"))
        #expect(
            error.description.contains(
                "run 'mkdir -p \(scratch("no"))', or name another one with --state-dir"))
        #expect(try scratch.names.isEmpty)
        let end = try SafeWay(makes: true).end(of: scratch("var/lib/holdfast"))
        #expect(end.fullPath == scratch("var/lib/holdfast"))
        #expect(try scratch.names == ["var"])
    }

    @Test func theWayOutThatIsNamedIsOne() throws {
        let scratch = try Scratch()
        let path = scratch("no/not/state/")
        let error = try refusal { try StateDirectory(at: path) }
        let command = try #require(error.description.firstMatch(of: /run 'mkdir -p ([^']+)'/)).output.1
        #expect(command == scratch("no/not"))
        #expect(try run("/bin/mkdir", "-p", "-m", "0755", String(command)) == 0)
        try #require(chmod(scratch("no"), 0o755) == 0)
        #expect(try StateDirectory(at: path).refusal == nil)
    }

    @Test(arguments: [0o777, 0o770, 0o720, 0o702, 0o1777] as [mode_t])
    func whatOthersCanWriteIsRefused(mode: mode_t) throws {
        let scratch = try Scratch()
        try scratch.directory("state", mode: mode)
        let error = try refusal { try StateDirectory(at: scratch("state")) }
        #expect(error.code == .unsafe)
        #expect(error.description.contains("run 'chmod go-w \(scratch("state"))'"))
    }

    @Test(arguments: [0o777, 0o775, 0o757] as [mode_t])
    func aParentThatOthersCanWriteIsRefused(mode: mode_t) throws {
        let scratch = try Scratch()
        try scratch.directory("open", mode: mode)
        let error = try refusal { try StateDirectory(at: scratch("open/state")) }
        #expect(error.code == .unsafe)
        #expect(error.description.contains("\(scratch("open")) can be written by others"))
    }

    @Test func aStickyDirectoryOfRootMayLieAbove() throws {
        // The scratch directory itself lies in /tmp.
        let scratch = try Scratch()
        #expect(try StateDirectory(at: scratch("state")).refusal == nil)
    }

    @Test(.enabled(if: isRoot, "giving files away needs root"))
    func whatBelongsToSomebodyElseIsRefused() throws {
        let scratch = try Scratch()
        try scratch.directory("mine")
        try scratch.directory("mine/state")
        try #require(chown(scratch("mine/state"), 1000, 0) == 0)
        let own = try refusal { try StateDirectory(at: scratch("mine/state")) }
        #expect(own.code == .unsafe)
        #expect(own.description.contains("\(scratch("mine/state")) belongs to user 1000, not to root"))
        try #require(chown(scratch("mine"), 1000, 0) == 0)
        let parent = try refusal { try StateDirectory(at: scratch("mine/state")) }
        #expect(parent.description.contains("\(scratch("mine")) belongs to user 1000"))
    }

    @Test func aLinkInItsPlaceIsRefused() throws {
        let scratch = try Scratch()
        try scratch.directory("real")
        try #require(symlink(scratch("real"), scratch("state")) == 0)
        let error = try refusal { try StateDirectory(at: scratch("state")) }
        #expect(error.code == .unsafe)
        #expect(error.description.contains("is a symbolic link: name the directory it leads to"))
    }

    @Test func aFileInItsPlaceIsRefused() throws {
        let scratch = try Scratch()
        try scratch.file("state")
        #expect(
            try refusal { try StateDirectory(at: scratch("state")) }.description.contains(
                "is not a directory"))
    }

    @Test func linksOnTheWayAreFollowedWhenNobodyElseMadeThem() throws {
        let scratch = try Scratch()
        try scratch.directory("real")
        try #require(symlink("real", scratch("link")) == 0)
        #expect(try StateDirectory(at: scratch("link/state")).path == scratch("real/state"))
        #expect(try StateDirectory(at: scratch("link/../link/./state")).path == scratch("real/state"))
        try #require(symlink("round", scratch("round")) == 0)
        let error = try refusal { try StateDirectory(at: scratch("round/state")) }
        #expect(error.description.contains("leads round in circles"))
    }

    @Test(.enabled(if: isRoot, "giving files away needs root"))
    func aLinkThatSomebodyElseMadeIsNotFollowed() throws {
        let scratch = try Scratch()
        try scratch.directory("real")
        try #require(symlink("real", scratch("link")) == 0)
        try #require(lchown(scratch("link"), 1000, 1000) == 0)
        #expect(try refusal { try StateDirectory(at: scratch("link/state")) }.code == .unsafe)
    }

    @Test(.enabled(if: !isRoot, "root may look everywhere"))
    func whatMayNotBeLookedAtIsUnknownAndNotWritable() throws {
        let scratch = try Scratch()
        try scratch.directory("state", mode: 0o000)
        guard case .unknown(let error) = StateDirectory.look(at: scratch("state")) else {
            Issue.record("it cannot be looked at")
            return
        }
        #expect(error.code == .denied)
        try #require(chmod(scratch("state"), 0o500) == 0)
        let refused = try refusal { try StateDirectory(at: scratch("state")) }
        #expect(refused.code == .denied)
        #expect(refused.description.contains("run as root, or name another one with --state-dir"))
        guard case .open(let state) = StateDirectory.look(at: scratch("state")) else {
            Issue.record("it may be looked at")
            return
        }
        #expect(state.refusal != nil)
    }

    @Test func lookingMakesNothingAndTellsAbsentFromUnknown() throws {
        let scratch = try Scratch()
        guard case .absent = StateDirectory.look(at: scratch("state")) else {
            Issue.record("it is absent")
            return
        }
        guard case .absent = StateDirectory.look(at: scratch("no/state")) else {
            Issue.record("its parent is absent")
            return
        }
        #expect(try scratch.names.isEmpty)
        try scratch.directory("state", mode: 0o777)
        guard case .unknown(let error) = StateDirectory.look(at: scratch("state")) else {
            Issue.record("it cannot be trusted")
            return
        }
        #expect(error.code == .unsafe)
        try #require(chmod(scratch("state"), 0o700) == 0)
        guard case .open(let state) = StateDirectory.look(at: scratch("state")) else {
            Issue.record("it is there")
            return
        }
        #expect(try RunHistory(state).listing().runs.isEmpty)
        #expect(try Holdings.load(from: state) == .init(holdings: Holdings(), note: nil))
        #expect(try scratch.names == ["state"])
    }
}
