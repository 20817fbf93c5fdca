package import Convergence
internal import PolicyText

/// Renders what is wrong with a policy as compilers do: `file:line:column: error: …`, the line, a mark under the place.
package struct DiagnosticText {
    private let names: [String]
    private let lines: [SourceLines]
    private let style: TextStyle

    /// - Parameter sources: the texts that places are in, as `Policy.sources` or the reader lists them.
    package init(of sources: [PolicySource], style: TextStyle = TextStyle()) {
        names = sources.map { VisibleText.line($0.name) }
        lines = sources.map { SourceLines(of: $0.bytes) }
        self.style = style
    }

    /// All of them in their order, and a last line that counts them; nothing for none.
    package func rendered(_ diagnostics: [Diagnostic]) -> String {
        guard !diagnostics.isEmpty else { return "" }
        let hidden = diagnostics.filter(\.isConfidential).compactMap(\.range)
        var text = ""
        for diagnostic in diagnostics {
            text += entry(diagnostic.severity, diagnostic.message, at: diagnostic.range, hiding: hidden)
            for note in diagnostic.notes {
                text += entry(.note, note.message, at: note.range, hiding: hidden)
            }
        }
        return text + style.paint(Self.count(diagnostics), .bold) + "\n"
    }

    /// `2 errors and 1 warning`.
    static func count(_ diagnostics: [Diagnostic]) -> String {
        let parts = [Diagnostic.Severity.error, .warning].compactMap { severity -> String? in
            let count = diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return parts.joined(separator: " and ")
    }

    private func entry(
        _ severity: Diagnostic.Severity, _ message: Diagnostic.Message, at range: SourceRange?,
        hiding hidden: [SourceRange]
    ) -> String {
        let said =
            "\(style.paint("\(severity.rawValue):", colour(of: severity))) \(VisibleText.line(message.description))\n"
        guard let range, names.indices.contains(Int(range.source.index)) else { return "holdfast: \(said)" }
        let place = "\(names[Int(range.source.index)]):\(range.start.line):\(range.start.column):"
        return "\(style.paint(place, .bold)) \(said)"
            + excerpt(at: range, colour(of: severity), hiding: hidden)
    }

    private func excerpt(at range: SourceRange, _ colour: TextStyle.Colour, hiding hidden: [SourceRange])
        -> String
    {
        var line = lines[Int(range.source.index)].line(range.start.line)
        guard !line.isEmpty else { return "" }
        for secret in hidden where secret.source == range.source {
            secret.mask(&line, number: range.start.line)
        }
        let end = range.end.line > range.start.line ? line.count + 1 : range.end.column
        let excerpt = SourceExcerpt(
            of: line, from: range.start.column - 1, to: end - 1, unicode: style.unicode)
        return "    \(excerpt.line)\n    \(excerpt.margin)\(style.paint(excerpt.mark, colour))\n"
    }

    private func colour(of severity: Diagnostic.Severity) -> TextStyle.Colour {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }
}

extension SourceRange {
    /// Covers what of this place is in one line.
    fileprivate func mask(_ line: inout [Unicode.Scalar], number: Int) {
        guard (start.line...end.line).contains(number) else { return }
        let first = number == start.line ? min(start.column - 1, line.count) : 0
        let last = number == end.line ? min(end.column - 1, line.count) : line.count
        guard first < last else { return }
        for index in first..<last { line[index] = "*" }
    }
}
