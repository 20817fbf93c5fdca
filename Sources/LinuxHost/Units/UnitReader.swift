internal import Convergence
internal import Glibc

extension LinuxHost {
    var units: UnitReader {
        UnitReader(root: root, systemctl: Systemctl(programs: programs), accounts: accounts)
    }
}

/// Looks at units: as systemd has them in effect, or under a root as it will find them at boot.
struct UnitReader {
    let root: Root
    let systemctl: Systemctl
    let accounts: AccountDatabase

    func image(of name: String) async throws(HostError) -> Image {
        try Systemctl.requireName(name)
        let image = root.isMachine ? try await running(name) : try await atBoot(name)
        guard case .unit(var unit) = image else { return image }
        let reader = NodeReader(root: root, names: try accounts.names(), secrets: KnownSecrets())
        unit.linkDirectories = try LinkDirectories(reader: reader).names()
        return .unit(is: unit)
    }

    private func running(_ name: String) async throws(HostError) -> Image {
        let properties = try await systemctl.show(name)
        guard properties.isThere else { return .absent }
        let process = properties.mainProcess
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let isRestarting = properties.isRestarting(
            atMicroseconds: now.tv_sec * 1_000_000 + now.tv_nsec / 1000)
        return .unit(
            is: Unit(
                enablement: properties.enablement, activity: isRestarting ? .changing : properties.activity,
                user: properties.user,
                processUser: process == 0 ? nil : try await user(of: process),
                needsReload: properties.needsReload, settings: properties.settings))
    }

    /// The real user of a process, once it is the unit's own program: right after a start it still is systemd,
    /// and root.
    private func user(of process: Int32) async throws(HostError) -> String? {
        let tries = 50
        for attempt in 1...tries {
            if attempt == tries || !isStillSystemd(process) { break }
            try? await Task.sleep(for: .milliseconds(20))
        }
        guard let path = Path("/proc/\(process)/status"), let status = try root.contents(of: path),
            let id = Self.realUser(in: String(decoding: status, as: UTF8.self))
        else { return nil }
        return try accounts.names().user(id)
    }

    private func isStillSystemd(_ process: Int32) -> Bool {
        guard let own = Self.program(of: process) else { return false }
        return own == Self.program(of: 1) || own.hasSuffix("/systemd-executor")
    }

    /// The text of `/proc/PID/exe`; `nil` when it may not be read or the process is gone.
    private static func program(of process: Int32) -> String? {
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = max(
                0,
                buffer.withMemoryRebound(to: CChar.self) {
                    readlink("/proc/\(process)/exe", $0.baseAddress!, $0.count)
                })
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// The first number of the `Uid:` line; proc_pid_status(5).
    static func realUser(in status: String) -> uid_t? {
        let line = status.split(separator: "\n").first { $0.utf8.starts(with: "Uid:".utf8) }
        return line?.split { $0 == "\t" || $0 == " " }.dropFirst().first.flatMap { uid_t($0) }
    }

    private func atBoot(_ name: String) async throws(HostError) -> Image {
        let output = try await systemctl.run(["--root=\(root.directory)", "is-enabled", "--", name])
        let state = output.text.split(separator: "\n").first.map(String.init) ?? ""
        let file = try UnitFile(name, in: root)
        guard let file else {
            // A unit may be masked without a file of its own.
            guard state == "masked" || state == "masked-runtime" else { return .absent }
            return .unit(is: Unit(enablement: .masked, activity: .atBoot))
        }
        return .unit(
            is: Unit(
                enablement: UnitProperties.enablement(state, isMasked: file.isMasked), activity: .atBoot,
                user: file.user, settings: file.settings))
    }
}
