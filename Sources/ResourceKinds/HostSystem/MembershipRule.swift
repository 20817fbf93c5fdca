internal import Convergence

/// Which names must, and which must not, be among those found.
struct MembershipRule: Sendable {
    var exactly: [String]?
    var atLeast: [String] = []
    var noneOf: [String] = []

    static let anything = MembershipRule()

    private init() {}

    init(reading fields: inout Fields) {
        exactly = fields.optional("exactly", .list(.accountName), "These and no others.")
        atLeast = fields.optional(
            "at-least", .list(.accountName), default: [], shown: "none", "These, among others.")
        noneOf = fields.optional("none-of", .list(.accountName), default: [], shown: "none", "None of these.")
        if exactly != nil {
            for name in ["at-least", "none-of"] where fields.has(name) {
                fields.reject(name, .exactlySaysAll)
            }
        } else if !fields.has("at-least"), !fields.has("none-of"), !fields.isDescribing {
            fields.reject("exactly", .ruleMissing)
        }
        for name in noneOf where atLeast.contains(name) { fields.reject("none-of", .bothWays(name)) }
    }

    /// The names that must be there.
    var needed: [String] { exactly ?? atLeast }

    func applied(to found: Names) -> Names {
        if let exactly { return Names(exactly) }
        return Names(Set(found.sorted).union(atLeast).subtracting(noneOf))
    }

    /// How `found` differs, as one aspect.
    func difference(_ aspect: String, from found: Names) -> Difference? {
        let wanted = applied(to: found)
        return wanted == found
            ? nil : Difference(aspect, wanted: .list(wanted.sorted), found: .list(found.sorted))
    }
}

extension Shape where Value == MembershipRule {
    static var membership: Shape { .mapping(MembershipRule.init(reading:)) }
}

extension Diagnostic.Message {
    fileprivate static let exactlySaysAll: Self = "'exactly' already says who is in: leave this out"
    fileprivate static let ruleMissing: Self =
        "write 'exactly', 'at-least' or 'none-of', each with a list of names"
    fileprivate static func bothWays(_ name: String) -> Self {
        "'\(name)' is in 'at-least' and in 'none-of': it cannot be both"
    }
}
