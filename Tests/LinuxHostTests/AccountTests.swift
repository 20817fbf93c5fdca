import Convergence
import Foundation
import Glibc
import Testing

@testable import LinuxHost

/// Accounts of a root that has nothing but its `/etc`.
@Suite(.enabled(if: isRoot, needsRoot))
struct AccountTests {
    @Test func accountsAreReadFromTheRootsOwnFiles() async throws {
        let root = try TestRoot()
        #expect(
            try await root.host.account("ann")
                == Account(
                    id: 1002, group: "ann", home: "/home/ann", shell: "/bin/sh", groups: ["staff", "web"],
                    password: .usable))
        #expect(
            try await root.host.account("web")
                == Account(
                    id: 1001, group: "web", comment: "Web,,,", home: "/srv/web", shell: "/usr/sbin/nologin"))
        #expect(try await root.host.group("staff") == Group(id: 50, members: ["ann", "ghost"]))
        #expect(try await root.host.group("web") == Group(id: 1001, members: ["ann"], primaryOf: ["web"]))
        #expect(try await root.host.account("nobody") == nil)
        #expect(try await root.host.group("nogroup") == nil)
    }

    @Test(arguments: [
        ("", Account.Password.empty), ("*", .none), ("!", .none), ("!!", .none), ("!*", .none), ("x", .none),
        ("NP", .none), ("$6$salt$hash", .usable), ("!$6$salt$hash", .locked), ("!!$y$j9T$s$h", .locked),
        ("abcdefghijk./", .usable), ("!abcdefghijk./", .locked),
    ])
    func aPasswordFieldSaysWhatItMeans(_ field: String, _ password: Account.Password) {
        #expect(Account.Password(field: field) == password)
    }

    @Test func aChangedFileIsReadAgain() async throws {
        let root = try TestRoot()
        #expect(try await root.host.account("new") == nil)
        root.write("etc/passwd", "new:x:7:50::/:/bin/sh\n")
        #expect(
            try await root.host.account("new") == Account(id: 7, group: "staff", home: "/", shell: "/bin/sh"))
    }

    static let wanted = [
        Account(id: 1500, group: "app", comment: "App", home: "/srv/app", shell: "/bin/false"),
        Account(
            id: 1501, group: "staff", comment: "", home: "/nonexistent", shell: "/usr/sbin/nologin",
            groups: ["web", "ann"]),
        Account(id: nil, group: "web", home: "/", shell: "/bin/sh", groups: ["staff"]),
    ]

    @Test(arguments: wanted.indices)
    func aUserIsMadeChangedAndRemoved(_ index: Int) async throws {
        let root = try TestRoot()
        let before = (root.text("etc/passwd"), root.text("etc/shadow"))
        for wanted in [Self.wanted[index]] + Self.wanted {
            if wanted.group == "app", try await root.host.group("app") == nil,
                try await root.host.account("app") != nil
            {
                try await root.host.perform(.setGroup(named: "app", to: Group(id: nil)))
            }
            try await root.host.perform(.setAccount(named: "app", to: wanted))
            let image = try await root.host.image(of: .account(named: "app"))
            #expect(image.fulfils(.account(is: wanted)))
        }
        try await root.host.perform(.removeAccount(named: "app"))
        #expect(try await root.host.account("app") == nil)
        #expect((root.text("etc/passwd"), root.text("etc/shadow")) == before)
        // No home, no mailbox, no lock is left.
        #expect(try root.names(".") == ["etc"])
        #expect(try root.names("etc").allSatisfy { !$0.contains("lock") && !$0.contains("holdfast") })
    }

    @Test func aUsersOwnGroupGoesWithIt() async throws {
        let root = try TestRoot()
        try await root.host.perform(.setAccount(named: "app", to: Self.wanted[0]))
        #expect(try await root.host.group("app")?.primaryOf == ["app"])
        try await root.host.perform(.removeAccount(named: "app"))
        #expect(try await root.host.group("app") == nil)
    }

    @Test func aPasswordIsLockedAndUnlockedAndNeverLost() async throws {
        let root = try TestRoot()
        guard var account = try await root.host.account("ann") else { throw HostError(.failed, "no ann") }
        account.password = .locked
        try await root.host.perform(.setAccount(named: "ann", to: account))
        #expect(root.text("etc/shadow")?.contains("ann:!$6$abcd$efgh:") == true)
        account.password = .usable
        try await root.host.perform(.setAccount(named: "ann", to: account))
        #expect(root.text("etc/shadow")?.contains("ann:$6$abcd$efgh:") == true)
        #expect(try await root.host.account("ann") == account)
    }

    @Test func aGroupIsMadeChangedAndRemoved() async throws {
        let root = try TestRoot()
        try await root.host.perform(.setGroup(named: "ops", to: Group(id: 1700, members: ["ann", "web"])))
        #expect(try await root.host.group("ops") == Group(id: 1700, members: ["ann", "web"]))
        #expect(
            root.text("etc/gshadow")?.contains("ops:!::web,ann") == true
                || root.text("etc/gshadow")?.contains("ops:!::ann,web") == true)
        try await root.host.perform(.setGroup(named: "ops", to: Group(id: 1701, members: ["web"])))
        #expect(try await root.host.group("ops") == Group(id: 1701, members: ["web"]))
        // Their other groups stay.
        #expect(try await root.host.account("ann")?.groups == ["staff", "web"])
        try await root.host.perform(.removeGroup(named: "ops"))
        #expect(try await root.host.group("ops") == nil)
    }

    @Test func aMemberThatIsNoUserIsTakenOut() async throws {
        let root = try TestRoot()
        try await root.host.perform(.setGroup(named: "staff", to: Group(id: 50, members: ["ann"])))
        #expect(try await root.host.group("staff") == Group(id: 50, members: ["ann"]))
    }

    @Test func thisMachinesOwnAccountsAreNeverTouched() async throws {
        let files = ["/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow"]
        let before = files.map { FileManager.default.contents(atPath: $0) }
        let root = try TestRoot()
        try await root.host.perform(.setAccount(named: "holdfast-probe", to: Self.wanted[1]))
        try await root.host.perform(.removeAccount(named: "holdfast-probe"))
        #expect(files.map { FileManager.default.contents(atPath: $0) } == before)
    }

    @Test func anEtcThatLeadsOutIsRefused() async throws {
        let outside = try TestRoot()
        let root = try TestRoot()
        rename(root.real("etc"), root.real("old"))
        symlink(outside.real("etc"), root.real("etc"))
        let before = outside.text("etc/passwd")
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.setAccount(named: "app", to: Self.wanted[2]))
        }
        #expect(error != nil)
        #expect(outside.text("etc/passwd") == before)
    }

    @Test(arguments: ["-rf", "a:b", "a\nb", "", "a b", "ü", String(repeating: "a", count: 33)])
    func aNameThatIsNoNameIsRefused(_ name: String) async throws {
        let root = try TestRoot()
        let error = await HostError.thrown { () throws(HostError) in
            try await root.host.perform(.setGroup(named: name, to: Group(id: nil)))
        }
        #expect(error?.description.hasSuffix("is not a name for a user or group") == true)
    }

    @Test func onlyTheFourthFieldOfTheUsersLineChanges() {
        let passwd = Array("a:x:1:2:c,d:/:/s\nab:x:1:2::/:/s\n".utf8)
        let changed = PasswdEditor.bytes(passwd, settingGroupOf: "a", to: 77)
        #expect(String(decoding: changed, as: UTF8.self) == "a:x:1:77:c,d:/:/s\nab:x:1:2::/:/s\n")
    }
}
