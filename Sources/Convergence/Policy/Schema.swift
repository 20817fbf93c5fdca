/// What a value may look like: enough to check it, to describe it, and to write its JSON Schema.
package indirect enum Schema: Hashable, Sendable {
    /// Any single value; numbers and words such as `no` are text too. `mayBeNumber` says whether what the pattern
    /// allows can look like a number, as `0640` does.
    case text(pattern: String?, mayBeNumber: Bool = false)
    case integer(ClosedRange<Int>)
    case boolean
    case choice([String])
    case list(Schema)
    /// Keys of a pattern, or any, and values of one schema.
    case map(Schema, keys: String?)
    case mapping([FieldNote])
    case either([Schema])
    /// A reference to a secret, never its value.
    case secret
    /// What is described once and used by name.
    case definition(named: String)
}

/// A field as documentation and schema show it.
package struct FieldNote: Hashable, Sendable {
    package enum Presence: Hashable, Sendable {
        case required
        case optional(default: String?)
        /// One of the fields of the same group, and only one; none where one of the others is written.
        case exactlyOne(group: Int, orAny: [String] = [])
        /// One of the fields of the same group, or none.
        case atMostOne(group: Int)
    }

    package var name: String
    /// One sentence.
    package var doc: String
    package var schema: Schema
    package var presence: Presence
}
