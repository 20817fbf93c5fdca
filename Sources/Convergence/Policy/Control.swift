package import PolicyText

/// One thing that must be true: what a person needs to know about it, and exactly one resource.
///
/// A class, as it is large and handed from stage to stage; it never changes.
package final class Control: Sendable {
    package enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
        case low, medium, high, critical

        package static func < (left: Self, right: Self) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }
    }

    /// Where a control comes from: a published standard and the place in it, or `own-policy`.
    package struct Reference: Hashable, Sendable, Codable {
        package var standard: String
        package var id: String
    }

    /// Looks and reports, but never fixes, until a day.
    package struct Audit: Hashable, Sendable, Codable {
        package var until: Day
        package var because: String

        package init(until: Day, because: String) {
            self.until = until
            self.because = because
        }
    }

    /// Which hosts a control concerns; what is empty does not matter.
    package struct Applicability: Hashable, Sendable {
        package var os: [String] = []
        package var versions: VersionRange?
        package var architectures: [String] = []
        package var container: Bool?

        package init() {}
    }

    package let section: String
    package let id: String
    package let title: String
    package let why: String
    package let severity: Severity
    package let references: [Reference]
    package let tags: [String]
    /// `nil` unless the control says `mode: audit`.
    package let audit: Audit?
    package let appliesTo: Applicability
    /// Ids of controls that come first.
    package let after: [String]
    package let resource: any ResourceKind
    /// What its resource holds.
    package let claims: [Claim]
    /// The whole control in its text.
    package let range: SourceRange

    package init(
        section: String, id: String, title: String, why: String = "", severity: Severity,
        references: [Reference] = [], tags: [String] = [], audit: Audit? = nil,
        appliesTo: Applicability = Applicability(), after: [String] = [], resource: any ResourceKind,
        range: SourceRange
    ) {
        self.section = section
        self.id = id
        self.title = title
        self.why = why
        self.severity = severity
        self.references = references
        self.tags = tags
        self.audit = audit
        self.appliesTo = appliesTo
        self.after = after
        self.resource = resource
        claims = resource.claims
        self.range = range
    }
}
