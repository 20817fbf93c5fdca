internal import PolicyText

/// Reads the texts of a policy and what they extend, each once, into layers: what is extended lies under who extends it.
struct PolicyLoading<Provider: PolicyProvider> {
    /// More than anybody stacks on purpose.
    private static var depthLimit: Int { 16 }

    /// A policy that is being read, and where the next one on the way is named.
    private struct Link {
        let name: String
        let place: SourceRange?
    }

    private let provider: Provider
    private var chain: [Link] = []
    private var seen: Set<String> = []
    /// Every text, in the order in which they were first opened: a `SourceID` is an index into it.
    private(set) var sources: [PolicySource] = []
    /// The lowest layer first.
    private(set) var documents: [PolicyDocument] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Where the parser or the loader has said what is wrong: what follows from it is noise.
    private(set) var settled: [SourceRange] = []
    /// Whether every text could be read: else what seems to be missing may be in the one that could not.
    private(set) var isComplete = true

    init(from provider: Provider) { self.provider = provider }

    /// Reads the policies of a command line, each lying over the one before.
    mutating func load(_ all: [PolicySource]) {
        for source in all { load(source, namedAt: nil) }
    }

    private mutating func load(_ source: PolicySource, namedAt place: SourceRange?) {
        if let start = chain.firstIndex(where: { $0.name == source.name }), let place {
            return refuseCycle(back: source.name, at: place, links: Array(chain[start...]))
        }
        guard seen.insert(source.name).inserted else { return }
        guard chain.count < Self.depthLimit else {
            isComplete = false
            if let place { report(.tooDeep(Self.depthLimit), at: place) }
            return
        }
        let id = SourceID(sources.count)
        sources.append(source)
        guard let document = parse(source, as: id) else {
            isComplete = false
            return
        }
        for named in document.extends {
            chain.append(Link(name: source.name, place: named.range))
            defer { chain.removeLast() }
            do throws(Diagnostic.Rejection) {
                load(try provider.policy(named: named.value, from: source), namedAt: named.range)
            } catch {
                isComplete = false
                report(error.message, at: named.range)
            }
        }
        documents.append(document)
    }

    private mutating func parse(_ source: PolicySource, as id: SourceID) -> PolicyDocument? {
        let text = YAMLReading(of: source.bytes, source: id)
        diagnostics += text.problems.map(Diagnostic.init)
        settled += text.problems.map(\.range)
        guard let root = text.root else {
            explainBraces(in: source)
            return nil
        }
        do throws(Diagnostic.Rejected) {
            return try PolicyDocument(root, source: id)
        } catch {
            diagnostics.append(error.diagnostic)
            return nil
        }
    }

    /// Inside `{ … }` the brace of an unquoted `${name}` ends the mapping; the parser only sees what comes after.
    private mutating func explainBraces(in source: PolicySource) {
        guard let last = diagnostics.indices.last, let range = diagnostics[last].range else { return }
        let before = SourceLines(of: source.bytes).line(range.start.line).prefix(range.start.column)
        guard
            let dollar = before.indices.dropLast().last(where: { before[$0] == "$" && before[$0 + 1] == "{" })
        else { return }
        let column = dollar + 1
        let start = SourcePosition(line: range.start.line, column: column)
        let end = SourcePosition(line: range.start.line, column: column + 2)
        diagnostics[last].notes.append(
            .init(.quoteVariables, at: SourceRange(source: range.source, start: start, end: end)))
    }

    private mutating func refuseCycle(back name: String, at place: SourceRange, links: [Link]) {
        isComplete = false
        let names = links.map(\.name) + [name]
        let notes = links.dropLast().compactMap { link in
            link.place.map { Diagnostic.Note("'\(link.name)' extends the next one here", at: $0) }
        }
        diagnostics.append(Diagnostic(.error, .cycle(names), at: place, notes: notes))
    }

    private mutating func report(_ message: Diagnostic.Message, at range: SourceRange) {
        diagnostics.append(Diagnostic(.error, message, at: range))
    }
}

extension Diagnostic.Message {
    fileprivate static let quoteVariables: Self =
        "inside { … } or [ … ], put a text with a variable in quotes, as in \"${name}\""
    fileprivate static func cycle(_ names: [String]) -> Self {
        "a policy cannot extend itself: \(names.joined(separator: " → "))"
    }
    fileprivate static func tooDeep(_ limit: Int) -> Self {
        "policies that extend each other more than \(String(limit)) deep are not read; extend fewer in between"
    }
}
