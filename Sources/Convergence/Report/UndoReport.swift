/// The result of taking a run back.
package struct UndoReport: Hashable, Sendable, Codable {
    package enum Fate: String, Hashable, Sendable, Codable {
        case restored
        /// It was already as before the run.
        case alreadySo = "already-so"
        /// Somebody changed it since; left alone.
        case conflict
        /// There is no way back.
        case impossible
        case failed
    }

    package struct Entry: Hashable, Sendable, Codable {
        package var control: String
        package var subject: Subject
        package var fate: Fate
        /// Why not, in words.
        package var reason: String?
        /// Of a conflict: as it was before the run, as the run left it, and as it is now.
        package var before: Image?
        package var ours: Image?
        package var now: Image?

        package init(
            control: String, subject: Subject, fate: Fate, reason: String? = nil, before: Image? = nil,
            ours: Image? = nil, now: Image? = nil
        ) {
            self.control = control
            self.subject = subject
            self.fate = fate
            self.reason = reason
            self.before = before
            self.ours = ours
            self.now = now
        }
    }

    package var formatVersion = "1.0"
    /// The run that was taken back.
    package var of: String
    /// The run that took it back; `nil` for a dry run.
    package var run: String?
    package var entries: [Entry]
    /// For hints to people, and so no part of the encoded data.
    package var invocation = Invocation()

    private enum CodingKeys: CodingKey { case formatVersion, of, run, entries }

    package init(of: String, run: String?, entries: [Entry]) {
        self.of = of
        self.run = run
        self.entries = entries
    }

    /// Whether everything is as before the run.
    package var isComplete: Bool { entries.allSatisfy { $0.fate == .restored || $0.fate == .alreadySo } }
}
