/// One aspect in which a host is not as a control wants it.
package struct Difference: Hashable, Sendable, Codable {
    package enum Value: Hashable, Sendable, Codable {
        case absent
        case text(String)
        case list([String])
        /// Contents of a file, shown as a diff.
        case contents(Content)
        /// Not shown: it may hold a secret.
        case hidden
    }

    /// What differs, in the policy's own words: `mode`, `content`.
    package var aspect: String
    package var wanted: Value
    package var found: Value

    package init(_ aspect: String, wanted: Value, found: Value) {
        self.aspect = aspect
        self.wanted = wanted
        self.found = found
    }
}
