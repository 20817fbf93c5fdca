package import PolicyText

/// What came of reading a policy.
package struct PolicyReading: Sendable {
    /// `nil` when there is any error.
    package let policy: Policy?
    /// In the order of the texts and of the places in them.
    package let diagnostics: [Diagnostic]
    /// Every text that was opened: what the places of the diagnostics are in.
    package let sources: [PolicySource]
    /// The texts as they were parsed. Taking a large one apart takes as long as reading a tenth of it: who ends soon may
    /// keep them.
    package let texts: [YAMLNode]
}

/// Reads policies: texts to layers, layers to controls. Finds every mistake in one pass.
package struct PolicyReader<Provider: PolicyProvider> {
    private let kinds: KindTable
    private let provider: Provider
    private let variables: [String: String]
    private let facts: Facts
    private let today: Day

    /// - Parameters:
    ///   - kinds: every kind that a control may have.
    ///   - sources: where policies and files come from that a text names.
    ///   - variables: values from the command line; they override those in the texts.
    ///   - facts: of the host that the policy is read for.
    ///   - today: the day on which waivers count or have ended.
    package init(
        kinds: [any ResourceKind.Type], sources: Provider, variables: [String: String] = [:], facts: Facts,
        today: Day
    ) {
        self.kinds = KindTable(kinds)
        provider = sources
        self.variables = variables
        self.facts = facts
        self.today = today
    }

    /// The policy of these texts, each lying over the one before.
    package func read(_ all: [PolicySource]) -> PolicyReading {
        var loading = PolicyLoading(from: provider)
        loading.load(all)
        let table = VariableTable(
            of: loading.documents, given: variables, facts: facts, isComplete: loading.isComplete)
        var substitution = Substitution(table, in: loading.sources)
        var found: [Diagnostic] = []
        let headers = loading.documents.map { document in
            let root = substitution.fill(document, of: loading.sources[Int(document.source.index)])
            var fields = Fields(root)
            let header = PolicyHeader(reading: &fields)
            found += fields.finish()
            return header
        }
        let policy = assemble(headers, loading, &found)
        // What follows from a mistake that was told already is noise.
        let broken = substitution.broken
        let wrong = Set(found.filter { $0.severity == .error }.compactMap(\.range))
        let news = found.filter { diagnostic in
            guard let range = diagnostic.range else { return true }
            if diagnostic.severity != .error, wrong.contains(range) { return false }
            return !broken.contains(range) && !loading.settled.contains { $0.covers(range) }
        }
        let diagnostics =
            loading.diagnostics + substitution.problems.diagnostics + substitution.variables.unusedGiven()
            + news
        return PolicyReading(
            policy: diagnostics.hasErrors ? nil : policy,
            diagnostics: diagnostics.sorted(by: Diagnostic.precedes), sources: loading.sources,
            texts: loading.documents.map(\.root))
    }

    private func assemble(
        _ headers: [PolicyHeader], _ loading: PolicyLoading<Provider>, _ found: inout [Diagnostic]
    ) -> Policy? {
        var layers = PolicyLayers(
            keywords: kinds.keywords, sources: loading.sources, isComplete: loading.isComplete)
        for header in headers { layers.lay(header) }
        found += layers.diagnostics
        guard let top = headers.last, let document = loading.documents.last else { return nil }
        let drafts = layers.controls
        if drafts.isEmpty, loading.isComplete, !found.hasErrors {
            let place = document.entries.first { $0.key.text == "controls" }?.key.range
            found.append(Diagnostic(.error, .noControls, at: place ?? document.root.range.firstLine))
        }
        let octopus = headers.last { $0.octopus != nil }?.octopus
        let reader = ControlReader(
            kinds: kinds, networks: networks(of: headers), octopus: octopus, sources: loading.sources,
            provider: provider,
            isComplete: loading.isComplete)
        let reading = ControlReading(of: drafts, with: reader, isComplete: loading.isComplete)
        let controls = reading.all()
        found += reading.diagnostics
        var policy = Policy(
            name: top.name, title: headers.last { $0.title != nil }?.title?.value ?? "",
            target: headers.last { $0.target != nil }?.target?.host ?? .local,
            octopus: octopus, controls: controls.map(\.control),
            waivers: headers.flatMap(\.waivers).map(Waiver.init), sources: loading.sources)
        var check = PolicyCheck(
            of: controls, from: reading, removed: layers.removed, today: today, isComplete: loading.isComplete
        )
        check.run(target: policy.target, waivers: headers.flatMap(\.waivers))
        found += check.diagnostics
        policy.waivers.sort {
            ($0.range.source.index, $0.range.start) < ($1.range.source.index, $1.range.start)
        }
        return policy
    }

    private func networks(of headers: [PolicyHeader]) -> [String: [Network]] {
        Dictionary(
            headers.flatMap(\.networks).map { ($0.key, $0.value) }, uniquingKeysWith: { _, upper in upper })
    }
}

extension Waiver {
    fileprivate init(_ written: Placed<WaiverFields>) {
        self.init(
            control: written.value.control.value, hosts: written.value.hosts, because: written.value.because,
            approvedBy: written.value.approvedBy, ticket: written.value.ticket,
            until: written.value.until.value,
            range: written.range)
    }
}

extension Diagnostic.Message {
    fileprivate static let noControls: Self = "the policy holds no controls: nothing would be looked at"
}
