/// One node of a YAML document together with the place it was written.
///
/// Scalars keep their text: what `yes` or `0644` means is for the field that reads it to decide.
package struct YAMLNode: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case scalar(String, style: ScalarStyle)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// How a scalar was written. A plain `~` may mean "nothing"; a quoted one is a tilde.
    package enum ScalarStyle: Sendable { case plain, quoted, block }

    package struct Entry: Sendable, Equatable {
        /// Always a scalar; keys of one mapping are distinct.
        package var key: YAMLNode
        package var value: YAMLNode

        package init(key: YAMLNode, value: YAMLNode) {
            self.key = key
            self.value = value
        }
    }

    package var value: Value
    package var range: SourceRange

    package init(_ value: Value, at range: SourceRange) {
        self.value = value
        self.range = range
    }

    /// The text of a scalar; `nil` for a sequence or a mapping.
    package var text: String? {
        if case .scalar(let text, _) = value { text } else { nil }
    }
}

/// Why a text is not a policy's YAML: what is wrong, what to write instead, and where.
package struct YAMLError: Error, Hashable, Sendable {
    package var message: String
    package var range: SourceRange
    /// A second place that belongs to it, such as the first of two equal keys.
    package var related: Related?

    package struct Related: Hashable, Sendable {
        package var message: String
        package var range: SourceRange
        package init(_ message: String, at range: SourceRange) {
            self.message = message
            self.range = range
        }
    }

    package init(_ message: String, at range: SourceRange, related: Related? = nil) {
        self.message = message
        self.range = range
        self.related = related
    }
}
