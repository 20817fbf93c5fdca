import HostTesting
import PolicyText
import Testing

let source = SourceID(0)

/// The text is refused with one problem at the marked place whose message holds `words`; a second
/// mark is the place that belongs to it.
func expectProblem(
    _ marked: String, saying words: String..., at location: SourceLocation = #_sourceLocation
) {
    let text = MarkedText(marked)
    let reading = YAMLReading(of: text.bytes, source: source)
    #expect(reading.problems.count == 1, sourceLocation: location)
    guard let problem = reading.problems.first else { return }
    #expect(problem.range == text.ranges.first, "\(problem.message)", sourceLocation: location)
    if text.ranges.count > 1 {
        #expect(problem.related?.range == text.ranges[1], sourceLocation: location)
    }
    for word in words {
        #expect(problem.message.contains(word), "\(problem.message)", sourceLocation: location)
    }
}

/// The same, where only the first character of the place is known, as of a syntax error.
func expectProblem(
    startingAt marked: String, saying words: String..., at location: SourceLocation = #_sourceLocation
) {
    let text = MarkedText(marked)
    let problems = YAMLReading(of: text.bytes, source: source).problems
    #expect(problems.count == 1, sourceLocation: location)
    guard let problem = problems.first else { return }
    #expect(problem.range.start == text.ranges.first?.start, "\(problem.message)", sourceLocation: location)
    for word in words {
        #expect(problem.message.contains(word), "\(problem.message)", sourceLocation: location)
    }
}

func tree(_ text: String) throws -> YAMLNode { try YAMLNode.parse(Array(text.utf8), source: source) }

extension YAMLNode {
    /// A scalar, list or mapping in one line, with the style of scalars: `{a: [b, 'c', |d]}`.
    var sketch: String {
        switch value {
        case .scalar(let text, .plain): text
        case .scalar(let text, .quoted): "'\(text)'"
        case .scalar(let text, .block): "|\(text)"
        case .sequence(let items): "[" + items.map(\.sketch).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key.sketch): \($0.value.sketch)" }.joined(separator: ", ") + "}"
        }
    }

    subscript(_ key: String) -> YAMLNode? {
        guard case .mapping(let entries) = value else { return nil }
        return entries.first { $0.key.text == key }?.value
    }
}
