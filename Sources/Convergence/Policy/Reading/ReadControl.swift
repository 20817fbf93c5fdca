internal import PolicyText

/// What a control became, with the places that the rules between controls point at. A class: it is large, and passed
/// from stage to stage.
final class ReadControl {
    let control: Control
    /// What it names under 'after'.
    let after: [Placed<String>]
    /// The controls whose resources it asks for.
    let references: [Placed<String>]
    let keyword: SourceRange
    let audit: AuditFields?
    /// Whether its resource was read without a mistake: else it may hold stand-ins.
    let isSound: Bool

    init(
        control: Control, after: [Placed<String>], references: [Placed<String>], keyword: SourceRange,
        audit: AuditFields?, isSound: Bool
    ) {
        self.control = control
        self.after = after
        self.references = references
        self.keyword = keyword
        self.audit = audit
        self.isSound = isSound
    }
}
