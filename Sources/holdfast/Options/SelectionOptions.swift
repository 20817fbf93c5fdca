import ArgumentParser
import Convergence

/// Which controls.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Only controls with this id, section, severity or tag. Repeatable.")
    var only: [String] = []

    @Option(help: "Leave out controls with this id, section, severity or tag. Repeatable.")
    var skip: [String] = []

    var selection: Selection { Selection(only: only, skip: skip) }
}
