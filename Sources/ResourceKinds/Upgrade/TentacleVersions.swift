internal import Convergence
internal import Octopus

/// How old the Tentacles are that the server knows.
struct TentacleVersions {
    let atLeast: OctopusVersion?

    func assess(_ machines: Seen, _ workers: Seen, into findings: inout Findings) {
        var old: [String] = []
        var untold: [String] = []
        for (seen, what) in [(machines, "deployment targets"), (workers, "workers")] {
            switch seen {
            case .refused(let error): findings.cannotTell(error)
            // Servers before 2018 have no workers.
            case .missing where what == "workers": break
            case .missing: findings.cannotTell(.untold("its \(what)", nil))
            case .document(let document):
                guard let items = document.list("") else {
                    findings.cannotTell(
                        HostError(.failed, "the server's list of \(what) is in a form that is not known"))
                    continue
                }
                for item in items where item.has("/Endpoint/TentacleVersionDetails") {
                    let name = item.text("/Name") ?? item.text("/Id") ?? "?"
                    guard let version = item.version("/Endpoint/TentacleVersionDetails/Version") else {
                        untold.append(name)
                        continue
                    }
                    if let atLeast, version < atLeast { old.append("\(name): \(version)") }
                }
            }
        }
        if let atLeast, !old.isEmpty {
            findings.differs(
                "at-least", wanted: .text(atLeast.description), found: .few(old.sorted()),
                how: .upgradeTentacles)
        }
        if !untold.isEmpty { findings.cannotTell(.unseen(untold.sorted())) }
    }
}

extension HostError {
    fileprivate static func unseen(_ names: [String]) -> Self {
        return Self(
            .unsupported, "the server has not yet seen the Tentacle of \(names.fewNames): run a health check")
    }
}

extension String {
    fileprivate static let upgradeTentacles =
        "upgrade these Tentacles under Infrastructure > Deployment Targets (or Workers) > Upgrade Tentacles, or with the package manager of each host"
}
