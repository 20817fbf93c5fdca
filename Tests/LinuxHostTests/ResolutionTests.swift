import Convergence
import Foundation
import Glibc
import Synchronization
import Testing

@testable import LinuxHost

/// No path leads out of the root, and where others may write no path goes through a link.
@Suite(.enabled(if: isRoot, needsRoot))
struct ResolutionTests {
    private func contents(_ root: TestRoot, _ path: Path) async throws -> String? {
        try await root.host.contents(of: path)?.text
    }

    @Test func aLinkOfRootsOwnIsFollowedAsIfTheRootWereTheTop() async throws {
        let root = try TestRoot()
        root.makeDirectory("usr")
        root.makeDirectory("usr/lib")
        root.write("usr/lib/f", "inside")
        for (link, target) in [
            ("a", "usr/lib"), ("b", "/usr/lib"), ("c", "../../../usr/lib"), ("d", "b"), ("e", "/./b/../lib"),
        ] {
            symlink(target, root.real(link))
            #expect(try await contents(root, Path("/\(link)/f") ?? .root) == "inside", "\(target)")
            #expect(try await root.host.names(in: Path("/\(link)") ?? .root) == ["f"], "\(target)")
            try await root.host.perform(
                .replaceFile(
                    at: Path("/\(link)/g") ?? .root, contents: "new", attributes: Attributes(mode: 0o600)))
            #expect(root.text("usr/lib/g") == "new")
            try await root.host.perform(.remove(at: "/usr/lib/g"))
        }
    }

    @Test func whereADirectoryReallyIs() async throws {
        let root = try TestRoot()
        for directory in ["usr", "usr/lib", "srv", "srv/open"] { root.makeDirectory(directory) }
        chmod(root.real("srv/open"), 0o777)
        root.write("usr/lib/file", "x")
        for (link, target) in [
            ("lib", "usr/lib"), ("again", "/lib"), ("up", "../../usr/../srv"),
            ("usr/lib/far", "/srv/gone/deep"),
            ("round", "round"), ("srv/open/l", "/usr"),
        ] {
            symlink(target, root.real(link))
        }
        for (path, real): (Path, RealPath) in [
            ("/", RealPath("/")), ("/usr/lib", RealPath("/usr/lib")),
            ("/none/at/all", RealPath("/none/at/all")),
            ("/lib", RealPath("/usr/lib", through: ["/lib"])),
            ("/lib/new/d", RealPath("/usr/lib/new/d", through: ["/lib"])),
            ("/again/d", RealPath("/usr/lib/d", through: ["/again", "/lib"])),
            ("/up", RealPath("/srv", through: ["/up"])),
            ("/lib/far/x", RealPath("/srv/gone/deep/x", through: ["/lib", "/usr/lib/far"])),
            ("/lib/file", RealPath("/usr/lib/file", through: ["/lib"])),
        ] {
            #expect(try await root.host.realPath(of: path) == real, "\(path)")
        }
        for (path, code): (Path, HostError.Code) in [("/round/x", .failed), ("/srv/open/l/x", .unsafe)] {
            let error = await HostError.thrown { () throws(HostError) in
                _ = try await root.host.realPath(of: path)
            }
            #expect(error?.code == code, "\(path)")
        }
    }

    @Test func aLinkNeverLeadsOut() async throws {
        let outside = try TestRoot()
        outside.write("secret", "outside")
        let root = try TestRoot()
        symlink(outside.directory, root.real("absolute"))
        symlink("../" + outside.directory.split(separator: "/").last!, root.real("relative"))
        symlink("../../../../../../../../" + outside.directory, root.real("upwards"))
        symlink("/proc/self/root", root.real("magic"))
        for link in ["absolute", "relative", "upwards", "magic"] {
            #expect(try await contents(root, Path("/\(link)/secret") ?? .root) == nil, "\(link)")
            let error = await HostError.thrown { () throws(HostError) in
                try await root.host.perform(
                    .replaceFile(
                        at: Path("/\(link)/secret") ?? .root, contents: "changed",
                        attributes: Attributes(mode: 0o666)))
            }
            #expect(error != nil, "\(link)")
        }
        #expect(outside.text("secret") == "outside")
    }

    @Test func magicLinksAreText() async throws {
        let host = try LinuxHost()
        // The text of /proc/self/root is `/`, so this is the plain file.
        #expect(try await host.node(at: "/proc/self/root/etc/passwd") == host.node(at: "/etc/passwd"))
        // A pipe's text is no path.
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        defer { for end in ends { close(end) } }
        #expect(try await host.names(in: Path("/proc/self/fd/\(ends[0])") ?? .root) == nil)
    }

    @Test func aLoopOfLinksEnds() async throws {
        let root = try TestRoot()
        symlink("b", root.real("a"))
        symlink("a", root.real("b"))
        let error = await HostError.thrown { () throws(HostError) in _ = try await root.host.node(at: "/a/f")
        }
        #expect(error?.description.contains("too many symbolic links") == true)
    }

