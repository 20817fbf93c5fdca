package import Convergence

/// An empty machine: nothing is there but `/` and its root account. Under a forecast it is the in-memory host of the tests.
package struct EmptyHost: HostObserving {
    private let facts: Facts
    private let seconds: Int

    package init(
        facts: Facts = Facts(
            name: "empty", os: "debian", version: "12", architecture: "amd64", isContainer: false,
            machineID: "", isBooted: false),
        seconds: Int = 0
    ) {
        self.facts = facts
        self.seconds = seconds
    }

    package func image(of subject: Subject) async throws(HostError) -> Image {
        switch subject {
        case .node(.root): return .node(is: Node(.directory, Attributes(mode: 0o755)))
        case .attributes(.root): return .node(is: Node(.directory, Attributes(mode: 0o755)))
        case .names(.root): return .names(are: [])
        case .realPath(let path): return .realPath(is: RealPath(path))
        case .account("root"):
            return .account(is: Account(id: 0, group: "root", home: "/root", shell: "/bin/sh"))
        case .group("root"): return .group(is: Group(id: 0, primaryOf: ["root"]))
        case .clock: return .clock(is: seconds)
        case .facts: return .facts(are: facts)
        case .field(let address, _): throw HostError(.unsupported, "there is no service \(address.service)")
        case .answer(let query): throw HostError(.unsupported, "there is no \(query.command.executable)")
        case .node, .attributes, .names, .account, .group, .package, .unit, .ruleset, .handshake, .reply:
            return .absent
        }
    }
}
