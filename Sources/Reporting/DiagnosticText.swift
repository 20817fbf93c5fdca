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

    /// All of them in their order, without a last newline.
    package func rendered(_ diagnostics: [Diagnostic]) -> String {
        let hidden = diagnostics.filter(\.isConfidential).compactMap(\.range)
        return diagnostics.flatMap { diagnostic in
            [entry(diagnostic.severity, diagnostic.message, at: diagnostic.range, hiding: hidden)]
                + diagnostic.notes.map { entry(.note, $0.message, at: $0.range, hiding: hidden) }
        }.joined(separator: "\n")
    }

    private func entry(
        _ severity: Diagnostic.Severity, _ message: Diagnostic.Message, at range: SourceRange?,
        hiding hidden: [SourceRange]
    ) -> String {
        let said =
            "\(style.paint("\(severity.rawValue):", colour(of: severity))) \(VisibleText.line(message.description))"
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
        return "\n    \(excerpt.line)\n    \(excerpt.margin)\(style.paint(excerpt.mark, colour))"
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
