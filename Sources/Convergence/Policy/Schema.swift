/// What a value may look like: enough to check it, to describe it, and to write its JSON Schema.
package indirect enum Schema: Hashable, Sendable {
    /// Any single value; numbers and words such as `no` are text too.
    case text(pattern: String?)
    case integer(ClosedRange<Int>)
    case boolean
    case choice([String])
    case list(Schema)
    /// Any keys, values of one schema.
    case map(Schema)
    case mapping([FieldNote])
    case either([Schema])
    /// A reference to a secret, never its value.
    case secret
}

/// A field as documentation and schema show it.
package struct FieldNote: Hashable, Sendable {
    package enum Presence: Hashable, Sendable {
        case required
        case optional(default: String?)
        /// One of the fields of the same group, and only one.
        case exactlyOne(group: Int)
    }

    package var name: String
    /// One sentence.
    package var doc: String
    package var schema: Schema
    package var presence: Presence
}
