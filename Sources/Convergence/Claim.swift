/// What a control holds: a subject, or one named part of it, such as one key of a file.
package struct Claim: Hashable, Sendable {
    package var subject: Subject
    package var part: String?

    package init(_ subject: Subject, part: String? = nil) {
        self.subject = subject
        self.part = part
    }

    /// Whether a policy that holds both is refused.
    package func overlaps(_ other: Claim) -> Bool {
        subject == other.subject && (part == nil || other.part == nil || part == other.part)
    }
}
