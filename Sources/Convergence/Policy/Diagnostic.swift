package import PolicyText

/// Something to tell the author of a policy, at the place they wrote it.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable, Codable { case error, warning, note }

    /// The text of a diagnostic. Each room declares its own in `fileprivate` extensions beside the rule.
    /// Never holds the value of a field: it may be a secret.
    package struct Message: Hashable, Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
        package let description: String
        package init(_ text: String) { description = text }
        package init(stringLiteral text: String) { description = text }
    }

    /// A second place that belongs to the first.
    package struct Note: Hashable, Sendable {
        package var message: Message
        package var range: SourceRange

        package init(_ message: Message, at range: SourceRange) {
            self.message = message
            self.range = range
        }
    }

    package var severity: Severity
    package var message: Message
    /// `nil` only where there is no text, as for a command-line option.
    package var range: SourceRange?
    package var notes: [Note]
    /// Whether what is written there may be a secret, so that nobody shows it.
    package var isConfidential = false

    package init(_ severity: Severity, _ message: Message, at range: SourceRange?, notes: [Note] = []) {
        self.severity = severity
        self.message = message
        self.range = range
        self.notes = notes
    }

    /// Why a single value is not one of its shape.
    package struct Rejection: Error {
        package var message: Message
        package init(_ message: Message) { self.message = message }
    }
}

extension Diagnostic {
    package init(_ error: YAMLError) {
        self.init(
            .error, Message(error.message), at: error.range,
            notes: error.related.map { [Note(Message($0.message), at: $0.range)] } ?? [])
    }
}

extension Diagnostic {
    /// In the order of the texts and of the places in them; what has no place comes first.
    package static func precedes(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        guard let first = left.range, let second = right.range else {
            return left.range == nil && right.range != nil
        }
        return (first.source.index, first.start) < (second.source.index, second.start)
    }
}

extension [Diagnostic] {
    package var hasErrors: Bool { contains { $0.severity == .error } }
}
