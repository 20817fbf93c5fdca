/// A unit of systemd as it is in effect: fragment and drop-ins merged, and its process.
package struct Unit: Hashable, Sendable, Codable {
    /// Whether it starts at boot; systemctl(1), "is-enabled".
    package enum Enablement: String, Hashable, Sendable, Codable {
        case enabled, disabled, masked
        /// It has no [Install] section, is made by a generator, or is an alias: enabling does not apply.
        case fixed
    }

    package enum Activity: String, Hashable, Sendable, Codable {
        case running, stopped, failed
        /// On its way up or down, or restarting in a loop.
        case changing
        /// Under a root directory nothing runs; it takes effect at boot.
        case atBoot = "at-boot"
    }

    package var enablement: Enablement
    package var activity: Activity
    /// The user the unit is configured to run as; `root` where nothing is said.
    package var user: String
    /// The user its main process has; `nil` where no process runs.
    package var processUser: String?
    /// Files changed since systemd read them.
    package var needsReload: Bool
    /// Execution settings in effect, in order of their names, such as `NoNewPrivileges` (systemd.exec(5)).
    package var settings: [Setting]

    package struct Setting: Hashable, Sendable, Codable {
        package var name: String
        package var value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        enablement: Enablement, activity: Activity, user: String = "root", processUser: String? = nil,
        needsReload: Bool = false, settings: [Setting] = []
    ) {
        self.enablement = enablement
        self.activity = activity
        self.user = user
        self.processUser = processUser
        self.needsReload = needsReload
        self.settings = settings
    }
}

/// What a step asks of a unit; what is `nil` stays as it is.
package struct UnitRequest: Hashable, Sendable, Codable {
    package var enabled: Bool?
    package var running: Bool?
    package var masked: Bool?

    package init(enabled: Bool? = nil, running: Bool? = nil, masked: Bool? = nil) {
        self.enabled = enabled
        self.running = running
        self.masked = masked
    }
}
