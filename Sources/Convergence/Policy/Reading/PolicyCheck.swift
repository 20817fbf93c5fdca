internal import PolicyText

/// The rules between controls, once each of them has been read.
struct PolicyCheck<Provider: PolicyProvider> {
    private let written: [ReadControl]
    /// Knows every id there is, those of controls with mistakes included.
    private let reading: ControlReading<Provider>
    private let removed: [String: SourceRange]
    private let today: Day
    private let isComplete: Bool
    private(set) var diagnostics: [Diagnostic] = []

    init(
        of written: [ReadControl], from reading: ControlReading<Provider>, removed: [String: SourceRange],
        today: Day, isComplete: Bool
    ) {
        self.written = written
        self.reading = reading
        self.removed = removed
        self.today = today
        self.isComplete = isComplete
    }

    mutating func run(target: Policy.Target, waivers: [Placed<WaiverFields>]) {
        if target == .none { refuseHostKinds() }
        checkOrder()
        checkClaims()
        checkAudits()
        checkWaivers(waivers)
    }

    private mutating func refuseHostKinds() {
        for one in written where !type(of: one.control.resource).isRemote {
            report(.error, .hostKind(type(of: one.control.resource).keyword), at: one.keyword)
        }
    }

    private mutating func checkOrder() {
        guard written.contains(where: { !$0.after.isEmpty || !$0.references.isEmpty }) else { return }
        var order = ControlOrder(written.map { .init(id: $0.control.id, earlier: $0.after + $0.references) })
        order.refuseCycles()
        diagnostics += order.diagnostics
        for one in written {
            for named in one.after where !reading.knows(named.value) { refuseUnknown(named) }
        }
    }

    private mutating func checkClaims() {
        guard mayHoldOneThingTwice() else { return }
        var index = ClaimIndex(count: written.count) { [written] one, other in
            written[one].control.appliesTo.excludes(written[other].control.appliesTo)
        }
        for (owner, one) in written.enumerated() where one.isSound {
            for claim in one.control.claims {
                guard let rival = index.add(claim, of: owner).map({ written[$0] }) else { continue }
                report(
                    .error, .claimedTwice(claim, by: rival.control.id), at: one.keyword,
                    notes: [.init("'\(rival.control.id)' holds it here", at: rival.keyword)])
            }
        }
    }

    /// Whether two claims are on subjects of one hash: mostly none are, and that is found out on all cores.
    private func mayHoldOneThingTwice() -> Bool {
        let size = 512
        let controls = written.map(\.control)
        let hashes = (0..<(controls.count + size - 1) / size).concurrentMap { part in
            controls[part * size..<min(controls.count, (part + 1) * size)].flatMap { control in
                control.claims.map(\.subject.hashValue)
            }
        }.joined()
        return Set(hashes).count < hashes.count
    }

    private mutating func checkAudits() {
        for one in written {
            if let until = one.audit?.until, until.isWritten, until.value < today {
                report(.warning, .auditEnded(until.value), at: until.range)
            }
        }
    }

    private mutating func checkWaivers(_ waivers: [Placed<WaiverFields>]) {
        for waiver in waivers {
            let (control, until) = (waiver.value.control, waiver.value.until)
            if control.isWritten, !reading.knows(control.value) { refuseUnknown(control) }
            if until.isWritten, until.value < today {
                report(.warning, .waiverEnded(until.value), at: until.range)
            }
        }
    }

    private mutating func refuseUnknown(_ named: Placed<String>) {
        if let place = removed[named.value] {
            report(
                .error, .removedControl(named.value), at: named.range,
                notes: [.init("'\(named.value)' is removed here", at: place)])
        } else if isComplete, !named.value.isEmpty {
            report(.error, .unknownControl(named.value, known: reading.ids), at: named.range)
        }
    }

    private mutating func report(
        _ severity: Diagnostic.Severity, _ message: Diagnostic.Message, at range: SourceRange,
        notes: [Diagnostic.Note] = []
    ) {
        diagnostics.append(Diagnostic(severity, message, at: range, notes: notes))
    }
}

extension Diagnostic.Message {
    fileprivate static func hostKind(_ keyword: String) -> Self {
        "a '\(keyword)' is about a host, and this policy looks at none: leave 'target: { host: none }' out, or the control"
    }
    fileprivate static func claimedTwice(_ claim: Claim, by other: String) -> Self {
        let what = claim.part.map { "'\($0)' of \(claim.subject)" } ?? claim.subject.description
        return "\(what) is already held by '\(other)': one thing is held by one control"
    }
    fileprivate static func auditEnded(_ day: Day) -> Self {
        "this audit ended on \(day.description): give it a later day, or take 'mode: audit' away"
    }
    fileprivate static func waiverEnded(_ day: Day) -> Self {
        "this waiver ended on \(day.description) and no longer counts: renew it, or take it away"
    }
    fileprivate static func unknownControl(_ id: String, known: [String]) -> Self {
        "there is no control '\(id)'\(Nearest.hint(to: id, among: known))"
    }
    fileprivate static func removedControl(_ id: String) -> Self {
        "there is no control '\(id)' any more: this policy removes it"
    }
}
