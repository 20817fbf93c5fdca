/// What is said of one control: everything that any report shows.
package struct ControlResult: Hashable, Sendable, Codable {
    /// How sure a planned change is; design: "What a plan and an outcome say".
    package enum Mark: String, Hashable, Sendable, Codable {
        /// Its steps are known, and so is what they do.
        case exact
        /// It rests on what earlier controls will have done.
        case predicted
        /// It needs an answer from outside first.
        case waits
        case byHand = "by-hand"
    }

    /// Where in which text the control is written.
    package struct Place: Hashable, Sendable, Codable {
        package var file: String
        package var line: Int
        package var column: Int
        package var endLine: Int
        package var endColumn: Int

        package init(file: String, line: Int, column: Int, endLine: Int, endColumn: Int) {
            self.file = file
            self.line = line
            self.column = column
            self.endLine = endLine
            self.endColumn = endColumn
        }
    }

    package struct PlannedStep: Hashable, Sendable, Codable {
        package var step: Step
        /// One line a person reads.
        package var summary: String
        package var disruption: Disruption
        /// Whether an undo can bring back what was there.
        package var canUndo: Bool

        package init(step: Step, summary: String, disruption: Disruption, canUndo: Bool) {
            self.step = step
            self.summary = summary
            self.disruption = disruption
            self.canUndo = canUndo
        }
    }

    package struct Leave: Hashable, Sendable, Codable {
        package var until: Day
        package var because: String
        package var approvedBy: String
        package var ticket: String?
    }

    package var section: String
    package var id: String
    package var kind: String
    package var title: String
    package var why: String
    package var severity: Control.Severity
    package var references: [Control.Reference]
    package var tags: [String]
    package var place: Place?
    /// What it holds, in the order of its claims: paths, users, units.
    package var subjects: [String]
    package var outcome: Outcome
    package var differences: [Difference] = []
    /// Planned or performed, in their order.
    package var steps: [PlannedStep] = []
    package var followUps: [FollowUp] = []
    package var mark: Mark?
    package var disruption: Disruption = .none
    /// Why it could not be told or done, or how a person does it. Holds no secret.
    package var reason: String?
    /// What kind of error `reason` tells of, where it tells of one.
    package var cause: HostError.Code?
    /// Ids of the controls it rests on, waits for, or is blocked by.
    package var after: [String] = []
    package var waiver: Leave?
    package var audit: Control.Audit?
    /// How far its kind was tried, where that was not on the real thing.
    package var caveat: String?

    package init(_ control: Control, at place: Place?, outcome: Outcome) {
        section = control.section
        id = control.id
        kind = type(of: control.resource).keyword
        caveat = type(of: control.resource).caveat
        title = control.title
        why = control.why
        severity = control.severity
        references = control.references
        tags = control.tags
        audit = control.audit
        let claims = control.claims
        var seen: Set<Subject> = []
        subjects = claims.compactMap { claim in
            // Most controls claim one thing, and need no set.
            claims.count == 1 || seen.insert(claim.subject).inserted ? claim.subject.description : nil
        }
        self.place = place
        self.outcome = outcome
    }
}
