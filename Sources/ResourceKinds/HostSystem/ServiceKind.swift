package import Convergence
package import PolicyText

/// A unit of systemd as it is in effect: whether it starts at boot, whether it runs, and how.
package struct ServiceKind: ResourceKind {
    package static let keyword = "service"
    package static let summary =
        "a unit of systemd: whether it starts at boot, runs, as whom, and what it may do"

    package struct Observation: Equatable, Sendable {
        var unit: Unit?
        /// Only looked at where something of it is not in effect.
        var dropIn: UnitDropIn.Observation?
    }

    let name: String
    let isEnabled: Bool?
    let isRunning: Bool?
    let isMasked: Bool?
    private let dropIn: UnitDropIn

    package init(reading fields: inout Fields) {
        name = fields.required("name", .unit, "The unit; a name without a suffix is a service.")
        isEnabled = fields.optional("enabled", .flag, "Whether it starts at boot.")
        isRunning = fields.optional("running", .flag, "Whether it runs; in an image this is said at boot.")
        isMasked = fields.optional("masked", .flag, "Whether nothing at all can start it.")
        let user = fields.optional(
            "runs-as", .accountName, "The user its process has; the account must be there.")
        let sandbox = fields.optional(
            "sandbox",
            .mapping { fields in
                SandboxSetting.all.compactMap { setting in
                    setting.read(&fields).map { (setting, $0) }
                }
            }, default: [], shown: "nothing", "What its process may do, in the words of systemd.exec(5).")
        dropIn = UnitDropIn(unit: name, user: user, sandbox: sandbox)
        check(&fields)
    }

    /// The rules between fields.
    private func check(_ fields: inout Fields) {
        let held = ["enabled", "running", "masked", "runs-as", "sandbox"].filter { fields.has($0) }
        if held.isEmpty, fields.has("name") { fields.reject("name", .nothingHeld) }
        if isMasked == true {
            if isEnabled == true { fields.reject("enabled", .maskedStaysDown) }
            if isRunning == true { fields.reject("running", .maskedStaysDown) }
            for field in ["runs-as", "sandbox"] where fields.has(field) {
                fields.reject(field, .maskedStaysDown)
            }
        }
        guard fields.has("name") else { return }
        if name.contains("@.") { fields.reject("name", .templateWanted) }
        if !name.hasSuffix(".service") {
            for field in ["runs-as", "sandbox"] where fields.has(field) {
                fields.reject(field, .serviceWanted)
            }
        }
        if fields.has("sandbox"), !dropIn.isNeeded { fields.reject("sandbox", .sandboxEmpty) }
    }

    package var claims: [Claim] {
        var parts: [String] = []
        if isEnabled != nil { parts.append("enabled") }
        if isRunning != nil { parts.append("running") }
        if isMasked != nil { parts.append("masked") }
        return parts.map { Claim(.unit(named: name), part: $0) }
            + (dropIn.isNeeded ? [Claim(.node(at: dropIn.file.path))] : [])
    }

    package func observe(on host: some HostObserving) async throws(HostError) -> Observation {
        var observed = Observation(unit: try await host.unit(name))
        guard let unit = observed.unit, dropIn.isNeeded else { return observed }
        if unit.activity == .atBoot || !dropIn.differences(from: unit, fileIsRight: false).isEmpty {
            observed.dropIn = try await dropIn.observe(on: host)
        }
        return observed
    }

    package func assess(_ observed: Observation) -> Assessment {
        guard let unit = observed.unit else { return assessAbsence() }
        var work = Work()
        assessState(unit, &work)
        assessExecution(unit, observed.dropIn, &work)
        if work.differences.isEmpty { return .compliant }
        let hand = work.byHand.joined(separator: "; ")
        if work.steps.isEmpty, work.then.isEmpty { return .drifted(work.differences, .manual(how: hand)) }
        return .drifted(
            work.differences, .steps(work.steps, then: work.then, byHand: hand.isEmpty ? nil : hand))
    }

    /// What is found and what is to be done about it.
    private struct Work {
        var differences: [Difference] = []
        var steps: [Step] = []
        var then: [FollowUp] = []
        var byHand: [String] = []
    }

    /// What is not there neither starts nor runs.
    private func assessAbsence() -> Assessment {
        guard isEnabled == true || isRunning == true || dropIn.isNeeded else { return .compliant }
        return .drifted(
            [Difference("service", wanted: .text(name), found: .absent)], .manual(how: .noUnit(name)))
    }

    private func assessState(_ unit: Unit, _ work: inout Work) {
        var request = UnitRequest()
        let staysMasked = unit.enablement == .masked && isMasked != false
        if let isMasked, isMasked != (unit.enablement == .masked) {
            request.masked = isMasked
            work.differences.append(
                Difference("masked", wanted: .text(String(isMasked)), found: .text(unit.enablement.rawValue)))
        }
        if let isEnabled, isEnabled != (unit.enablement == .enabled), isEnabled || unit.enablement == .enabled
        {
            work.differences.append(
                Difference("enabled", wanted: .text(String(isEnabled)), found: .text(unit.enablement.spoken)))
            if staysMasked {
                work.byHand.append(.isMasked(name))
            } else if unit.enablement == .fixed {
                work.byHand.append(.cannotBeEnabled(name))
            } else {
                request.enabled = isEnabled
            }
        }
        if let isRunning, !unit.activity.satisfies(running: isRunning) {
            work.differences.append(
                Difference("running", wanted: .text(String(isRunning)), found: .text(unit.activity.rawValue)))
            if isRunning, staysMasked {
                if work.byHand.isEmpty { work.byHand.append(.isMasked(name)) }
            } else {
                request.running = isRunning
            }
        }
        // What is masked cannot be disabled any more, and would be enabled again when it is unmasked.
        let masking = request.masked == true
        if masking { request.masked = nil }
        if request != UnitRequest() { work.steps.append(.setUnit(named: name, to: request)) }
        if masking { work.steps.append(.setUnit(named: name, to: UnitRequest(masked: true))) }
    }

    private func assessExecution(_ unit: Unit, _ observed: UnitDropIn.Observation?, _ work: inout Work) {
        guard dropIn.isNeeded else { return }
        guard let observed else {
            assessProcess(unit, &work)
            return
        }
        let verdict = dropIn.file.assess(observed.file, as: "drop-in")
        let isRight = if case .right = verdict { true } else { false }
        let differences = dropIn.differences(from: unit, fileIsRight: isRight)
        work.differences += differences
        guard !differences.isEmpty else {
            assessProcess(unit, &work)
            return
        }
        if observed.isUserMissing, let user = dropIn.user {
            work.byHand.append(.noUser(user))
            return
        }
        switch verdict {
        case .manual(let how, let difference):
            work.differences.append(difference)
            work.byHand.append(how)
        case .steps(let steps, let difference):
            work.differences.append(difference)
            work.steps = steps + work.steps
            refresh(unit, &work)
        case .right where unit.needsReload: refresh(unit, &work)
        case .right where differences.contains { $0.found == .absent }: work.byHand.append(.notShown(name))
        case .right: work.byHand.append(.otherWins(name, observed.later))
        }
    }

    /// What systemd knows is right; whether it is what the process has.
    private func assessProcess(_ unit: Unit, _ work: inout Work) {
        guard unit.activity != .atBoot else { return }
        if let user = dropIn.user, let found = unit.processUser, found != user {
            work.differences.append(
                Difference("runs-as", wanted: .text(user), found: .text("\(found), until it is restarted")))
            refresh(unit, &work)
        } else if unit.needsReload {
            work.differences.append(
                Difference(
                    "drop-in", wanted: .text("read by systemd"), found: .text("changed since systemd read it")
                ))
            refresh(unit, &work)
        }
    }

    /// What runs is restarted. What does not run is not started by this: systemd only reads its files again.
    private func refresh(_ unit: Unit, _ work: inout Work) {
        switch unit.activity {
        case .atBoot: break
        case .running, .changing: work.then = [FollowUp(.restart, name)]
        case .stopped, .failed: work.then = [FollowUp(.reload, name)]
        }
        // Stopping or starting it reads the files again.
        if work.steps.contains(where: {
            if case .setUnit(_, let request) = $0 { request.running != nil } else { false }
        }) {
            work.then = []
        }
    }

    package static func describe(
        _ name: String, on host: some HostObserving
    ) async throws(HostError) -> YAMLNode.Value? {
        let name = name.contains(".") ? name : name + ".service"
        guard let unit = try await host.unit(name) else { return nil }
        var fields = Exported()
        fields.add("name", name)
        switch unit.enablement {
        case .enabled, .disabled: fields.add("enabled", unit.enablement == .enabled)
        case .masked: fields.add("masked", true)
        case .fixed: break
        }
        if unit.enablement != .masked,
            unit.activity == .running || unit.activity == .stopped || unit.enablement == .fixed
        {
            fields.add("running", unit.activity == .running)
        }
        if unit.user != "root" { fields.add("runs-as", unit.user) }
        return fields.value
    }

    package static let examples = [
        """
        no-avahi:
          severity: medium
          title: The host does not announce itself
          service: { name: avahi-daemon, enabled: false, running: false, masked: true }
        """,
        """
        time:
          severity: medium
          title: The clock is kept right
          service: { name: systemd-timesyncd, enabled: true, running: true }
        """,
        """
        exporter:
          severity: high
          title: The metrics exporter is not root and cannot become it
          service:
            name: node-exporter
            enabled: true
            running: true
            runs-as: metrics
            sandbox:
              NoNewPrivileges: yes
              ProtectSystem: strict
              ProtectHome: yes
              PrivateTmp: yes
              ReadWritePaths: [/var/lib/node-exporter]
              RestrictAddressFamilies: [AF_INET, AF_INET6, AF_UNIX]
              CapabilityBoundingSet: []
        """,
    ]
}

