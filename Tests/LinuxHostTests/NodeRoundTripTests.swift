import Convergence
import Glibc
import Testing

@testable import LinuxHost

/// Every form a step can make is looked at again and is what the step said.
@Suite(.enabled(if: isRoot, needsRoot))
struct NodeRoundTripTests {
    /// user::rw-, user:1001:r--, group::r--, mask::r--, other::--- as the kernel keeps it.
    static let accessList = ExtendedAttribute(
        name: "system.posix_acl_access",
        value: [
            2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 4, 0, 0xE9, 3, 0, 0, 4, 0, 4, 0, 255, 255, 255,
            255, 16,
            0, 4, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255, 255, 255,
        ])
    static let attributes = [
        Attributes(mode: 0o644),
        Attributes(mode: 0o600, owner: "web", group: "staff"),
        Attributes(mode: 0o4755, owner: "ann", group: "12345"),
        Attributes(mode: 0o2750, owner: "54321", group: "web"),
        Attributes(mode: 0o000),
        Attributes(mode: 0o640, owner: "web", group: "web", extended: [accessList]),
        Attributes(
            mode: 0o640, owner: "web", group: "web",
            extended: [accessList, ExtendedAttribute(name: "user.note", value: [0, 255, 10])]),
    ]

    @Test(arguments: attributes.indices)
    func aFileIsExactlyWhatTheStepSays(_ index: Int) async throws {
        let attributes = Self.attributes[index]
        let root = try TestRoot()
        let contents = Content(Array(0...255) + Array(repeating: 7, count: 100_000))
        for start in ["nothing", "a file", "a link"] {
            let path = Path("/etc/\(start.count)") ?? .root
            if start == "a file" { root.write("etc/\(start.count)", "before", mode: 0o666, owner: 1002) }
            if start == "a link" { symlink("/nowhere", root.real("etc/\(start.count)")) }
            try await root.host.perform(.replaceFile(at: path, contents: contents, attributes: attributes))
            #expect(
                try await root.host.image(of: .node(at: path))
                    == .node(is: Node(.file(contents: contents), attributes)), "over \(start)")
        }
        #expect(try root.names("etc").allSatisfy { !$0.contains("holdfast") })
    }

    @Test(arguments: attributes.indices)
    func aDirectoryIsExactlyWhatTheStepSays(_ index: Int) async throws {
        let attributes = Self.attributes[index]
        let root = try TestRoot()
        try await root.host.perform(.makeDirectory(at: "/srv", attributes: attributes))
        #expect(try await root.host.image(of: .node(at: "/srv")) == .node(is: Node(.directory, attributes)))
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.makeDirectory(at: "/srv", attributes: attributes))
        }
        #expect(error?.description == "cannot change /srv: it exists already")
        #expect(try root.names(".") == ["etc", "srv"])
    }

    @Test(arguments: attributes.indices, attributes.indices)
    func attributesBecomeExactlyWhatTheStepSays(_ before: Int, _ after: Int) async throws {
        let (old, new) = (Self.attributes[before], Self.attributes[after])
        let root = try TestRoot()
        try await root.host.perform(.replaceFile(at: "/f", contents: "text", attributes: old))
        try await root.host.perform(.makeDirectory(at: "/d", attributes: old))
        try await root.host.perform(.setAttributes(of: "/f", to: new))
        try await root.host.perform(.setAttributes(of: "/d", to: new))
        #expect(
            try await root.host.image(of: .node(at: "/f")) == .node(is: Node(.file(contents: "text"), new)))
        #expect(try await root.host.image(of: .node(at: "/d")) == .node(is: Node(.directory, new)))
    }

    @Test func aLinkIsExactlyWhatTheStepSays() async throws {
        let root = try TestRoot()
        let wanted = Attributes(mode: 0o777, owner: "web", group: "staff")
        for target in ["/etc/passwd", "../x", "nowhere", "ä"] {
            try await root.host.perform(.replaceLink(at: "/l", to: target, attributes: wanted))
            #expect(
                try await root.host.image(of: .node(at: "/l")) == .node(is: Node(.link(to: target), wanted)))
        }
    }

    @Test func whatIsRemovedIsAbsent() async throws {
        let root = try TestRoot()
        root.makeDirectory("d")
        root.write("d/f", "")
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.remove(at: "/d"))
        }
        #expect(error?.description == "cannot change /d: it is not empty")
        for path: Path in ["/d/f", "/d"] {
            try await root.host.perform(.remove(at: path))
            #expect(try await root.host.image(of: .node(at: path)) == .absent)
        }
    }

    @Test func absenceIsAnImageAndNotAnError() async throws {
        let root = try TestRoot()
        #expect(try await root.host.image(of: .node(at: "/no/such/place")) == .absent)
        #expect(try await root.host.image(of: .node(at: "/etc/passwd/below")) == .absent)
        #expect(try await root.host.image(of: .names(in: "/no")) == .absent)
        #expect(try await root.host.image(of: .names(in: "/etc/passwd")) == .absent)
    }

    @Test func specialFilesAreNamedAndNeverOpenedToBeRead() async throws {
        let root = try TestRoot()
        mkfifo(root.real("pipe"), 0o600)
        root.makeDirectory("dev")
        mknod(root.real("dev/null"), S_IFCHR | 0o666, 0x103)
        for path: Path in ["/pipe", "/dev/null"] {
            guard case .node(let node) = try await root.host.image(of: .node(at: path)) else {
                Issue.record("\(path) is not there")
                continue
            }
            #expect(node.form == .other)
            let error = await HostError.thrown { () throws(HostError) in
                try await root.host.perform(
                    .replaceFile(at: path, contents: "", attributes: Attributes(mode: 0o600)))
            }
            #expect(error?.description == "\(path) is a device, a socket or a pipe")
        }
    }

    @Test func namesThatAreNotUTF8AreToldApart() async throws {
        let root = try TestRoot()
        root.makeDirectory("d")
        for byte in [CChar(bitPattern: 0xE4), CChar(bitPattern: 0xF6)] {
            let name = root.real("d/").utf8CString.dropLast() + [byte, 0]
            close(open(Array(name), O_CREAT | O_WRONLY, 0o600))
        }
        #expect(try await root.host.image(of: .names(in: "/d")) == .names(are: ["\\xe4", "\\xf6"]))
    }

    @Test func aFileLargerThanTheLimitIsNotRead() async throws {
        let root = try TestRoot()
        root.write("large", "")
        truncate(root.real("large"), 16 << 20)
        guard case .node = try await root.host.image(of: .node(at: "/large")) else {
            Issue.record("16 MiB are read")
            return
        }
        truncate(root.real("large"), 16 << 20 + 1)
        let error = await HostError.thrown { () throws(HostError) in
            _ = try await root.host.image(of: .node(at: "/large"))
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func filesOfTheKernelAreReadToTheirEnd() async throws {
        let host = try LinuxHost()
        guard case .node(let node) = try await host.image(of: .node(at: "/proc/self/maps")),
            case .file(let contents) = node.form
        else {
            Issue.record("/proc/self/maps is not a file")
            return
        }
        #expect(contents.bytes.count > 8192)
        #expect(contents.bytes.last == UInt8(ascii: "\n"))
    }
}
