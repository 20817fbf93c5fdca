import Testing

extension LiveSystem {
    /// What a policy says of a sandbox and what systemd shows of it must be seen as the same, or a second apply
    /// would write again.
    @Suite struct Sandboxes {
        @Test func everySettingIsReadBackAsItWasWritten() throws {
            let strict = """
                NoNewPrivileges: yes
                PrivateTmp: yes
                PrivateDevices: yes
                PrivateNetwork: yes
                PrivateUsers: yes
                ProtectSystem: strict
                ProtectHome: tmpfs
                ProtectKernelTunables: yes
                ProtectKernelModules: yes
                ProtectKernelLogs: yes
                ProtectControlGroups: yes
                ProtectClock: yes
                ProtectHostname: yes
                ProtectProc: invisible
                ProcSubset: pid
                RestrictRealtime: yes
                RestrictSUIDSGID: yes
                RestrictNamespaces: yes
                LockPersonality: yes
                MemoryDenyWriteExecute: yes
                RemoveIPC: yes
                UMask: 0027
                ReadWritePaths: [/var/log, /var/lib]
                ReadOnlyPaths: [/srv, /opt/]
                InaccessiblePaths: [/boot]
                RestrictAddressFamilies: [AF_UNIX, AF_INET]
                CapabilityBoundingSet: [CAP_NET_BIND_SERVICE, CAP_CHOWN]
                """
            try prove("hf-strict", sandbox: strict) { (unit) throws in
                let status = try unit.container.script(
                    "cat /proc/$(systemctl show --property=MainPID --value hf-strict)/status")
                #expect(status.contains("NoNewPrivs:\t1"))
                #expect(status.contains("CapBnd:\t0000000000000401"), "chown and net_bind_service: \(status)")
            }
        }

        @Test func otherSpellingsAndEmptyListsAreReadBackToo() throws {
            let loose = """
                NoNewPrivileges: true
                PrivateTmp: yes
                ProtectSystem: true
                ProtectHome: read-only
                ProtectProc: ptraceable
                UMask: 0077
                RestrictAddressFamilies: [AF_INET6, AF_INET, AF_NETLINK]
                CapabilityBoundingSet: []
                """
            try prove("hf-loose", sandbox: loose) { (unit) throws in
                let status = try unit.container.script(
                    "cat /proc/$(systemctl show --property=MainPID --value hf-loose)/status")
                #expect(status.contains("CapBnd:\t0000000000000000"), "no capability at all: \(status)")
            }
        }

        @Test func settingsThatAreOffAreWrittenOverTheUnitsOwn() throws {
            let own = """
                \(TestUnit.sleeping)
                PrivateTmp=yes
                ProtectSystem=full
                RestrictNamespaces=yes
                CapabilityBoundingSet=CAP_KILL
                RestrictAddressFamilies=AF_UNIX
                ReadOnlyPaths=/srv
                """
            let off = """
                PrivateTmp: no
                ProtectSystem: no
                RestrictNamespaces: no
                CapabilityBoundingSet: [CAP_CHOWN]
                RestrictAddressFamilies: [AF_INET]
                ReadOnlyPaths: [/opt]
                """
            try prove("hf-off", service: own, sandbox: off) { (unit) throws in
                #expect(
                    try unit.container.script(
                        "systemctl show --property=CapabilityBoundingSet,ReadOnlyPaths hf-off")
                        == "CapabilityBoundingSet=cap_chown\nReadOnlyPaths=/opt")
            }
        }

        private func prove(
            _ name: String, service: String = TestUnit.sleeping, sandbox: String,
            held: (TestUnit) throws -> Void
        ) throws {
            let unit = try TestUnit(name, service: service)
            defer { try? unit.remove() }
            let settings = sandbox.split(separator: "\n").map { "      \($0)\n" }.joined()
            let policy = try Policy(
                name, "box:\n  service:\n    name: \(name)\n    running: true\n    sandbox:\n\(settings)")
            try policy.proveCycle(picture: unit.picture) { () throws in
                #expect(try unit.isActive() == "active")
                try held(unit)
            }
        }
    }
}
