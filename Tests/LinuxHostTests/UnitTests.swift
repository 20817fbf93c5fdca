import Convergence
import Glibc
import Testing

@testable import LinuxHost

/// What systemd says, and what its files say under a root.
struct UnitTests {
    /// As systemd 252 prints it.
    static let nginx = """
        Type=forking
        MainPID=812
        ExecMainStatus=0
        NRestarts=0
        Result=success
        UMask=0022
        CapabilityBoundingSet=cap_chown cap_net_bind_service
        User=www-data
        PrivateTmp=yes
        PrivateDevices=no
        ProtectHome=read-only
        ProtectSystem=strict
        NoNewPrivileges=yes
        SystemCallFilter=~@mount
        Id=nginx.service
        LoadState=loaded
        ActiveState=active
        SubState=running
        UnitFileState=enabled
        NeedDaemonReload=no
        ConditionResult=yes
        InvocationID=0c6c1d
        """

    @Test func aRunningUnitIsReadFromWhatSystemdPrints() {
        let unit = UnitProperties(Self.nginx)
        #expect(unit.isThere && !unit.needsReload)
        #expect((unit.enablement, unit.activity) == (.enabled, .running))
        #expect((unit.user, unit.mainProcess) == ("www-data", 812))
        #expect(
            unit.settings.map { "\($0.name)=\($0.value)" } == [
                "CapabilityBoundingSet=cap_chown cap_net_bind_service", "NoNewPrivileges=yes",
                "PrivateDevices=no",
                "PrivateTmp=yes", "ProtectHome=read-only", "ProtectSystem=strict", "SystemCallFilter=~@mount",
                "UMask=0022",
            ])
    }

    @Test(arguments: [
        ("active", "exited", Unit.Activity.running), ("inactive", "dead", .stopped),
        ("failed", "failed", .failed),
        ("activating", "auto-restart", .changing), ("activating", "start", .changing),
        ("deactivating", "stop-sigterm", .changing), ("reloading", "reload", .changing),
    ])
    func activityIsTold(_ active: String, _ sub: String, _ activity: Unit.Activity) {
        #expect(
            UnitProperties("LoadState=loaded\nActiveState=\(active)\nSubState=\(sub)").activity == activity)
    }

    @Test(arguments: [
        ("enabled", Unit.Enablement.enabled), ("disabled", .disabled), ("static", .fixed),
        ("generated", .fixed),
        ("alias", .fixed), ("indirect", .fixed), ("masked", .masked), ("enabled-runtime", .disabled),
        ("", .fixed),
    ])
    func enablementIsTold(_ state: String, _ enablement: Unit.Enablement) {
        #expect(UnitProperties("LoadState=loaded\nUnitFileState=\(state)").enablement == enablement)
        #expect(UnitProperties("LoadState=masked\nUnitFileState=\(state)").enablement == .masked)
    }

    @Test func aUnitInARestartLoopIsNotRunning() {
        func isRestarting(_ restarts: Int, _ start: Int) -> Bool {
            UnitProperties(
                "ActiveState=active\nNRestarts=\(restarts)\nActiveEnterTimestampMonotonic=\(start)"
            )
            .isRestarting(atMicroseconds: 60_000_000)
        }
        #expect(isRestarting(3, 59_000_000))
        #expect(!isRestarting(3, 50_000_000))
        #expect(!isRestarting(0, 59_000_000))
    }

    @Test func aUnitThatIsNotFoundIsAbsent() {
        #expect(!UnitProperties("Id=x.service\nLoadState=not-found\nActiveState=inactive").isThere)
    }

    @Test func theRealUserOfAProcessIsTheFirstNumber() {
        #expect(UnitReader.realUser(in: "Name:\tx\nUid:\t33\t0\t0\t0\nGid:\t1\t1\t1\t1\n") == 33)
        #expect(UnitReader.realUser(in: "Name:\tx\n") == nil)
    }

    @Test(arguments: ["nginx.service", "getty@tty1.service", "dev-disk-by\\x2duuid.mount", "a.b.timer"])
    func unitNamesAreTaken(_ name: String) throws { try Systemctl.requireName(name) }

    @Test(arguments: [
        "nginx", "-x.service", "--root=/.service", "a/b.service", ".service", "a b.service", "a.txt", "",
    ])
    func whatIsNoUnitIsRefused(_ name: String) {
        #expect(throws: HostError.self) { try Systemctl.requireName(name) }
    }

    @Test func dropInsAreMergedAsSystemdMergesThem() {
        let unit = UnitFile(texts: [
            "[Unit]\nUser=wrong\n[Service]\nUser=one\n# User=two\nCapabilityBoundingSet=CAP_A \\\n  CAP_B\nPrivateTmp=true",
            "[Service]\nCapabilityBoundingSet=CAP_C\nUser = three \nProtectSystem=strict",
            "[Service]\nProtectHome=1\n[Install]\nUser=four",
        ])
        #expect(unit.user == "three")
        let settings = Dictionary(uniqueKeysWithValues: unit.settings.map { ($0.name, $0.value) })
        #expect(settings["CapabilityBoundingSet"] == "CAP_A  CAP_B CAP_C")
        #expect(settings["PrivateTmp"] == "yes")
        #expect(settings["ProtectHome"] == "yes")
        #expect(settings["ProtectSystem"] == "strict")
        #expect(settings["NoNewPrivileges"] == "no")
        #expect(UnitFile(texts: ["[Service]\nUser=one", "[Service]\nUser="]).user == "root")
    }

    @Test(
        .enabled(if: isRoot && access("/usr/bin/systemctl", X_OK) == 0, "this test needs root and systemctl"))
    func underARootUnitsAreEnabledAndMaskedForTheNextBoot() async throws {
        let root = try TestRoot()
        for directory in [
            "etc/systemd", "etc/systemd/system", "usr", "usr/lib", "usr/lib/systemd",
            "usr/lib/systemd/system",
        ] {
            root.makeDirectory(directory)
        }
        root.write(
            "usr/lib/systemd/system/app.service",
            "[Service]\nUser=web\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n")
        root.makeDirectory("etc/systemd/system/app.service.d")
        root.write("etc/systemd/system/app.service.d/10.conf", "[Service]\nNoNewPrivileges=true\n")
        func unit() async throws -> Unit? { try await root.host.unit("app.service") }
        #expect(try await unit()?.enablement == .disabled)
        #expect(try await unit()?.user == "web")
        #expect(
            try await unit()?.settings.contains(Unit.Setting(name: "NoNewPrivileges", value: "yes")) == true)
        #expect(try await unit()?.activity == .atBoot)
        try await root.host.perform(
            .setUnit(named: "app.service", to: UnitRequest(enabled: true, running: true)))
        #expect(try await unit()?.enablement == .enabled)
        try await root.host.perform(.refreshUnit(named: "app.service", by: .restart))
        try await root.host.perform(.setUnit(named: "app.service", to: UnitRequest(enabled: false)))
        #expect(try await unit()?.enablement == .disabled)
        try await root.host.perform(.setUnit(named: "app.service", to: UnitRequest(masked: true)))
        #expect(try await unit()?.enablement == .masked)
        try await root.host.perform(.setUnit(named: "app.service", to: UnitRequest(masked: false)))
        #expect(try await unit()?.enablement == .disabled)
        #expect(try await root.host.unit("none.service") == nil)
    }

    /// Directories for links as they may be before a run: none, an empty one, and one with rights of its own.
    @Test(
        .enabled(if: isRoot && access("/usr/bin/systemctl", X_OK) == 0, "this test needs root and systemctl"),
        arguments: [nil, 0o755, 0o2750] as [mode_t?])
    func directoriesForLinksComeBackAsTheyWere(_ mode: mode_t?) async throws {
        let root = try Self.rootWithUnits()
        let wants = "etc/systemd/system/odd.target.wants"
        if let mode { root.makeDirectory(wants, mode: mode) }
        let subject = Subject.unit(named: "app.service")
        let disabled = try await root.host.image(of: subject)
        let enable = Step.setUnit(named: "app.service", to: UnitRequest(enabled: true))
        try await root.host.perform(enable)
        #expect(root.exists(wants + "/app.service"))
        let enabled = try await root.host.image(of: subject)

        try await root.host.perform(.setUnit(named: "app.service", to: UnitRequest(enabled: false)))
        #expect(root.mode(of: wants) == mode ?? 0o755, "it is not emptied of its attributes by disabling")
        for step in try #require(subject.steps(from: try await root.host.image(of: subject), to: enabled)) {
            try await root.host.perform(step)
        }
        #expect(root.exists(wants + "/app.service"))
        for step in try #require(subject.steps(from: enabled, to: disabled)) {
            try await root.host.perform(step)
        }
        #expect(root.mode(of: wants) == mode)
    }

    @Test(
        .enabled(if: isRoot && access("/usr/bin/systemctl", X_OK) == 0, "this test needs root and systemctl"))
    func aDirectoryThatAnotherUnitUsesSinceStays() async throws {
        let root = try Self.rootWithUnits()
        let subject = Subject.unit(named: "app.service")
        let disabled = try await root.host.image(of: subject)
        for unit in ["app.service", "theirs.service"] {
            try await root.host.perform(.setUnit(named: unit, to: UnitRequest(enabled: true)))
        }
        for step in try #require(subject.steps(from: try await root.host.image(of: subject), to: disabled)) {
            try await root.host.perform(step)
        }
        #expect(!root.exists("etc/systemd/system/odd.target.wants/app.service"))
        #expect(root.exists("etc/systemd/system/odd.target.wants/theirs.service"))
    }

    /// A root with two units that are wanted by one target.
    private static func rootWithUnits() throws -> TestRoot {
        let root = try TestRoot()
        for directory in [
            "etc/systemd", "etc/systemd/system", "usr", "usr/lib", "usr/lib/systemd",
            "usr/lib/systemd/system",
        ] {
            root.makeDirectory(directory)
        }
        for name in ["app", "theirs"] {
            root.write(
                "usr/lib/systemd/system/\(name).service",
                "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=odd.target\n")
        }
        return root
    }
}
