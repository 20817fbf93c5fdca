/// What a step does to the numbers of users, or of groups: two names cannot have one number.
struct IDChange {
    let isOfGroups: Bool
    /// The number that is taken; `nil` where none is, or the system chooses it.
    let taken: Int?
    /// The number that becomes free.
    let freed: Int?
    /// Whether the system chooses a number, which may be any that is free, or any below 1000.
    let isChosen: Bool
    let isOfSystem: Bool

    /// `nil` where a subject has no number, or keeps the one it has.
    init?(of subject: Subject, from before: Image?, to after: Foreseen) {
        guard case .image(let after) = after, let before else { return nil }
        switch subject {
        case .account: isOfGroups = false
        case .group: isOfGroups = true
        default: return nil
        }
        let (old, new) = (before.number, after.number)
        guard old.number != new.number || old.exists != new.exists else { return nil }
        taken = new.number
        freed = old.number
        isChosen = new.exists && new.number == nil
        isOfSystem = new.isOfSystem
    }

    /// Whether this can go another way than foreseen because of what an earlier one did.
    func dependsOn(_ earlier: IDChange) -> Bool {
        guard let taken, isOfGroups == earlier.isOfGroups else { return false }
        if earlier.taken == taken || earlier.freed == taken { return true }
        return earlier.isChosen && (!earlier.isOfSystem || SystemID.range.contains(taken))
    }
}

extension Image {
    fileprivate var number: (exists: Bool, number: Int?, isOfSystem: Bool) {
        switch self {
        case .account(let account): (true, account.id, account.wantsSystemID)
        case .group(let group): (true, group.id, group.wantsSystemID)
        default: (false, nil, false)
        }
    }
}
