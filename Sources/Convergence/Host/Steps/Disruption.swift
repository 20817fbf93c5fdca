/// What a step does to those who use the host, mildest first.
package enum Disruption: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case none
    /// A service reads its configuration again; connections stay.
    case reload
    /// A service stops and starts.
    case restart
    /// Work is moved away first and waited for.
    case drain
    case reboot
    /// It may cut the connections of those who administer the host.
    case canCut = "can-cut"

    package static func < (left: Self, right: Self) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}

extension Step {
    package var disruption: Disruption {
        switch self {
        case .refreshUnit(_, .reload): .reload
        case .refreshUnit(_, .restart): .restart
        case .setUnit(_, let request): request.running == nil ? .none : .restart
        // Maintainer scripts restart the services they bring.
        case .installPackage, .removePackage: .restart
        case .replaceRuleset, .removeRuleset: .canCut
        default: .none
        }
    }
}
