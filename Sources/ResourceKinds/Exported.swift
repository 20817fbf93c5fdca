internal import Convergence
internal import PolicyText

/// Builds the fields that `describe` answers with, in the order given.
struct Exported {
    private var entries: [YAMLNode.Entry] = []
    /// Nobody wrote it, so it stands nowhere.
    private static let nowhere = SourceRange(source: SourceID(0), start: .start, end: .start)

    var value: YAMLNode.Value { .mapping(entries) }

    mutating func add(_ name: String, _ text: some CustomStringConvertible) {
        add(name, .scalar(text.description, style: .plain))
    }

    /// A text in which every character counts.
    mutating func add(_ name: String, verbatim text: String) {
        add(name, .scalar(text, style: text.contains("\n") ? .block : .quoted))
    }

    /// Texts in which every character counts.
    mutating func add(_ name: String, verbatim list: [String]) {
        add(name, .sequence(list.map { YAMLNode(.scalar($0, style: .quoted), at: Self.nowhere) }))
    }

    mutating func add(_ name: String, _ list: [String]) {
        add(name, .sequence(list.map { YAMLNode(.scalar($0, style: .plain), at: Self.nowhere) }))
    }

    mutating func add(_ name: String, _ value: YAMLNode.Value) {
        let key = YAMLNode(.scalar(name, style: .plain), at: Self.nowhere)
        entries.append(YAMLNode.Entry(key: key, value: YAMLNode(value, at: Self.nowhere)))
    }
}
