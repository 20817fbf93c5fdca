internal import Convergence

/// The formats a policy can name, and those that well-known files have.
package enum SettingFormatName: String, CaseIterable, Sendable {
    case ini
    case keyValue = "key-value"
    case keyEqualsValue = "key-equals-value"
    case ssh

    /// What is known of a path; `nil` when nothing is.
    static func guess(_ path: Path) -> SettingFormatName? {
        let text = path.description
        func isConf(in directories: Path...) -> Bool {
            text.hasSuffix(".conf") && directories.contains { path.isWithin($0) }
        }
        if isSSH(path) { return .ssh }
        if path == "/etc/login.defs" { return .keyValue }
        if isShell(path) || isKernel(path) || isConf(in: "/etc/security") { return .keyEqualsValue }
        if path.isWithin("/etc/systemd") || text.hasSuffix(".ini") || isConf(in: "/etc/NetworkManager") {
            return .ini
        }
        return nil
    }

    /// How lines of this format are read in this file.
    func format(of path: Path) -> any SettingFormat {
        switch self {
        case .ini: IniFormat()
        case .keyValue: KeyValueFormat()
        case .keyEqualsValue:
            Self.isShell(path) ? ShellFormat() : KeyEqualsValueFormat(isKernel: Self.isKernel(path))
        case .ssh: SSHFormat(isServer: !Self.isSSHClient(path))
        }
    }

    private static func isSSH(_ path: Path) -> Bool {
        ["sshd_config", "ssh_config"].contains(path.name)
            || ["sshd_config.d", "ssh_config.d"].contains(path.parent?.name ?? "")
    }

    private static func isSSHClient(_ path: Path) -> Bool {
        path.name == "ssh_config" || path.parent?.name == "ssh_config.d" || path.parent?.name == ".ssh"
    }

    private static func isKernel(_ path: Path) -> Bool {
        path == "/etc/sysctl.conf" || path.parent?.name == "sysctl.d"
    }

    private static func isShell(_ path: Path) -> Bool {
        path.isWithin("/etc/default") || ["os-release", "environment", "locale.conf"].contains(path.name)
    }
}
