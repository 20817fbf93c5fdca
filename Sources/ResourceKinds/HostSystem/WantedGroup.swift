internal import Convergence

/// What an `account` control wants of a group; what is `nil` stays as it is.
struct WantedGroup: Sendable {
    let id: Int?
    let isSystem: Bool?
    let members: MembershipRule?

    /// The names of the fields that are held.
    var held: [String] {
        (id != nil || isSystem != nil ? ["id"] : []) + (members != nil ? ["members"] : [])
    }

    /// The users who must exist for a change, in the order of the policy.
    func neededMembers(of found: Group?) -> [String] {
        (members?.needed ?? []).filter { found?.members.contains($0) != true }
    }

    func assess(_ name: String, _ found: Group?, obstacles: [String]) -> Assessment {
        guard let found else { return assessNew(name, obstacles: obstacles) }
        var differences: [Difference] = []
        var byHand: String?
        if let difference = idDifference(of: found.id, wantsSystemID: found.wantsSystemID, id, isSystem) {
            differences.append(difference)
            byHand = .changeID(ofGroup: name)
        }
        var group = found
        if let difference = members?.difference("members", from: found.members) {
            differences.append(difference)
            group.members = members?.applied(to: found.members) ?? found.members
        }
        if differences.isEmpty { return .compliant }
        guard obstacles.isEmpty else {
            return .drifted(differences, .manual(how: obstacles.joined(separator: "; ")))
        }
        if group == found, let byHand { return .drifted(differences, .manual(how: byHand)) }
        return .drifted(differences, .steps([.setGroup(named: name, to: group)], byHand: byHand))
    }

    private func assessNew(_ name: String, obstacles: [String]) -> Assessment {
        let differences = [Difference("group", wanted: .text(name), found: .absent)]
        guard obstacles.isEmpty else {
            return .drifted(differences, .manual(how: obstacles.joined(separator: "; ")))
        }
        let isSystem = isSystem ?? id.map(SystemID.range.contains) ?? false
        let group = Group(id: id, members: members?.applied(to: []) ?? [], wantsSystemID: isSystem)
        return .drifted(differences, .steps([.setGroup(named: name, to: group)]))
    }
}

extension String {
    fileprivate static func changeID(ofGroup name: String) -> Self {
        "changing the id of '\(name)' would leave its files to nobody: find them with "
            + "'find / -xdev -group \(name)', then use 'groupmod --gid' and 'chgrp'"
    }
}
