internal import Convergence

/// What a kind sees at a path: what is there, and what would have to be there first.
package struct Place: Equatable, Sendable {
    /// Owner and group stand as the policy calls them.
    var node: Node?
    /// What must be made before anything can be put here or given away, in sentences.
    var obstacles: [String] = []

    /// Looks at a path where nothing is to be.
    init(at path: Path, on host: some HostObserving) async throws(HostError) {
        node = try await host.node(at: path)
    }

    /// Looks at a path whose attributes alone are held: what a file holds is not read.
    init(unreadAt path: Path, held ownership: Ownership, on host: some HostObserving) async throws(HostError)
    {
        node = try await host.unreadNode(at: path)
        if node != nil { try await lookAtOwners(ownership, on: host) }
    }

    /// Looks at a path that is to have `ownership`.
    init(
        at path: Path, held ownership: Ownership, on host: some HostObserving
    ) async throws(HostError) {
        node = try await host.node(at: path)
        if node == nil, let parent = path.parent {
            switch try await host.node(at: parent)?.form {
            case .directory, .link: break
            case nil: obstacles.append("there is no directory \(parent): hold it with a 'directory' control")
            default: obstacles.append("\(parent) is not a directory")
            }
        }
        try await lookAtOwners(ownership, on: host)
    }

    private mutating func lookAtOwners(
        _ ownership: Ownership, on host: some HostObserving
    ) async throws(HostError) {
        if let owner = ownership.owner, owner != node?.attributes.owner {
            if try await Self.isNumber(owner, ofUser: node?.attributes.owner, on: host) {
                node?.attributes.owner = owner
            } else if try await Self.isMissing(.account(named: owner), named: owner, on: host) {
                obstacles.append("there is no user '\(owner)': hold it with an 'account' control")
            }
        }
        if let group = ownership.group, group != node?.attributes.group {
            if try await Self.isNumber(group, ofGroup: node?.attributes.group, on: host) {
                node?.attributes.group = group
            } else if try await Self.isMissing(.group(named: group), named: group, on: host) {
                obstacles.append("there is no group '\(group)': hold it with an 'account' control")
            }
        }
    }

    /// Whether a policy that writes a number means a user that the host shows by name.
    private static func isNumber(
        _ text: String, ofUser name: String?, on host: some HostObserving
    ) async throws(HostError) -> Bool {
        guard let number = Int(text), let name, Int(name) == nil else { return false }
        return try await host.account(name)?.id == number
    }

    private static func isNumber(
        _ text: String, ofGroup name: String?, on host: some HostObserving
    ) async throws(HostError) -> Bool {
        guard let number = Int(text), let name, Int(name) == nil else { return false }
        return try await host.group(name)?.id == number
    }

    private static func isMissing(
        _ subject: Subject, named name: String, on host: some HostObserving
    ) async throws(HostError) -> Bool {
        guard name != "root", UInt32(name) == nil else { return false }
        do throws(HostError) {
            return try await host.image(of: subject) == .absent
        } catch {
            // Who may not read the accounts still sees that the owner differs; the step will say the rest.
            if error.code == .unforeseen { throw error }
            return false
        }
    }
}
