internal import Convergence

/// One line that says more of a control: what every format for people shows under its title, each in its own dress.
struct Detail: Hashable {
    enum Role: Hashable {
        case plain, label, wanted, found
        case hunk, kept, removed, added
    }

    var role: Role
    /// Escaped; without its indentation.
    var text: String
    /// How far it stands in, in steps.
    var depth = 0

    /// How much of a diff is shown unless everything is asked for.
    static let diffLimit = 200
}

extension Difference {
    /// `isWhole`: all of a diff, however long.
    func details(isWhole: Bool) -> [Detail] {
        let name = VisibleText.line(aspect)
        switch (wanted, found) {
        case (.contents(let new), .contents(let old)): return contents(name, from: old, to: new, isWhole)
        case (.contents(let new), .absent): return contents(name, from: nil, to: new, isWhole)
        case (.absent, .contents(let old)): return contents(name, from: old, to: nil, isWhole)
        case (.contents(let new), .hidden):
            guard let lines = FileLine.lines(of: new) else { break }
            var details = [
                Detail(role: .label, text: "\(name):"),
                Detail(role: .removed, text: "--- found: \(Value.hiddenText)", depth: 1),
                Detail(role: .added, text: "+++ wanted", depth: 1),
            ]
            details += UnifiedDiff(from: [], to: lines).details(isWhole: isWhole)
            return details
        default: break
        }
        return pair(name, wanted.text, found.text)
    }

    /// What was found stands below what is wanted, whatever the name's length.
    private func pair(_ name: String, _ wanted: String, _ found: String) -> [Detail] {
        [
            Detail(role: .wanted, text: "\(name): wanted \(wanted)"),
            Detail(role: .found, text: String(repeating: " ", count: name.count + 2) + "found  \(found)"),
        ]
    }

    private func contents(
        _ name: String, from old: Content?, to new: Content?, _ isWhole: Bool
    ) -> [Detail] {
        guard let oldLines = FileLine.lines(of: old ?? Content()),
            let newLines = FileLine.lines(of: new ?? Content())
        else {
            return pair(name, wanted.text, found.text + (old == nil || new == nil ? "" : ", differ"))
        }
        let diff = UnifiedDiff(from: oldLines, to: newLines)
        var details = [
            Detail(role: .label, text: "\(name):"),
            Detail(role: .removed, text: old == nil ? "--- found: absent" : "--- found", depth: 1),
            Detail(role: .added, text: new == nil ? "+++ wanted: absent" : "+++ wanted", depth: 1),
        ]
        details += diff.details(isWhole: isWhole)
        return details
    }
}

extension UnifiedDiff {
    /// Escaped, and cut after `Detail.diffLimit` lines unless all is wanted.
    func details(isWhole: Bool, depth: Int = 1) -> [Detail] {
        let limit = isWhole ? lines.count : Detail.diffLimit
        var details = lines.prefix(limit).map { line in
            switch line {
            case .hunk(let text): Detail(role: .hunk, text: text, depth: depth)
            case .kept(let text):
                Detail(role: .kept, text: " " + VisibleText.fileLine(text), depth: depth)
            case .removed(let text):
                Detail(role: .removed, text: "-" + VisibleText.fileLine(text), depth: depth)
            case .added(let text):
                Detail(role: .added, text: "+" + VisibleText.fileLine(text), depth: depth)
            case .noNewline:
                Detail(role: .kept, text: "\\ No newline at end of file", depth: depth)
            }
        }
        if isCoarse {
            let text = "(too different to compare line by line: shown as one stretch)"
            details.insert(Detail(role: .plain, text: text, depth: depth), at: 0)
        }
        if lines.count > limit {
            let text = "(\(lines.count - limit) more lines of this diff; --verbose shows them)"
            details.append(Detail(role: .plain, text: text, depth: depth))
        }
        return details
    }
}

extension Difference.Value {
    static let hiddenText = "not shown: may hold a secret"

    /// On one line.
    var text: String {
        switch self {
        case .absent: "absent"
        case .hidden: Self.hiddenText
        case .text(let text): Self.quoted(text)
        case .list(let items):
            items.isEmpty ? "nothing" : VisibleText.shortened(items.joined(separator: ", "), to: 400)
        case .contents(let content): content.summary
        }
    }

    /// Quotes only where the text would not show by itself.
    private static func quoted(_ text: String) -> String {
        let isBare =
            !text.isEmpty && text.unicodeScalars.first?.properties.isWhitespace == false
            && text.unicodeScalars.last?.properties.isWhitespace == false
        let shown = VisibleText.shortened(text)
        return isBare ? shown : "'\(shown)'"
    }
}

extension Content {
    /// `12 bytes`, `binary, 12 bytes`.
    var summary: String {
        let size = bytes.count == 1 ? "1 byte" : "\(bytes.count) bytes"
        let secrets = holes.isEmpty ? "" : " and \(holes.count == 1 ? "a secret" : "\(holes.count) secrets")"
        return (FileLine.lines(of: self) == nil ? "binary, " : "") + size + secrets
    }
}
