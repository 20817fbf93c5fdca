/// The lines of a unified diff: hunks with three lines around each change.
struct UnifiedDiff {
    enum Line: Hashable {
        case hunk(String)
        case kept(String)
        case removed(String)
        case added(String)
        /// What diff(1) says of a last line without a newline.
        case noNewline
    }

    static let context = 3

    private(set) var lines: [Line] = []
    private(set) var isCoarse = false

    init(from old: [FileLine], to new: [FileLine], limit: Int = LineDiff.defaultLimit) {
        let diff = LineDiff(from: old, to: new, limit: limit)
        isCoarse = diff.isCoarse
        let changes = diff.edits.indices.filter { index in
            if case .keep = diff.edits[index] { false } else { true }
        }
        var before = (next: 0, old: 0, new: 0)
        var start = 0
        while start < changes.count {
            var end = start
            // Two changes share a hunk when the lines around them meet.
            while end + 1 < changes.count, changes[end + 1] - changes[end] <= 2 * Self.context { end += 1 }
            let first = max(0, changes[start] - Self.context)
            let last = min(diff.edits.count - 1, changes[end] + Self.context)
            for edit in diff.edits[before.next..<first] { edit.count(&before.old, &before.new) }
            appendHunk(diff.edits[first...last], after: (before.old, before.new), old, new)
            before.next = first
            start = end + 1
        }
    }

    private mutating func appendHunk(
        _ edits: ArraySlice<LineDiff.Edit>, after before: (old: Int, new: Int), _ old: [FileLine],
        _ new: [FileLine]
    ) {
        var (oldCount, newCount) = (0, 0)
        for edit in edits { edit.count(&oldCount, &newCount) }
        let left = Self.span(after: before.old, count: oldCount)
        let right = Self.span(after: before.new, count: newCount)
        lines.append(.hunk("@@ -\(left) +\(right) @@"))
        for edit in edits {
            let line: FileLine
            switch edit {
            case .keep(let at, _):
                line = old[at]
                lines.append(.kept(line.text))
            case .remove(let at):
                line = old[at]
                lines.append(.removed(line.text))
            case .add(let at):
                line = new[at]
                lines.append(.added(line.text))
            }
            if !line.endsWithNewline { lines.append(.noNewline) }
        }
    }

    /// As diff(1) writes it: an empty range is given by the line before it.
    private static func span(after before: Int, count: Int) -> String {
        if count == 1 { return "\(before + 1)" }
        return count == 0 ? "\(before),0" : "\(before + 1),\(count)"
    }
}

extension LineDiff.Edit {
    fileprivate func count(_ old: inout Int, _ new: inout Int) {
        switch self {
        case .keep:
            old += 1
            new += 1
        case .remove: old += 1
        case .add: new += 1
        }
    }
}
