import Convergence
import Foundation
import Glibc
import Testing

@testable import LinuxHost

/// What stands in the way of a write is named, and leaves everything as it was.
@Suite(.enabled(if: isRoot, needsRoot))
struct WriterTests {
    private let plain = Attributes(mode: 0o640, owner: "web", group: "staff")

    @Test(arguments: [mode_t(0), 0o077, 0o777])
    func theUmaskChangesNothing(_ mask: mode_t) async throws {
        let root = try TestRoot()
        let before = umask(mask)
        defer { umask(before) }
        try await root.host.perform(.replaceFile(at: "/f", contents: "text", attributes: plain))
        try await root.host.perform(.makeDirectory(at: "/d", attributes: plain))
        #expect(try await root.host.node(at: "/f") == Node(.file(contents: "text"), plain))
        #expect(try await root.host.node(at: "/d") == Node(.directory, plain))
    }

    @Test func whatADirectoryHandsDownIsNotKept() async throws {
        let root = try TestRoot()
        root.makeDirectory("p")
        chown(root.real("p"), 0, 50)
        chmod(root.real("p"), 0o2777)
        try shell("setfacl", "-d", "-m", "u:1001:rwx", root.real("p"))
        try await root.host.perform(
            .replaceFile(at: "/p/f", contents: "text", attributes: Attributes(mode: 0o600)))
        try await root.host.perform(.makeDirectory(at: "/p/d", attributes: Attributes(mode: 0o700)))
        #expect(
            try await root.host.node(at: "/p/f") == Node(.file(contents: "text"), Attributes(mode: 0o600)))
        #expect(try await root.host.node(at: "/p/d") == Node(.directory, Attributes(mode: 0o700)))
    }

    @Test func anImmutableFileIsNamedWithTheWayOut() async throws {
        let root = try TestRoot()
        root.write("f", "before")
        guard (try? shell("chattr", "+i", root.real("f"))) != nil else {
            print("skipped: this file system has no immutable files")
            return
        }
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.replaceFile(at: "/f", contents: "after", attributes: plain))
        }
        try shell("chattr", "-i", root.real("f"))
        #expect(error?.description == "cannot change /f: /f is immutable; 'chattr -i' it first")
        #expect(root.text("f") == "before")
        #expect(try root.names(".") == ["etc", "f"])
    }

    @Test func anUnknownOwnerIsRefusedBeforeAnythingIsWritten() async throws {
        let root = try TestRoot()
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(
                .replaceFile(
                    at: "/f", contents: "", attributes: Attributes(mode: 0o600, owner: "nobody-here")))
        }
        #expect(error?.description == "there is no user nobody-here")
        #expect(try root.names(".") == ["etc"])
    }

    @Test func attributesThatCannotAllBeSetAreTakenBack() async throws {
        let root = try TestRoot()
        root.write("f", "text", mode: 0o600)
        let wanted = Attributes(
            mode: 0o644, owner: "web", group: "web",
            extended: [ExtendedAttribute(name: "nonsense.x", value: [1])])
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.setAttributes(of: "/f", to: wanted))
        }
        #expect(error != nil)
        #expect(try await root.host.node(at: "/f") == Node(.file(contents: "text"), Attributes(mode: 0o600)))
    }

    @Test func whatAKilledRunLeftIsRemovedByTheNextStepThere() async throws {
        let root = try TestRoot()
        root.write("etc/.holdfast-abcd1234", "half")
        root.write("etc/.holdfast-given000", "", owner: 1001)
        root.write("etc/.holdfast-linked00", "")
        link(root.real("etc/.holdfast-linked00"), root.real("etc/linked"))
        root.write("etc/.holdfast-mine", "")
        root.makeDirectory("etc/.holdfast-dir12345")
        try await root.host.perform(.replaceFile(at: "/etc/f", contents: "", attributes: plain))
        let left = try root.names("etc").filter { $0.hasPrefix(".holdfast") }
        #expect(left == [".holdfast-linked00", ".holdfast-mine"])
        root.write("etc/.holdfast-abcd1234", "half")
        try root.host.removeLeftovers(in: "/etc")
        #expect(try root.names("etc").filter { $0.hasPrefix(".holdfast") } == left)
    }

    @Test func manyFilesAtOnceAreWhatOneByOneMakes() async throws {
        let single = try TestRoot()
        let grouped = try TestRoot()
        for root in [single, grouped] {
            for directory in 0..<300 { root.makeDirectory("d\(directory)") }
            root.makeDirectory("d7/f0")
            root.write("d8/f0", "before")
        }
        var steps: [Step] = []
        for directory in 0..<300 {
            for file in 0..<3 {
                let path = Path("/d\(directory)/f\(file)") ?? .root
                steps.append(
                    .replaceFile(at: path, contents: Content("\(directory) \(file)"), attributes: plain))
            }
        }
        steps.append(.replaceFile(at: "/none/f", contents: "", attributes: plain))
        var expected: [Result<Void, HostError>] = []
        for step in steps { expected += await single.host.perform([step]) }
        let results = await grouped.host.perform(steps)
        #expect(results.map(\.failure) == expected.map(\.failure))
        #expect(
            results.compactMap(\.failure).map(\.description) == [
                "/d7/f0 is a directory", "there is no directory /none",
            ])
        for step in steps {
            guard let path = step.writes[0].path else { continue }
            #expect(try await grouped.host.node(at: path) == single.host.node(at: path))
        }
        #expect(try grouped.names("d8") == ["f0", "f1", "f2"])
    }

    /// The search for what a killed run left must not take what is being written by another name of the directory.
    @Test func twoWaysToOneDirectoryDoNotDisturbEachOther() async throws {
        let root = try TestRoot()
        let count = 64
        for directory in 0..<count {
            root.makeDirectory("d\(directory)")
            symlink("d\(directory)", root.real("l\(directory)"))
            root.write("d\(directory)/.holdfast-abcd1234", "left")
        }
        var steps: [Step] = []
        for directory in 0..<count {
            for name in ["d", "l"] {
                let path = Path("/\(name)\(directory)/by-\(name)") ?? .root
                steps.append(.replaceFile(at: path, contents: "x", attributes: plain))
            }
        }
        #expect(await root.host.perform(steps).compactMap(\.failure) == [])
        for directory in 0..<count { #expect(try root.names("d\(directory)") == ["by-d", "by-l"]) }
    }

    @Test func mixedStepsEachHaveTheirOwnResult() async throws {
        let root = try TestRoot()
        let results = await root.host.perform([
            .remove(at: "/nothing"), .replaceFile(at: "/f", contents: "x", attributes: plain),
            .makeDirectory(at: "/d", attributes: plain),
            .replaceFile(at: "/etc", contents: "x", attributes: plain),
            .installPackage(named: "nginx", version: ""),
            .run(command: Command("/bin/true"), undo: [], changes: []),
            .setValue(at: "/proc/sys/x", text: "1"),
            .replaceFile(at: "/sys/x", contents: "", attributes: plain),
        ])
        #expect(
            results.map { $0.failure?.description } == [
                "there is no /nothing", nil, nil, "/etc is a directory",
                "packages are not installed under a root directory; do it in the image build",
                "commands are not run under a root directory",
                "a value of the kernel cannot be set under a root directory",
                "/sys/x belongs to the kernel: nothing can be put there or removed",
            ])
    }

    /// A program is killed again and again while it replaces a file: the file is always one of the two.
    @Test func aKilledWriterLeavesTheOldOrTheNew() async throws {
        let root = try TestRoot()
        let old = Content(String(repeating: "old\n", count: 50_000))
        let new = Content(String(repeating: "new\n", count: 50_000))
        try await root.host.perform(.replaceFile(at: "/f", contents: old, attributes: plain))
        // The same moves as a replacement makes, ended after each one of them.
        let names = try root.host.accounts.current()
        let directory = try OpenDirectory("/", in: root.host.root, root.host.swept)
        let file = FileReplacement(path: "/f", contents: new, attributes: plain, values: [:])
        let prepared = try file.prepare(in: directory, names, isFlushed: true)
        #expect(try await root.host.contents(of: "/f") == old)
        #expect(try root.names(".").count == 3)
        try LinuxHost(root: root.directory).removeLeftovers(in: "/")
        #expect(throws: HostError.self) { try file.commit(prepared, in: directory) }
        #expect(try await root.host.contents(of: "/f") == old)
        try file.commit(try file.prepare(in: directory, names, isFlushed: true), in: directory)
        #expect(try await root.host.contents(of: "/f") == new)
    }

    @Test func everyErrnoThatPeopleMeetHasItsOwnWords() {
        let codes = [
            EACCES, ENOSPC, EROFS, EBUSY, EPERM, ELOOP, ENAMETOOLONG, EIO, EDQUOT, EMFILE, ENFILE, ENOENT,
            ENOTDIR,
            EISDIR, EEXIST, ENOTEMPTY, EXDEV, EFBIG, EINVAL, ENOTSUP, ESTALE, ENOMEM, ETXTBSY, ENOSYS, EMLINK,
        ]
        let texts = codes.map { HostError(errno: $0, "cannot").description }
        #expect(Set(texts).count == codes.count)
        for (code, text) in zip(codes, texts) {
            #expect(!text.contains(String(cString: strerror(code))), "\(text)")
        }
        #expect(HostError(errno: ENOSPC, "").code == .noSpace)
        #expect(HostError(errno: EROFS, "").code == .readOnly)
        #expect(HostError(errno: EACCES, "").code == .denied)
    }
}

extension Result<Void, HostError> {
    var failure: HostError? { if case .failure(let error) = self { error } else { nil } }
}
