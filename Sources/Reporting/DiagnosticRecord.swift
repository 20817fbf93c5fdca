package import Convergence
internal import PolicyText

/// What is wrong with a policy, as data: for `--format json` and editors.
package struct DiagnosticRecord: Codable, Hashable, Sendable {
    /// A stretch of one text; lines and columns count from one, `end` is behind the last character.
    package struct Place: Codable, Hashable, Sendable {
        package var file: String
        package var line: Int
        package var column: Int
        package var endLine: Int
        package var endColumn: Int
    }

    /// A second place that belongs to the first.
    package struct Note: Codable, Hashable, Sendable {
        package var message: String
        package var place: Place?
    }

    package var severity: Diagnostic.Severity
    package var message: String
    /// `nil` only where there is no text, as for a command-line option.
    package var place: Place?
    package var notes: [Note]

    /// - Parameter sources: the texts that places are in.
    package init(_ diagnostic: Diagnostic, in sources: [PolicySource]) {
        severity = diagnostic.severity
        message = diagnostic.message.description
        place = diagnostic.range.flatMap { Place($0, in: sources) }
        notes = diagnostic.notes.map {
            Note(message: $0.message.description, place: Place($0.range, in: sources))
        }
    }

    /// All of them as JSON, over many lines.
    package static func json(_ diagnostics: [Diagnostic], in sources: [PolicySource]) -> String {
        JSONText.pretty(diagnostics.map { DiagnosticRecord($0, in: sources) })
    }
}

extension DiagnosticRecord.Place {
    fileprivate init?(_ range: SourceRange, in sources: [PolicySource]) {
        let index = Int(range.source.index)
        guard sources.indices.contains(index) else { return nil }
        self.init(
            file: sources[index].name, line: range.start.line, column: range.start.column,
            endLine: range.end.line, endColumn: range.end.column)
    }
}
