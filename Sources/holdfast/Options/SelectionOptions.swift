import ArgumentParser
import Convergence

/// Which controls.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only controls with this id, section, severity or tag. Repeatable.", valueName: "word"))
    var only: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave out controls with this id, section, severity or tag. Repeatable.", valueName: "word"))
    var skip: [String] = []

    var selection: Selection { Selection(only: only, skip: skip) }

    /// The same again, as words of a command line.
    var words: [String] { only.flatMap { repeated("--only", $0) } + skip.flatMap { repeated("--skip", $0) } }

    /// A word that names nothing is most likely mistyped, and must not leave a control out unseen.
    func require(in policy: Policy) throws(Failure) {
        guard let word = selection.unmatched(in: policy).first else { return }
        let words = policy.controls.flatMap { [$0.id, $0.section] + $0.tags }
        throw Failure(
            .usage,
            "no control has the id, section, severity or tag '\(word)'"
                + Nearest.hint(to: word, among: Set(words).sorted()))
    }
}
