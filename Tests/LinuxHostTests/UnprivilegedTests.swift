import Convergence
import Glibc
import Testing

@testable import LinuxHost

/// Who is not root sees less, and is told what.
@Suite(.enabled(if: isRoot, needsRoot))
struct UnprivilegedTests {
    @Test func whatMayNotBeReadIsDeniedAndNeverAbsent() async throws {
        let root = try TestRoot()
        chmod(root.real("etc/shadow"), 0o600)
        root.write("unreadable", "x", mode: 0o600)
        root.makeDirectory("closed", mode: 0o700)
        root.write("closed/f", "x")
        root.makeDirectory("unlisted", mode: 0o711)
        root.write("unlisted/f", "x")
        try await OwnThread().run { () async throws in
            OwnThread.giveUpRights()
            for subject: Subject in [
                .node(at: "/unreadable"), .node(at: "/closed/f"), .names(in: "/closed"),
                .names(in: "/unlisted"),
            ] {
                let error = await HostError.thrown { () throws(HostError) in
                    _ = try await root.host.image(of: subject)
                }
                #expect(error?.code == .denied, "\(subject)")
            }
            // What has no contents is seen all the same.
            #expect(try await root.host.node(at: "/closed") == Node(.directory, Attributes(mode: 0o700)))
            #expect(try await root.host.contents(of: "/unlisted/f") == "x")
            #expect(try await root.host.group("staff")?.id == 50)
            // All of an account but its password is for everybody.
            #expect(
                try await root.host.account("ann")
                    == Account(
                        id: 1002, group: "ann", home: "/home/ann", shell: "/bin/sh",
                        groups: ["web", "staff"],
                        password: .unread))
            #expect(try await root.host.account("nobody-there") == nil)
        }
    }

    @Test func whatMayNotBeWrittenIsLeftAsItWas() async throws {
        let root = try TestRoot()
        root.write("f", "old")
        try await OwnThread().run { () async throws in
            OwnThread.giveUpRights()
            for step: Step in [
                .replaceFile(at: "/f", contents: "new", attributes: Attributes(mode: 0o600)),
                .setAttributes(of: "/f", to: Attributes(mode: 0o666)), .remove(at: "/f"),
                .makeDirectory(at: "/d", attributes: Attributes(mode: 0o700)),
                .replaceLink(at: "/l", to: "x", attributes: Attributes(mode: 0o777)),
            ] {
                let error = await HostError.thrown { () throws(HostError) in try await root.host.perform(step)
                }
                #expect(error?.code == .denied)
                #expect(error?.description.contains("run as root") == true)
            }
        }
        #expect(root.text("f") == "old")
        #expect(root.status("f").st_mode & 0o777 == 0o644)
        #expect(try root.names(".") == ["etc", "f"])
    }
}
