/// Which controls a command is about: `--only` and `--skip`.
package struct Selection: Hashable, Sendable {
    /// A word that names controls: an id, a section, a severity, or a tag.
    package var only: [String]
    package var skip: [String]

    package init(only: [String] = [], skip: [String] = []) {
        self.only = only
        self.skip = skip
    }

    package func includes(_ control: Control) -> Bool {
        (only.isEmpty || only.contains { Self.word($0, names: control) })
            && !skip.contains { Self.word($0, names: control) }
    }

    /// The words that name no control of the policy: most likely mistyped.
    package func unmatched(in policy: Policy) -> [String] {
        (only + skip).filter { word in !policy.controls.contains { Self.word(word, names: $0) } }
    }

    private static func word(_ word: String, names control: Control) -> Bool {
        control.id == word || control.section == word || control.severity.rawValue == word
            || control.tags.contains(word)
    }
}
