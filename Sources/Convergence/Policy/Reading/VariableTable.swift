internal import PolicyText

/// The variables of a whole policy with their values.
struct VariableTable {
    private enum Value {
        case known(String)
        case defined(YAMLNode)
        /// Being filled in right now, as one of the chain.
        case filling
        /// Has a mistake of its own, which was told.
        case broken
    }

    private static let hostNames = ["host.name", "host.os", "host.version", "host.architecture"]

    private var values: [String: Value] = [:]
    /// The names that `--var` gave and no text has declared or used yet.
    private var unused: Set<String>
    private var chain: [(name: String, place: SourceRange)] = []
    private let isComplete: Bool

    /// - Parameters:
    ///   - documents: the lowest layer first; upper ones override.
    ///   - given: values from the command line, taken as they are. They override every document.
    ///   - isComplete: whether every document could be read; else an unknown name may be in the one that could not.
    init(of documents: [PolicyDocument], given: [String: String], facts: Facts, isComplete: Bool) {
        self.isComplete = isComplete
        unused = Set(given.keys)
        for document in documents {
            guard case .mapping(let entries)? = document.value(of: "variables")?.value else { continue }
            for entry in entries {
                guard let name = entry.key.text else { continue }
                unused.remove(name)
                values[name] = .defined(entry.value)
            }
        }
        for (name, value) in given { values[name] = .known(value) }
        for (name, value) in zip(Self.hostNames, [facts.name, facts.os, facts.version, facts.architecture]) {
            values[name] = .known(value)
        }
    }

    /// Fills in every variable, so that mistakes in those that nothing uses are found too.
    mutating func fillAll(into problems: inout SubstitutionProblems) {
        let defined = values.compactMap { name, value -> (String, SourceRange)? in
            if case .defined(let node) = value { (name, node.range) } else { nil }
        }
        for (name, range) in defined.sorted(by: {
            ($0.1.source.index, $0.1.start) < ($1.1.source.index, $1.1.start)
        }) {
            _ = value(of: name, at: range, &problems)
        }
    }

    /// Complaints about `--var` names that no text knows.
    func unusedGiven() -> [Diagnostic] {
        guard isComplete else { return [] }
        let known = ownNames.filter { !unused.contains($0) }
        return unused.sorted().map { Diagnostic(.error, .unusedVariable($0, known: known), at: nil) }
    }

    /// `text` with its names filled in; `nil` when one of them cannot be, which is then said.
    mutating func fill(
        _ text: String, at range: SourceRange, _ problems: inout SubstitutionProblems
    ) -> String? {
        var filled = ""
        var isBroken = false
        let count = text.utf8.count { $0 == UInt8(ascii: "$") }
        for part in Template(text).parts {
            switch part {
            case .literal(let literal): filled += literal
            case .unclosed(let dollar):
                problems.report(.unclosed, dollar: dollar, of: count, in: range)
                isBroken = true
            case .name(let name, let dollar):
                if name.utf8.starts(with: "secret.".utf8), name.utf8.count > 7 {
                    filled += SecretMark.mark(name.dropFirst(7))
                    continue
                }
                let place = problems.place(ofDollar: dollar, of: count, in: range)
                if let value = value(of: String(name), at: place, &problems) {
                    filled += value
                } else {
                    isBroken = true
                }
            }
        }
        return isBroken ? nil : filled
    }

    private mutating func value(
        of name: String, at place: SourceRange, _ problems: inout SubstitutionProblems
    ) -> String? {
        unused.remove(name)
        switch values[name] {
        case .known(let text): return text
        case .broken: return nil
        case .filling:
            refuseCycle(of: name, at: place, &problems)
            return nil
        case nil:
            // What was refused once is not refused again in other words.
            if isComplete {
                problems.report(.unknownVariable(name, known: ownNames + Self.hostNames), at: place)
            }
            return nil
        case .defined(let node):
            guard let text = node.text else {
                values[name] = .broken
                return nil
            }
            values[name] = .filling
            chain.append((name, place))
            let filled = fill(text, at: node.range, &problems)
            chain.removeLast()
            values[name] = filled.map { .known($0) } ?? .broken
            return filled
        }
    }

    private func refuseCycle(of name: String, at place: SourceRange, _ problems: inout SubstitutionProblems) {
        let start = chain.firstIndex { $0.name == name } ?? 0
        let links = chain[start...]
        problems.report(
            .cycle(links.map(\.name) + [name]), at: place,
            notes: links.dropFirst().map { .init("'\($0.name)' is used here", at: $0.place) })
    }

    private var ownNames: [String] { values.keys.filter { !$0.utf8.starts(with: "host.".utf8) }.sorted() }
}

/// Mistakes in filling in variables.
struct SubstitutionProblems {
    private let sources: [PolicySource]
    private var lines: [UInt32: SourceLines] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    init(in sources: [PolicySource]) { self.sources = sources }

    mutating func report(_ message: Diagnostic.Message, at range: SourceRange, notes: [Diagnostic.Note] = [])
    {
        diagnostics.append(Diagnostic(.error, message, at: range, notes: notes))
    }

    mutating func report(_ message: Diagnostic.Message, dollar: Int, of count: Int, in range: SourceRange) {
        report(message, at: place(ofDollar: dollar, of: count, in: range))
    }

    /// Where a `$` of a scalar stands in its text; the scalar itself where that cannot be told.
    mutating func place(ofDollar ordinal: Int, of count: Int, in range: SourceRange) -> SourceRange {
        let index = Int(range.source.index)
        guard sources.indices.contains(index) else { return range }
        let known = lines[range.source.index] ?? SourceLines(of: sources[index].bytes)
        lines[range.source.index] = known
        return known.placeOfDollar(ordinal, of: count, in: range) ?? range.firstLine
    }
}

extension Diagnostic.Message {
    fileprivate static let unclosed: Self =
        "'${' wants a name and '}'; for the two characters themselves write '$${'"
    fileprivate static func unknownVariable(_ name: String, known: [String]) -> Self {
        if name.utf8.starts(with: "host.".utf8) || name == "host" {
            return "a host has host.name, host.os, host.version and host.architecture"
        }
        return """
            there is no variable '\(name)'\(Nearest.hint(to: name, among: known)); give it a value under 'variables' \
            or with --var; for a literal '${' write '$${'
            """
    }
    fileprivate static func unusedVariable(_ name: String, known: [String]) -> Self {
        "--var \(name): the policy has no variable of this name\(Nearest.hint(to: name, among: known))"
    }
    fileprivate static func cycle(_ names: [String]) -> Self {
        "a variable cannot use itself: \(names.joined(separator: " → "))"
    }
}
