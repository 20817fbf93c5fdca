internal import Convergence

extension UndoReport.Entry {
    /// Why not, and of a conflict the three images.
    func details(isWhole: Bool) -> [Detail] {
        var details: [Detail] = []
        if let reason, !reason.isEmpty {
            details.append(Detail(role: .label, text: VisibleText.shortened(reason, to: 600)))
        }
        guard fate == .conflict else { return details }
        for (name, image) in [("before", before), ("ours  ", ours), ("now   ", now)] {
            if let image { details.append(Detail(role: .plain, text: "\(name)  \(image.words)")) }
        }
        if let old = ours?.contents, let new = now?.contents, old != new,
            let oldLines = FileLine.lines(of: old), let newLines = FileLine.lines(of: new)
        {
            details.append(Detail(role: .removed, text: "--- as the run left it"))
            details.append(Detail(role: .added, text: "+++ as it is now"))
            details += UnifiedDiff(from: oldLines, to: newLines).details(isWhole: isWhole, depth: 0)
        }
        return details
    }
}

extension Image {
    fileprivate var contents: Content? {
        guard case .node(let node) = self, case .file(let contents) = node.form else { return nil }
        return contents
    }

    /// On one line.
    var words: String {
        switch self {
        case .absent: "absent"
        case .node(let node): node.words
        case .names(let names): VisibleText.shortened(names.sorted.joined(separator: ", "))
        case .realPath(let real): VisibleText.line(real.path.description)
        case .account(let account): VisibleText.line(account.words)
        case .group(let group):
            VisibleText.shortened("group, members: \(group.members.sorted.joined(separator: ", "))")
        case .package(let package): VisibleText.line("installed, \(package.version)")
        case .unit(let unit): "\(unit.enablement.rawValue), \(unit.activity.rawValue)"
        case .ruleset(let rules): "\(rules.utf8.count { $0 == UInt8(ascii: "\n") }) lines of rules"
        case .field(let json): VisibleText.shortened(JSONText.line(json).trimmingNewline)
        case .answer(let answer): "status \(answer.status): \(VisibleText.shortened(answer.output))"
        case .handshake(let handshake):
            "TLS \(handshake.versions.map(\.rawValue).joined(separator: ", "))"
        case .reply(let reply): "status \(reply.status)"
        case .clock(let seconds): Moment.text(ofSeconds: seconds)
        case .facts(let facts): VisibleText.line("\(facts.name), \(facts.os) \(facts.version)")
        case .withheld: "not shown: may hold a secret"
        }
    }
}

extension Node {
    fileprivate var words: String {
        let attributes = VisibleText.line(attributes.summary)
        return switch form {
        case .file(let contents): "file, \(attributes), \(contents.summary)"
        case .withheldFile: "file, \(attributes), contents not shown: may hold a secret"
        case .link(let target): "symbolic link to \(VisibleText.shortened(target))"
        case .unforeseenFile, .unreadFile, .directory, .other: "\(formName), \(attributes)"
        }
    }
}

extension Account {
    fileprivate var words: String {
        let number = id.map { " \($0)" } ?? ""
        let more = groups.isEmpty ? "" : ", groups \(groups.sorted.joined(separator: ", "))"
        return
            "user\(number), group \(group)\(more), shell \(shell), home \(home), password \(password.rawValue)"
    }
}

extension String {
    fileprivate var trimmingNewline: String { last == "\n" ? String(dropLast()) : self }
}
