internal import PolicyText

/// What a control says beside its kind.
struct ControlHeader {
    enum Mode: String, Sendable, CaseIterable { case enforce, audit }

    var severity: Control.Severity
    var title: String?
    var why: String
    var references: [Control.Reference]
    var tags: [String]
    var mode: Mode
    var audit: AuditFields?
    var appliesTo: Control.Applicability
    var after: [Placed<String>]

    init(reading fields: inout Fields) {
        severity = fields.optional(
            "severity", severityShape, default: .medium, shown: "medium", "How bad it is when this is not so."
        )
        title = fields.optional(
            "title", .text, "What must be true, in one line; by default the control's id.")
        why = fields.optional("why", .text, default: "", shown: "none", "Why it matters.")
        references = fields.optional(
            "references", referencesShape, default: [], shown: "none", "The standards that ask for it.")
        tags = fields.optional(
            "tags", tagsShape, default: [], shown: "none",
            "Words to select controls by: --only essential.")
        mode = fields.optional(
            "mode", modeShape, default: .enforce, shown: "enforce",
            "Whether differences are fixed (enforce) or only reported (audit).")
        audit = fields.optional(
            "audit", auditShape, "How long it is only reported, and why; with 'mode: audit'.")
        appliesTo = fields.optional(
            "applies-to", applicabilityShape, default: .init(), shown: "every host",
            "Which hosts it concerns.")
        after = fields.optional(
            "after", afterShape, default: [], shown: "none",
            "Ids of controls that come first, where Holdfast cannot see it by itself.")
        if mode == .audit, audit == nil, !fields.has("audit") { fields.reject("mode", .auditWithoutEnd) }
        if mode == .enforce, audit != nil { fields.reject("audit", .auditWithoutMode) }
    }
}

extension Control.Reference {
    init(reading fields: inout Fields) {
        standard = fields.required("standard", .text, "The standard's name; 'own-policy' where none says so.")
        id = fields.required("id", .text, "The place in it.")
    }
}

/// An audit as it is written.
struct AuditFields {
    var until: Placed<Day>
    var because: String

    init(reading fields: inout Fields) {
        until = fields.required(
            "until", placedDay, "The last day on which differences are only reported, in UTC.")
        because = fields.required("because", .text, "Why they are not fixed yet.")
    }
}

extension Control.Applicability {
    init(reading fields: inout Fields) {
        os = fields.optional(
            "os", wordsShape, default: [], shown: "any", "Operating systems, by ID of os-release: debian.")
        versions = fields.optional("version", versionsShape, "Versions of the operating system.")
        architectures = fields.optional(
            "architecture", wordsShape, default: [], shown: "any", "Architectures, as dpkg names them: amd64."
        )
        container = fields.optional("container", .flag, "Whether only inside containers, or only outside.")
    }
}

extension VersionRange {
    package init(reading fields: inout Fields) {
        self.init(
            atLeast: fields.optional("at-least", .version, "The lowest version that counts."),
            below: fields.optional("below", .version, "The lowest version that no longer counts."))
        if let atLeast, let below, !(atLeast < below) { fields.reject("below", .emptyVersions) }
    }
}

// Made once: 10,000 controls ask for them.
private let severityShape = Shape<Control.Severity>.choice
private let modeShape = Shape<ControlHeader.Mode>.choice
private let wordsShape = Shape<[String]>.oneOrMany(.text)
private let tagsShape = Shape<[String]>.oneOrMany(.identifier)
private let referencesShape = Shape<[Control.Reference]>.list(.mapping(Control.Reference.init(reading:)))
private let placedDay = Shape<Day>.day.placed
private let auditShape = Shape<AuditFields>.mapping(AuditFields.init(reading:))
private let applicabilityShape = Shape<Control.Applicability>.mapping(Control.Applicability.init(reading:))
private let versionsShape = Shape<VersionRange>.mapping(VersionRange.init(reading:))
private let afterShape = Shape<[Placed<String>]>.oneOrMany(Shape<String>.text.placed)

extension Diagnostic.Message {
    fileprivate static let auditWithoutEnd: Self =
        "say until when and why with 'audit: { until: 2027-01-31, because: … }'"
    fileprivate static let auditWithoutMode: Self = "write 'mode: audit' beside it, or leave 'audit' out"
    fileprivate static let emptyVersions: Self =
        "'below' must be higher than 'at-least', else no version counts"
}
