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
        if let reading = Self.inPieces(bytes, source: source, limits: limits) {
            self = reading
            return
        }
        var cursor = SourceCursor(over: bytes, source: source)
        var scan = CharacterScan(limit: limits.problems)
        scan.look(at: bytes, from: cursor.offset)
        guard scan.findings.isEmpty else {
            self.init(problems: scan.findings.map { $0.explained(at: &cursor) })
            return
        }
        self.init(wholeOf: bytes, from: cursor, limits: limits)
    }

    init(wholeOf bytes: [UInt8], from cursor: SourceCursor, limits: YAMLLimits) {
        let document = Self.document(in: bytes, from: cursor, limits: limits)
        let problems = document.problems.sorted { $0.range.start < $1.range.start }
        self.init(root: document.root, problems: problems)
    }

    private struct Document: Sendable {
        var root: YAMLNode?
        var problems: [YAMLError]
        var nodes: Int
        var hasExplicitEnd: Bool
    }

    private static func document(in bytes: [UInt8], from cursor: SourceCursor, limits: YAMLLimits) -> Document
    {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            let text = unsafe UnsafeBufferPointer(rebasing: buffer.dropFirst(cursor.offset))
            var builder = unsafe TreeBuilder(
                events: EventReader(reading: text, linesBefore: cursor.position.line - 1), cursor: cursor,
                limits: limits)
            let root = builder.document()
            return Document(
                root: root, problems: builder.problems, nodes: builder.nodes,
                hasExplicitEnd: builder.hasExplicitEnd)
        }
    }

    /// The same tree, from pieces of the text that were read at once; `nil` where that cannot be, or where anything is
    /// wrong: what is wrong is told of the whole text.
    static func inPieces(_ bytes: [UInt8], source: SourceID, limits: YAMLLimits) -> Self? {
        guard bytes.count >= limits.pieceBytes * 2 else { return nil }
        let pieces = TextPieces(of: bytes, count: min(8, bytes.count / limits.pieceBytes)).pieces
        guard !pieces.isEmpty else { return nil }
        let read: [Document?] = pieces.indices.concurrentMap { index in
            let piece = pieces[index]
            let text = piece.bytes(of: bytes)
            let cursor = SourceCursor(over: text, source: source, linesBefore: piece.linesBefore)
            var scan = CharacterScan(limit: 1)
            scan.look(at: text, from: cursor.offset)
            return scan.findings.isEmpty ? document(in: text, from: cursor, limits: limits) : nil
        }
        let documents = read.compactMap(\.self)
        guard documents.count == pieces.count, documents.allSatisfy(\.problems.isEmpty),
            documents.reduce(0, { $0 + $1.nodes }) <= limits.nodes,
            !documents.dropLast().contains(where: \.hasExplicitEnd), var root = documents[0].root
        else { return nil }
        for (piece, document) in zip(pieces, documents).dropFirst() {
            guard let more = document.root,
                root.join(more, at: piece.indentations[...], entryLimit: limits.entries)
            else { return nil }
        }
        return Self(root: root, problems: [])
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