extension Unit.Enablement {
    fileprivate var spoken: String { self == .fixed ? "not by itself" : rawValue }
}

extension Unit.Activity {
    fileprivate func satisfies(running: Bool) -> Bool {
        switch self {
        case .running: running
        case .stopped, .failed: !running
        case .changing: false
        case .atBoot: true
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let nothingHeld: Self =
        "say what must be true of the unit: 'enabled', 'running', 'masked', 'runs-as' or 'sandbox'"
    fileprivate static let maskedStaysDown: Self = "a masked unit cannot start: leave this or 'masked' out"
    fileprivate static let templateWanted: Self =
        "this is a template: name one instance of it, as in getty@tty1"
    fileprivate static let serviceWanted: Self =
        "only a service has a process of its own: write the name of one"
    fileprivate static let sandboxEmpty: Self = "write at least one setting, or leave 'sandbox' out"
}

extension String {
    fileprivate static func noUnit(_ name: String) -> Self {
        "there is no unit '\(name)': hold the package that brings it with a 'package' control, or "
            + "check the name"
    }
    fileprivate static func noUser(_ name: String) -> Self {
        "there is no user '\(name)': hold it with an 'account' control"
    }
    fileprivate static func isMasked(_ name: String) -> Self {
        "somebody masked '\(name)' so that nothing starts it: find out why, and write 'masked: "
            + "false' to change that"
    }
    fileprivate static func cannotBeEnabled(_ name: String) -> Self {
        "'\(name)' has no [Install] section: other units start it; hold the socket, timer or target that does"
    }
    fileprivate static func notShown(_ name: String) -> Self {
        "systemd here does not know every setting: look with 'systemctl show \(name)' and "
            + "'systemctl --version'"
    }
    fileprivate static func otherWins(_ name: String, _ later: [Path]) -> Self {
        let suspects = later.isEmpty ? "" : ", such as \(later.map(\.description).joined(separator: ", "))"
        return "another drop-in has the last word\(suspects): look with 'systemctl cat \(name)'"
    }
}
