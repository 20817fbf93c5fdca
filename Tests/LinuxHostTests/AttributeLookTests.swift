import Convergence
import Glibc
import Testing

@testable import LinuxHost

/// Whose a file is can be seen without opening it to read.
@Suite(.enabled(if: isRoot, needsRoot))
struct AttributeLookTests {
    @Test func aFileOfAnySizeHasItsAttributesTold() async throws {
        let root = try TestRoot()
        root.write("huge", "", mode: 0o640)
        #expect(truncate(root.real("huge"), 1 << 40) == 0)
        #expect(
            try await root.host.unreadNode(at: "/huge") == Node(.unreadFile, Attributes(mode: 0o640)))
        let error = await HostError.thrown { () throws(HostError) in
            _ = try await root.host.node(at: "/huge")
        }
        #expect(error?.code == .tooLarge)
        try await root.host.perform(.setAttributes(of: "/huge", to: Attributes(mode: 0o600)))
        #expect(root.status("huge").st_mode & 0o7777 == 0o600)
    }

    @Test func whoMayNotReadAFileSeesWhoseItIs() async throws {
        let root = try TestRoot()
        root.write("unreadable", "x", mode: 0o600)
        root.makeDirectory("closed", mode: 0o700)
        root.write("closed/f", "x")
        try await OwnThread().run { () async throws in
            OwnThread.giveUpRights()
            #expect(
                try await root.host.unreadNode(at: "/unreadable")
                    == Node(.unreadFile, Attributes(mode: 0o600)))
            let error = await HostError.thrown { () throws(HostError) in
                _ = try await root.host.unreadNode(at: "/closed/f")
            }
            #expect(error?.code == .denied)
        }
    }

    @Test func allFormsAreToldAsALookAtThePathTellsThem() async throws {
        let root = try TestRoot()
        root.write("file", "x")
        root.makeDirectory("directory")
        #expect(symlink("file", root.real("link")) == 0)
        #expect(mkfifo(root.real("pipe"), 0o600) == 0)
        for path: Path in ["/file", "/directory", "/link", "/pipe", "/nothing", "/file/below"] {
            let whole = try await root.host.image(of: .node(at: path))
            #expect(try await root.host.image(of: .attributes(of: path)) == whole.withoutContents)
        }
    }
}
