internal import Convergence

/// Who should own what is at a path and who may do what with it; what is `nil` stays as it is.
struct Ownership: Sendable {
    var mode: FileMode?
    var owner: String?
    var group: String?

    static let nothing = Ownership()

    /// The attributes to give: what is there already, or what a new file or directory gets, with what is
    /// held.
    func attributes(over found: Attributes?, new mode: FileMode) -> Attributes {
        var attributes = found ?? Attributes(mode: mode)
        if let owner { attributes.owner = owner }
        if let group { attributes.group = group }
        return attributes.with(mode: self.mode ?? attributes.mode)
    }

    /// What differs. Where nothing is there (`nil`), that is the one difference to tell, and it is told elsewhere.
    func differences(from found: Attributes?) -> [Difference] {
        guard let found else { return [] }
        var differences: [Difference] = []
        func compare(_ aspect: String, _ wanted: String?, _ found: String) {
            guard let wanted, wanted != found else { return }
            differences.append(Difference(aspect, wanted: .text(wanted), found: .text(found)))
        }
        compare("mode", mode?.description, found.mode.description)
        compare("owner", owner, found.owner)
        compare("group", group, found.group)
        return differences
    }
}
