internal import Convergence

/// What `systemctl show` says of one unit, as names and values.
struct UnitProperties {
    /// Execution settings that harden a unit, as systemd.exec(5) names them.
    static let sandbox = [
        "CapabilityBoundingSet", "InaccessiblePaths", "LockPersonality", "MemoryDenyWriteExecute",
        "NoNewPrivileges", "PrivateDevices", "PrivateNetwork", "PrivateTmp", "PrivateUsers", "ProcSubset",
        "ProtectClock", "ProtectControlGroups", "ProtectHome", "ProtectHostname", "ProtectKernelLogs",
        "ProtectKernelModules", "ProtectKernelTunables", "ProtectProc", "ProtectSystem", "ReadOnlyPaths",
        "ReadWritePaths", "RemoveIPC", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime",
        "RestrictSUIDSGID", "SystemCallFilter", "UMask",
    ]
    static let asked =
        [
            "Id", "LoadState", "UnitFileState", "ActiveState", "SubState", "User", "MainPID",
            "NeedDaemonReload",
            "Type", "Result", "ExecMainStatus", "NRestarts", "InvocationID", "ConditionResult",
            "ActiveEnterTimestampMonotonic",
        ] + sandbox

    private let values: [String: String]

    /// One block of `NAME=value` lines.
    init(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
            values[String(line[..<equals])] = String(line[line.utf8.index(after: equals)...])
        }
        self.values = values
    }

    subscript(name: String) -> String { values[name] ?? "" }

    var isThere: Bool { self["LoadState"] != "not-found" && !self["LoadState"].isEmpty }
    var mainProcess: Int32 { Int32(self["MainPID"]) ?? 0 }
    var needsReload: Bool { self["NeedDaemonReload"] == "yes" }
    var user: String { self["User"].isEmpty ? "root" : self["User"] }

    /// See systemctl(1), "is-enabled". What a generator, a link elsewhere or another unit brings is not for
    /// enabling; what is enabled until the next boot only is not enabled.
    static func enablement(_ state: String, isMasked: Bool) -> Unit.Enablement {
        if isMasked { return .masked }
        return switch state {
        case "enabled": .enabled
        case "disabled", "enabled-runtime", "linked", "linked-runtime": .disabled
        case "masked", "masked-runtime": .masked
        default: .fixed
        }
    }

    var enablement: Unit.Enablement {
        Self.enablement(self["UnitFileState"], isMasked: self["LoadState"] == "masked")
    }

    var activity: Unit.Activity {
        switch self["ActiveState"] {
        case "active": .running
        case "inactive": .stopped
        case "failed", "maintenance": .failed
        // Also a unit that waits to be started again after it died.
        default: .changing
        }
    }

    /// Whether systemd has just started it again after it died: up for the moment, in a loop.
    func isRestarting(atMicroseconds now: Int) -> Bool {
        guard activity == .running, let restarts = Int(self["NRestarts"]), restarts > 0,
            let start = Int(self["ActiveEnterTimestampMonotonic"])
        else { return false }
        return now - start < Self.settled
    }

    /// Five seconds: a unit that has lived so long since its last restart is up.
    private static let settled = 5_000_000

    /// In order of their names, as systemd spells the values.
    var settings: [Unit.Setting] {
        Self.sandbox.compactMap { name in values[name].map { Unit.Setting(name: name, value: $0) } }
    }

    /// What is wrong with it, for a message.
    var complaint: String {
        "\(self["ActiveState"]) (\(self["SubState"])), result \(self["Result"]), exit status \(self["ExecMainStatus"])"
    }
}
