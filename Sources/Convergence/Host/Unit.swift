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

    /// Names of the directories for links of enabled units that are there, such as `multi-user.target.wants`; `nil`
    /// where nobody looked. They surround the unit: enabling any other changes them too, so units that differ in
    /// nothing else are equal.
    package var linkDirectories: [String]?

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

    package static func == (left: Self, right: Self) -> Bool {
        left.enablement == right.enablement && left.activity == right.activity && left.user == right.user
            && left.processUser == right.processUser && left.needsReload == right.needsReload
            && left.settings == right.settings
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(enablement)
        hasher.combine(activity)
        hasher.combine(user)
        hasher.combine(processUser)
        hasher.combine(needsReload)
        hasher.combine(settings)
    }
}

/// What a step asks of a unit; what is `nil` stays as it is.
package struct UnitRequest: Hashable, Sendable, Codable {
    package var enabled: Bool?
    package var running: Bool?
    package var masked: Bool?
    /// Names of directories for links that go when disabling the unit leaves them empty. All others stay.
    package var clearing: [String]?

    package init(
        enabled: Bool? = nil, running: Bool? = nil, masked: Bool? = nil, clearing: [String]? = nil
    ) {
        self.enabled = enabled
        self.running = running
        self.masked = masked
        self.clearing = clearing
    }
}
