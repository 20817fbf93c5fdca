/// Keys without a value in an inline mapping. Mostly they are the rest of a sentence:
/// `{ because: yes, we know, allow: ssh }` has the keys `because`, `we know` and `allow`.
struct CutSentence {
    let start: SourcePosition
    var end: SourcePosition
    let message: String

    /// - Parameters:
    ///   - previous: the entry before the first piece.
    ///   - piece: the first key without a value.
    init(after previous: YAMLNode.Entry?, piece: YAMLNode) {
        end = piece.range.end
        if let previous, let key = previous.key.text, case .scalar(let text, .plain) = previous.value.value,
            !text.isEmpty
        {
            start = previous.value.range.start
            let isShort = key.utf8.count <= 40 && !key.utf8.contains(UInt8(ascii: "\n"))
            message = """
                a comma ends the value \(isShort ? "of `\(key)` " : "")here; put the whole sentence in quotes: \
                { \(isShort ? key : "key"): "…, …" }
                """
        } else {
            start = piece.range.start
            message = "a key without a value; write `key: value`, or put a sentence with a comma in quotes"
        }
    }
}
