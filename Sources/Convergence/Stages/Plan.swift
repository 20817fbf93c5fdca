/// What would be done, in the order of doing it. A plan is all an apply is told.
package struct Plan: Sendable {
    /// A step and what was there when it was planned.
    package struct Move: Hashable, Sendable {
        package var step: Step
        package var before: [Record.Kept]
        /// Whether everything it writes can be foretold.
        package var isForeseen: Bool
        /// Whether an undo can bring back what was there.
        package var canUndo: Bool

        package init(step: Step, before: [Record.Kept], isForeseen: Bool, canUndo: Bool) {
            self.step = step
            self.before = before
            self.isForeseen = isForeseen
            self.canUndo = canUndo
        }
    }

    package struct Entry: Sendable {
        /// Its index in the policy.
        package var control: Int
        /// What was seen, on the forecast at its turn.
        package var assessment: Assessment
        package var moves: [Move] = []
        package var followUps: [FollowUp] = []
        /// Controls whose changes it rests on, and those it names.
        package var dependsOn: Set<Int> = []
        package var looks: [Subject] = []

        package init(control: Int, assessment: Assessment, looks: [Subject] = []) {
            self.control = control
            self.assessment = assessment
            self.looks = looks
        }
    }

    package struct Conflict: Hashable, Sendable {
        package var controls: [Int]
        /// `nil` where planning did not come to rest.
        package var over: Subject?

        package init(controls: [Int], over: Subject?) {
            self.controls = controls
            self.over = over
        }
    }

    /// In the order of performing them; controls without steps are entries too.
    package var entries: [Entry] = []
    package var conflicts: [Conflict] = []
    /// How many times a control was looked at, first and again.
    package var looks = 0
    package var relooks = 0

    package init() {}

    package var isEmpty: Bool { entries.allSatisfy { $0.moves.isEmpty } }
    /// One for each unit, at the end of the plan.
    package var followUps: [FollowUp] { FollowUp.merged(entries.flatMap(\.followUps)) }
}

extension Plan.Entry {
    /// How sure this is; `nil` where nothing is planned.
    package var mark: ControlResult.Mark? {
        switch assessment {
        case .deferred: .waits
        case .drifted(_, .manual): .byHand
        case .drifted:
            dependsOn.isEmpty && moves.allSatisfy(\.isForeseen) ? .exact : .predicted
        case .compliant, .unknown, .notApplicable: nil
        }
    }

    /// The worst of its steps and follow-ups.
    package var disruption: Disruption {
        (moves.map(\.step.disruption) + followUps.map(\.step.disruption)).max() ?? .none
    }
}
