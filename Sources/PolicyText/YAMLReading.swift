/// What came of reading one text: the tree, and every problem that was found in one pass.
///
/// A byte order mark in front and CRLF at the ends of lines make no difference.
///
/// A text with any problem is refused. The tree is there all the same when the text could be read
/// to its end, so that the policy's own mistakes can be told in the same pass; what was refused is
/// left out of it (the second of two equal keys, a merge key) or stands as an empty plain scalar
/// (an alias).
package struct YAMLReading: Sendable {
    package let root: YAMLNode?
    /// In the order of the text.
    package let problems: [YAMLError]

    package init(of bytes: [UInt8], source: SourceID, limits: YAMLLimits = .policy) {
        guard bytes.count <= limits.bytes else {
            self.init(problems: [.tooLarge(bytes.count, limit: limits.bytes, source: source)])
            return
        }
        var cursor = SourceCursor(over: bytes, source: source)
        var scan = CharacterScan(limit: limits.problems)
        scan.look(at: bytes, from: cursor.offset)
        guard scan.findings.isEmpty else {
            self.init(problems: scan.findings.map { $0.explained(at: &cursor) })
            return
        }
        self = unsafe bytes.withUnsafeBufferPointer { buffer in
            let text = unsafe UnsafeBufferPointer(rebasing: buffer.dropFirst(cursor.offset))
            var builder = unsafe TreeBuilder(
                events: EventReader(reading: text), cursor: cursor, limits: limits)
            let root = builder.document()
            let problems = builder.problems.sorted { $0.range.start < $1.range.start }
            return Self(root: root, problems: problems)
        }
    }

    private init(root: YAMLNode? = nil, problems: [YAMLError]) {
        self.root = root
        self.problems = problems
    }
}

extension YAMLNode {
    /// The tree of the one document in `bytes`.
    ///
    /// - Throws: the first problem; `YAMLReading` tells all of them.
    package static func parse(
        _ bytes: [UInt8], source: SourceID, limits: YAMLLimits = .policy
    ) throws(YAMLError) -> YAMLNode {
        let reading = YAMLReading(of: bytes, source: source, limits: limits)
        if let first = reading.problems.first { throw first }
        guard let root = reading.root else { preconditionFailure("a text without a tree has a problem") }
        return root
    }
}

extension YAMLError {
    fileprivate static func tooLarge(_ size: Int, limit: Int, source: SourceID) -> Self {
        Self(
            """
            the text has \(size) bytes; at most \(limit) are read. split the policy and name the parts \
            in `extends`, or keep large file contents beside the policy with `source`
            """,
            at: SourceRange(source: source, start: .start, end: .start))
    }
}
