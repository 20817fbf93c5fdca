import Testing

extension LiveSystem {
    @Suite struct Accounts {
        /// Their lines in all four files. Lines that come back may stand elsewhere.
        private static let picture =
            "cat /etc/passwd /etc/group /etc/gshadow | sort; cut -d: -f1,2 /etc/shadow | sort"

        private func proveCycle(
            _ name: String, setUp: String = "true", tearDown: String = "true", _ controls: String,
            held: (Container) throws -> Void
        ) throws {
            let container = try #require(Container.current)
            try container.script(setUp)
            defer { _ = try? container.script(tearDown) }
            let policy = try Policy(name, controls)
            try policy.proveCycle(picture: Self.picture) { try held(container) }
        }

        @Test func aSystemUserIsMade() throws {
            try proveCycle(
                "account-new",
                """
                new:
                  account: { user: hf-new, system: true, home: /var/lib/hf-new, shell: /usr/sbin/nologin, locked: true, groups: { none-of: [sudo] } }
                group:
                  account: { group: hf-grp, id: 4242 }
                """
            ) { (container) throws in
                let line = try container.script("getent passwd hf-new").split(separator: ":").map(String.init)
                let id = try #require(Int(line[2]))
                #expect((1...999).contains(id), "of the system's range: \(line)")
                #expect(line.suffix(2) == ["/var/lib/hf-new", "/usr/sbin/nologin"])
                #expect(try container.script("getent shadow hf-new | cut -d: -f2") == "!")
                #expect(try container.script("getent group hf-grp") == "hf-grp:x:4242:")
                #expect(!container.exists("/var/lib/hf-new"), "homes are made by 'directory' controls")
            }
        }

        @Test func aUserIsChangedAndLockedAndKeepsItsPassword() throws {
            let setUp = """
                for group in hf-a hf-b hf-c hf-d; do groupadd $group; done
                useradd --shell /bin/bash --groups hf-a,hf-b hf-user
                echo 'hf-user:first-password' | chpasswd
                """
            let tearDown = "userdel hf-user; for group in hf-a hf-b hf-c hf-d; do groupdel $group; done"
            try proveCycle(
                "account-change", setUp: setUp, tearDown: tearDown,
                """
                user:
                  account: { user: hf-user, shell: /bin/sh, locked: true, comment: Held, groups: { exactly: [hf-a, hf-c] } }
                """
            ) { (container) throws in
                #expect(try container.script("id --groups --name hf-user") == "hf-user hf-a hf-c")
                #expect(try container.script("getent passwd hf-user | cut -d: -f5,7") == "Held:/bin/sh")
                let field = try container.script("getent shadow hf-user | cut -d: -f2")
                #expect(field.hasPrefix("!$"), "locked, and the password kept behind the lock")
            }
        }

        @Test func membershipIsAtLeastOrNoneOf() throws {
            let setUp = """
                for group in hf-a hf-b hf-c; do groupadd $group; done
                useradd --groups hf-a,hf-b hf-more
                useradd --groups hf-a,hf-b hf-less
                """
            let tearDown =
                "userdel hf-more; userdel hf-less; for group in hf-a hf-b hf-c; do groupdel $group; done"
            try proveCycle(
                "account-groups", setUp: setUp, tearDown: tearDown,
                """
                more:
                  account: { user: hf-more, groups: { at-least: [hf-c] } }
                less:
                  account: { user: hf-less, groups: { none-of: [hf-b, hf-c] } }
                """
            ) { (container) throws in
                #expect(try container.script("id --groups --name hf-more") == "hf-more hf-a hf-b hf-c")
                #expect(try container.script("id --groups --name hf-less") == "hf-less hf-a")
            }
        }

        @Test func usersAndGroupsGoAndComeBack() throws {
            let setUp = """
                groupadd hf-old-group; groupadd hf-kept
                useradd --system --groups hf-kept,hf-old-group --shell /usr/sbin/nologin hf-old
                """
            let tearDown = "userdel hf-old; groupdel hf-old-group; groupdel hf-kept"
            try proveCycle(
                "account-absent", setUp: setUp, tearDown: tearDown,
                """
                user:
                  account: { user: hf-old, absent: true }
                group:
                  account: { group: hf-old-group, absent: true }
                """
            ) { (container) throws in
                #expect(try container.script("getent passwd hf-old || getent group hf-old || true") == "")
                #expect(try container.script("getent group hf-kept | cut -d: -f4") == "")
            }
        }

        @Test func oneWhoIsAtWorkIsNotRemovedAndOthersAreNotHeldUp() throws {
            let container = try #require(Container.current)
            try container.script(
                """
                useradd hf-busy; useradd hf-other-user
                systemd-run --quiet --unit=hf-at-work --uid=hf-busy sleep infinity
                """)
            defer {
                _ = try? container.script("systemctl stop hf-at-work; userdel hf-busy; userdel hf-other-user")
            }
            let policy = try Policy(
                "account-busy",
                """
                busy:
                  account: { user: hf-busy, absent: true }
                other:
                  account: { user: hf-other-user, shell: /bin/bash }
                """)
            let (status, report) = try policy.apply()
            #expect(status == 2)
            #expect(report.outcomes == ["busy": "failed", "other": "fixed"])
            #expect(report.reason("busy").contains("currently used by process"))
            #expect(try container.script("id --user --name hf-busy") == "hf-busy")
        }
    }
}
