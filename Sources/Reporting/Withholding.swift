internal import Convergence

extension RunReport {
    /// Where wanted contents have a hole for a secret, what was found may hold its value: it is hidden whole.
    ///
    /// The engine hides it already; this keeps every format safe from a kind that forgot.
    func withholdingSecrets() -> RunReport {
        var report = self
        for index in results.indices where results[index].differences.contains(where: \.mustHideFound) {
            for at in results[index].differences.indices where results[index].differences[at].mustHideFound {
                report.results[index].differences[at].found = .hidden
            }
        }
        return report
    }
}

extension Difference {
    fileprivate var mustHideFound: Bool {
        guard case .contents(let content) = wanted, !content.holes.isEmpty else { return false }
        switch found {
        case .absent, .hidden: return false
        case .text, .list, .contents: return true
        }
    }
}

extension UndoReport {
    /// Where one image of a file is withheld or has a hole, the others may hold the secret itself.
    func withholdingSecrets() -> UndoReport {
        var report = self
        for index in entries.indices {
            let entry = entries[index]
            guard [entry.before, entry.ours, entry.now].contains(where: { $0?.isSecret ?? false }) else {
                continue
            }
            report.entries[index].before = entry.before?.withheld
            report.entries[index].ours = entry.ours?.withheld
            report.entries[index].now = entry.now?.withheld
        }
        return report
    }
}

extension Image {
    fileprivate var isSecret: Bool {
        guard case .node(let node) = self else { return false }
        switch node.form {
        case .withheldFile: return true
        case .file(let contents): return !contents.holes.isEmpty
        default: return false
        }
    }

    /// The same without the contents of a file, unless holes stand where its secrets are.
    fileprivate var withheld: Image {
        guard case .node(var node) = self, case .file(let contents) = node.form, contents.holes.isEmpty else {
            return self
        }
        node.form = .withheldFile
        return .node(is: node)
    }
}
