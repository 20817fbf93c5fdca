internal import PolicyText

/// Everything at the top of a policy's text; controls and what changes them are read by later stages.
struct PolicyHeader {
    /// Where a policy's controls look.
    struct Target {
        var host: Policy.Target

        init(reading fields: inout Fields) {
            host = fields.optional(
                "host", hostShape, default: .local, shown: "local",
                "Whose state the controls are about: this machine's, or none, where only remote subjects are allowed."
            )
        }
    }

    var name: String
    var title: Placed<String>?
    var target: Target?
    var networks: [Pair<[Network]>]
    var octopus: OctopusConnection?
    var controls: YAMLNode?
    var override: YAMLNode?
    var remove: YAMLNode?
    var waivers: [Placed<WaiverFields>]

    init(reading fields: inout Fields) {
        _ = fields.required("holdfast", languageShape, "The version of the policy language.")
        name = fields.required("policy", .identifier, "The policy's name, as reports show it.")
        title = fields.optional("title", placedText, "What the policy is for, in one line.")
        _ = fields.optional(
            "extends", extendsShape, default: [], shown: "none",
            "Policies that lie under this one, the lowest first: files relative to this one, or bundled:NAME@MAJOR."
        )
        target = fields.optional("target", .mapping(Target.init(reading:)), "What the controls look at.")
        _ = fields.optional(
            "variables", .pairs(of: .text), default: [], shown: "none",
            "Values that are used by name, as in ${name}; --var overrides them.")
        networks = fields.optional(
            "networks", .pairs(of: .addresses), default: [], shown: "none",
            "Addresses in CIDR notation that are used by name.")
        octopus = fields.optional(
            "octopus", octopusShape,
            "The Octopus Server that controls ask about; an upper policy's replaces those below it.")
        controls = fields.optional(
            "controls", .unread(.definition(named: PolicySchema.sections)),
            "What must be true: sections, and in them controls by their ids.")
        override = fields.optional(
            "override", .unread(.definition(named: PolicySchema.overrides)),
            "Changes to controls of the policies below: deep by key, lists are replaced whole, and `~` takes a field away."
        )
        remove = fields.optional(
            "remove",
            .unread(.map(.mapping(Fields.notes(of: Removal.init(reading:))), keys: Identifier.pattern)),
            "Controls of the policies below that do not hold here, each with its reason.")
        waivers = fields.optional(
            "waivers", waiversShape, default: [], shown: "none",
            "Leave for controls to differ on some hosts until a day.")
    }
}

/// Why a control of a policy below does not hold.
struct Removal {
    var because: String

    init(reading fields: inout Fields) {
        because = fields.required("because", .text, "Why the control does not hold here.")
    }
}

/// A waiver as it is written.
struct WaiverFields {
    var control: Placed<String>
    var hosts: [String]
    var because: String
    var approvedBy: String
    var ticket: String?
    var until: Placed<Day>

    init(reading fields: inout Fields) {
        control = fields.required("control", placedText, "The id of the control that may differ.")
        hosts = fields.optional(
            "hosts", .oneOrMany(.text), default: [], shown: "every host",
            "Patterns over host names: '*' is any run of characters, '?' any one.")
        because = fields.required("because", .text, "Why it may differ.")
        approvedBy = fields.required("approved-by", .text, "Who allowed it.")
        ticket = fields.optional("ticket", .text, "Where it was decided.")
        until = fields.required("until", placedDay, "The last day it counts, in UTC.")
    }
}

private let placedText = Shape<String>.text.placed
private let placedDay = Shape<Day>.day.placed
private let hostShape = Shape<Policy.Target>.choice
private let languageShape = Shape<Int>.integer(
    PolicyDocument.languageVersion...PolicyDocument.languageVersion)
private let octopusShape = Shape<OctopusFields>.mapping(OctopusFields.init(reading:)).map(\.connection)
private let extendsShape = Shape<[String]>.oneOrMany(.text)
private let waiversShape = Shape<[Placed<WaiverFields>]>.list(
    Shape<WaiverFields>.mapping(WaiverFields.init(reading:)).placed)
