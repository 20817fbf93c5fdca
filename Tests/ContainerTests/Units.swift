import Testing

/// A unit of one test, started and enabled unless it is said otherwise; `remove` takes it away again.
struct TestUnit {
    let container: Container
    let name: String

    init(_ name: String, service: String, install: Bool = true, isRunning: Bool = true) throws {
        container = try #require(Container.current)
        self.name = name
        let section = install ? "[Install]\nWantedBy=multi-user.target\n" : ""
        try container.write("/etc/systemd/system/\(name).service", "[Service]\n\(service)\n\(section)")
        try container.script("systemctl daemon-reload")
        if install { try container.script("systemctl --quiet enable \(name)") }
        if isRunning { try container.script("systemctl start \(name)") }
    }

    static let sleeping = "ExecStart=/usr/bin/sleep infinity"

    /// Whether it is enabled and active, under which drop-ins, with which user: what undo must bring back.
    var picture: String {
        """
        systemctl is-enabled \(name) || true
        systemctl is-active \(name) || true
        systemctl show --property=User,DropInPaths,NeedDaemonReload \(name)
        pid=$(systemctl show --property=MainPID --value \(name)); [ "$pid" = 0 ] || stat --format=%U /proc/$pid
        find /etc/systemd/system -path '*\(name)*' -printf '%p %y %m %u:%g %l\\n' | sort
        """
    }

    func isActive() throws -> String { try state("is-active") }
    func isEnabled() throws -> String { try state("is-enabled") }
    private func state(_ verb: String) throws -> String {
        try container.script("systemctl \(verb) \(name) || true")
    }

    /// The user its process really has.
    func processUser() throws -> String {
        try container.script("stat --format=%U /proc/$(systemctl show --property=MainPID --value \(name))")
    }

    func process() throws -> String {
        try container.script("systemctl show --property=MainPID --value \(name)")
    }

    func remove() throws {
        try container.script(
            """
            systemctl stop \(name) 2>/dev/null || true
            systemctl unmask \(name) 2>/dev/null || true
            systemctl disable \(name) 2>/dev/null || true
            rm -rf /etc/systemd/system/\(name).service /etc/systemd/system/\(name).service.d
            systemctl daemon-reload
            systemctl reset-failed \(name) 2>/dev/null || true
            """)
    }
}
