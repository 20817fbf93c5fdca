internal import Convergence

/// Changes units, and does not believe a start before it has seen the unit stay up.
struct UnitWriter {
    /// How long a unit must live to count as started, and how often it is looked at meanwhile.
    private static let settling = Duration.seconds(1)
    private static let pause = Duration.milliseconds(100)
    /// systemd's own limit for a start is 90 seconds; its jobs may wait for others first.
    private static let longestStart = Duration.seconds(180)

    let root: Root
    let systemctl: Systemctl
    let directories: LinkDirectories
    let nodes: NodeWriter

    func set(_ name: String, to request: UnitRequest) async throws(HostError) {
        try Systemctl.requireName(name)
        if request.masked == false { try await systemctl.require(files("unmask", name)) }
        try await readFilesAgain()
        switch request.enabled {
        case true?: try await systemctl.require(files("enable", name))
        case false?: try await disable(name, clearing: request.clearing ?? [])
        case nil: break
        }
        // Under a root nothing runs: it takes effect at boot.
        if let running = request.running, root.isMachine {
            running ? try await start("start", name) : try await stop(name)
        }
        if request.masked == true { try await systemctl.require(files("mask", name)) }
    }

    func refresh(_ name: String, by refresh: Step.Refresh) async throws(HostError) {
        try Systemctl.requireName(name)
        guard root.isMachine else { return }
        try await readFilesAgain()
        switch refresh {
        case .restart: try await start("restart", name)
        case .reload:
            // A unit that does not run reads its configuration when it starts.
            guard try await systemctl.show(name).activity == .running else { return }
            try await start("reload", name)
        }
    }

    /// systemctl removes the directories that this empties. Those that were there before the unit was enabled stay.
    private func disable(_ name: String, clearing made: [String]) async throws(HostError) {
        let kept = try directories.all().filter { !made.contains($0.name) }
        let result = try await systemctl.run(files("disable", name))
        try directories.restore(kept, with: nodes)
        guard result.status == 0 else { throw HostError(.failed, "systemctl disable: \(result.reason)") }
    }

    private func files(_ verb: String, _ name: String) -> [String] {
        (root.isMachine ? [] : ["--root=\(root.directory)"]) + [verb, "--", name]
    }

    /// systemd must have read what is on the disk before it acts on it. It is not asked whether it has: it does not
    /// notice a directory of drop-ins that is new.
    private func readFilesAgain() async throws(HostError) {
        if root.isMachine { try await systemctl.require(["daemon-reload"]) }
    }

    private func stop(_ name: String) async throws(HostError) {
        try await systemctl.require(["stop", "--", name], timeout: Self.longestStart)
        let unit = try await systemctl.show(name)
        guard unit.activity == .stopped || unit.activity == .failed else {
            throw HostError(.failed, "\(name) does not stop: \(unit.complaint)")
        }
        // Stopped is not failed: what failed before is settled by the wish that it shall not run.
        if unit.activity == .failed { try await systemctl.require(["reset-failed", "--", name]) }
    }

    private func start(_ verb: String, _ name: String) async throws(HostError) {
        let output = try await systemctl.run([verb, "--", name], timeout: Self.longestStart)
        guard output.status == 0 else { throw await failure(verb, name, output.reason) }
        try await settle(verb, name)
    }

    /// Until the unit is up and has stayed so under one and the same process, or it is clear that it does not.
    private func settle(_ verb: String, _ name: String) async throws(HostError) {
        let clock = ContinuousClock()
        let deadline = clock.now + Self.longestStart
        var since = clock.now
        var first = try await systemctl.show(name)
        while true {
            let unit = try await systemctl.show(name)
            switch unit.activity {
            case .failed, .stopped, .atBoot: throw await failure(verb, name, unit.complaint)
            case .running:
                let isSame =
                    unit["NRestarts"] == first["NRestarts"] && unit["InvocationID"] == first["InvocationID"]
                if !isSame { throw await failure(verb, name, "it dies and is started again") }
                // What has no process of its own cannot die.
                if unit.mainProcess == 0 || clock.now - since >= Self.settling { return }
            case .changing:
                if unit["SubState"] == "auto-restart" { throw await failure(verb, name, unit.complaint) }
                first = unit
                since = clock.now
            }
            guard clock.now < deadline else { throw await failure(verb, name, unit.complaint) }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// The reason with the last words of the unit itself.
    private func failure(_ verb: String, _ name: String, _ reason: String) async -> HostError {
        let log = try? await systemctl.programs.run(
            "/usr/bin/journalctl",
            ["--no-pager", "--quiet", "--output=cat", "--lines=5", "--unit=\(name)", "--boot"],
            timeout: .seconds(10))
        let lines = (log?.text ?? "").split(separator: "\n").suffix(3).map { EscapedText.of($0, limit: 200) }
        let said = lines.isEmpty ? "" : "; its last words: " + lines.joined(separator: " | ")
        return HostError(.failed, "\(verb) of \(name) failed: \(reason)\(said)")
    }
}
