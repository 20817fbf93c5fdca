import Convergence
import Glibc
import Testing

@testable import LinuxHost

/// Full, read-only and mounted-over places: named, and left as they were.
@Suite(.enabled(if: isRoot, needsRoot))
struct MountTests {
    private static let attributes = Attributes(mode: 0o600)

    /// MS_RDONLY, MS_BIND and MS_REMOUNT; see mount(2).
    private enum Flag { static let readOnly: UInt = 1, remount: UInt = 32, bind: UInt = 4096 }

    @Test func withoutSpaceTheOldFileStaysAndNothingIsLeft() async throws {
        try await OwnThread().run {
            try OwnThread.takeOwnMounts()
            let root = try TestRoot()
            root.makeDirectory("small")
            #expect(mount("none", root.real("small"), "tmpfs", 0, "size=64k") == 0)
            try await root.host.perform(
                .replaceFile(at: "/small/f", contents: "old", attributes: Self.attributes))
            let large = Content(String(repeating: "x", count: 200_000))
            let error = await HostError.thrown { () throws(HostError) in
                try await root.host.perform(
                    .replaceFile(at: "/small/f", contents: large, attributes: Self.attributes))
            }
            #expect(error?.code == .noSpace)
            #expect(error?.description.hasPrefix("cannot write /small/f: no space") == true)
            #expect(try root.names("small") == ["f"])
            #expect(root.text("small/f") == "old")
            let many = (0..<20).map {
                Step.replaceFile(
                    at: Path("/small/g\($0)") ?? .root,
                    contents: Content(String(repeating: "y", count: 8000)),
                    attributes: Self.attributes)
            }
            let results = await root.host.perform(many)
            let written = results.filter { $0.failure == nil }.count
            #expect(written > 0 && written < many.count)
            #expect(results.allSatisfy { $0.failure == nil || $0.failure?.code == .noSpace })
            #expect(try root.names("small").count == written + 1)
            umount(root.real("small"))
        }
    }

    @Test func withoutInodesTheOldFileStays() async throws {
        try await OwnThread().run {
            try OwnThread.takeOwnMounts()
            let root = try TestRoot()
            root.makeDirectory("small")
            #expect(mount("none", root.real("small"), "tmpfs", 0, "nr_inodes=2") == 0)
            try await root.host.perform(
                .replaceFile(at: "/small/f", contents: "old", attributes: Self.attributes))
            for step: Step in [
                .replaceFile(at: "/small/f", contents: "new", attributes: Self.attributes),
                .makeDirectory(at: "/small/d", attributes: Self.attributes),
                .replaceLink(at: "/small/l", to: "x", attributes: Self.attributes),
            ] {
                let error = await HostError.thrown { () throws(HostError) in try await root.host.perform(step)
                }
                #expect(error?.code == .noSpace)
            }
            #expect(root.text("small/f") == "old")
            umount(root.real("small"))
        }
    }

    @Test func aReadOnlyFileSystemIsNamed() async throws {
        try await OwnThread().run {
            try OwnThread.takeOwnMounts()
            let root = try TestRoot()
            root.makeDirectory("d")
            root.write("d/f", "old")
            #expect(mount(root.real("d"), root.real("d"), nil, Flag.bind, nil) == 0)
            #expect(mount("none", root.real("d"), nil, Flag.bind | Flag.remount | Flag.readOnly, nil) == 0)
            for step: Step in [
                .replaceFile(at: "/d/f", contents: "new", attributes: Self.attributes), .remove(at: "/d/f"),
                .setAttributes(of: "/d/f", to: Self.attributes),
                .makeDirectory(at: "/d/n", attributes: Self.attributes),
                .replaceLink(at: "/d/f", to: "x", attributes: Self.attributes),
            ] {
                let error = await HostError.thrown { () throws(HostError) in try await root.host.perform(step)
                }
                #expect(error?.code == .readOnly, "\(error?.description ?? "no error")")
            }
            #expect(root.text("d/f") == "old")
            umount(root.real("d"))
        }
    }

    @Test func aFileThatIsAMountPointIsNotWrittenInPlace() async throws {
        try await OwnThread().run {
            try OwnThread.takeOwnMounts()
            let root = try TestRoot()
            root.write("f", "under")
            root.write("g", "over")
            #expect(mount(root.real("g"), root.real("f"), nil, Flag.bind, nil) == 0)
            let error = await HostError.thrown { () throws(HostError) in
                try await root.host.perform(
                    .replaceFile(at: "/f", contents: "new", attributes: Self.attributes))
            }
            #expect(error?.code == .busy)
            #expect(error?.description.contains("mount point") == true)
            #expect(root.text("g") == "over")
            #expect(try root.names(".") == ["etc", "f", "g"])
            umount(root.real("f"))
        }
    }
}