    @Test(arguments: [(mode_t(0o777), uid_t(0)), (0o1777, 0), (0o755, 1001), (0o775, 1001)])
    func whereOthersMayWriteNoLinkIsFollowed(_ mode: mode_t, _ owner: uid_t) async throws {
        let root = try TestRoot()
        root.makeDirectory("d", mode: mode, owner: owner)
        root.makeDirectory("d/real")
        root.write("d/real/f", "text")
        symlink("real", root.real("d/link"))
        #expect(try await contents(root, "/d/real/f") == "text")
        let looked = await HostError.thrown { () throws(HostError) in
            _ = try await root.host.node(at: "/d/link/f")
        }
        #expect(looked?.code == .unsafe)
        for step: Step in [
            .replaceFile(at: "/d/link/f", contents: "", attributes: Attributes(mode: 0o600)),
            .setAttributes(of: "/d/link/f", to: Attributes(mode: 0o666)), .remove(at: "/d/link/f"),
            .makeDirectory(at: "/d/link/n", attributes: Attributes(mode: 0o755)),
            .replaceLink(at: "/d/link/l", to: "x", attributes: Attributes(mode: 0o777)),
        ] {
            let error = await HostError.thrown { () throws(HostError) in try await root.host.perform(step) }
            #expect(error?.code == .unsafe)
        }
        #expect(root.text("d/real/f") == "text")
    }

    @Test func aSecondNameInSomebodyElsesDirectoryIsNotGivenAttributes() async throws {
        let root = try TestRoot()
        root.makeDirectory("home", mode: 0o755, owner: 1001)
        link(root.real("etc/shadow"), root.real("home/shadow"))
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.setAttributes(of: "/home/shadow", to: Attributes(mode: 0o666)))
        }
        #expect(error?.code == .unsafe)
        #expect(root.status("etc/shadow").st_mode & 0o777 == 0o640)
        let replaced = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(
                .replaceFile(at: "/home/shadow", contents: "", attributes: Attributes(mode: 0o666)))
        }
        #expect(replaced?.description.contains("hard links") == true)
    }

    @Test func aLinkIsNotGivenAttributesThroughIt() async throws {
        let root = try TestRoot()
        symlink("passwd", root.real("etc/link"))
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.setAttributes(of: "/etc/link", to: Attributes(mode: 0o666)))
        }
        #expect(error?.description == "/etc/link is a symbolic link")
        #expect(root.status("etc/passwd").st_mode & 0o777 == 0o644)
    }

    /// A directory and a link to a directory of root's change places without end, while root writes below.
    @Test func whoSwapsADirectoryForALinkHitsNothing() async throws {
        let root = try TestRoot()
        root.makeDirectory("home", mode: 0o755, owner: 1001)
        root.makeDirectory("home/d", mode: 0o755, owner: 1001)
        root.makeDirectory("target")
        root.write("target/f", "root's own", mode: 0o600)
        symlink("../target", root.real("home/link"))
        let attacker = SwapAttacker(root.real("home/d"), root.real("home/link"))
        let attributes = Attributes(mode: 0o666, owner: "web", group: "web")
        // Fewer steps than this, or fewer swaps among them, prove nothing.
        let (enough, most) = (100, 2_000_000)
        var (done, attempts) = (0, 0)
        let steps: [Step] = [
            .replaceFile(at: "/home/d/f", contents: "hit", attributes: attributes),
            .setAttributes(of: "/home/d/f", to: attributes), .remove(at: "/home/d/f"),
            .makeDirectory(at: "/home/d/n", attributes: attributes), .remove(at: "/home/d/n"),
        ]
        while done < enough || attacker.swaps <= 1000, attempts < most {
            if (try? await root.host.perform(steps[attempts % steps.count])) != nil { done += 1 }
            attempts += 1
        }
        attacker.stop()
        #expect(root.text("target/f") == "root's own")
        #expect(root.status("target/f").st_uid == 0)
        #expect(root.status("target/f").st_mode & 0o777 == 0o600)
        #expect(try root.names("target") == ["f"])
        #expect(done >= enough, "in \(attempts) attempts")
        #expect(attacker.swaps > 1000, "in \(attempts) attempts")
    }
}

/// Exchanges two names without end, on a thread of its own.
private final class SwapAttacker: Sendable {
    private let finished = DispatchSemaphore(value: 0)
    private let state = State()

    private final class State: Sendable {
        let swaps = Atomic(0)
        let isOver = Atomic(false)
    }

    var swaps: Int { state.swaps.load(ordering: .relaxed) }

    init(_ first: String, _ second: String) {
        let (state, finished) = (state, finished)
        let thread = Thread {
            let aside = first + ".aside"
            while !state.isOver.load(ordering: .relaxed) {
                guard rename(first, aside) == 0 else { continue }
                rename(second, first)
                rename(first, second)
                rename(aside, first)
                state.swaps.wrappingAdd(1, ordering: .relaxed)
            }
            finished.signal()
        }
        thread.start()
    }

    func stop() {
        state.isOver.store(true, ordering: .relaxed)
        finished.wait()
    }
}
