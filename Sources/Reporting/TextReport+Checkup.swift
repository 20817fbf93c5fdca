internal import Convergence

/// What a text report says besides where it is about an Octopus Server: where it stands, and what to see to first.
struct CheckupText {
    private let report: RunReport
    private let style: TextStyle

    init(_ report: RunReport, style: TextStyle) {
        self.report = report
        self.style = style
    }

    /// The lines of the header that say which server, and how it was let in.
    static func header(of remote: RemoteSummary) -> String {
        var text = "  server  \(remote.serverWords)\n  access  \(remote.accessWords)\n"
        if let skew = remote.skewWords { text += "  clock   \(skew)\n" }
        return text
    }

    /// Where it stands in one line, before everything that is told of it.
    var verdict: String {
        guard let score = report.score.value else { return "" }
        let counts = [(Standing.asWanted, "as wanted"), (.differs, "not"), (.unknown, "could not tell")].map {
            standing, words in "\(report.sections.reduce(0) { $0 + $1[standing] }) \(words)"
        }
        return "  score   " + style.paint("\(score) of 100", .bold) + ": \(counts.joined(separator: ", "))\n"
    }

    var sections: String {
        let columns: [(title: String, standing: Standing)] = [
            ("as wanted", .asWanted), ("not", .differs), ("could not tell", .unknown), ("waived", .waived),
        ]
        let sections = report.sections
        let names = sections.map { VisibleText.shortened($0.section, to: 40) }
        let width = (names.map(\.count) + ["section".count]).max() ?? 0
        var text = "\n" + style.paint("section".padded(to: width), .bold) + "  "
        text += style.paint((["score"] + columns.map(\.title)).joined(separator: "  "), .bold) + "\n"
        for (section, name) in zip(sections, names) {
            let score = section.score.words.padded(to: -"score".count)
            let counts = columns.map { String(section[$0.standing]).padded(to: -$0.title.count) }
            text += name.padded(to: width) + "  " + ([score] + counts).joined(separator: "  ") + "\n"
        }
        return text
    }

    /// The controls of a section of which nothing can be told without a key.
    func blind(_ ids: [String]) -> String {
        let count = ids.count == 1 ? "1 control" : "\(ids.count) controls"
        let mark = style.paint(style.mark(of: .unknown), style.colour(of: .unknown))
        return
            "  \(mark) \(count) could not be told without a key: \(ids.map(VisibleText.line).joined(separator: ", "))\n"
    }

    /// The controls of a section that only a person can state.
    func unstated(_ ids: [String]) -> String {
        let count = ids.count == 1 ? "1 is" : "\(ids.count) are"
        let mark = style.paint(style.mark(of: .unknown), style.colour(of: .unknown))
        let list = ids.map(VisibleText.line).joined(separator: ", ")
        return "  \(mark) \(count) for a person to state, and nobody has yet: \(list)\n"
    }

    /// The most urgent controls, each with what a person does about it.
    var urgent: String {
        let urgent = report.mostUrgent()
        guard !urgent.isEmpty else { return "" }
        var text = "\n" + style.paint("most urgent", .bold) + "\n"
        for (number, result) in urgent.enumerated() {
            let title = result.title.isEmpty ? "" : "  \(VisibleText.line(result.title))"
            let outcome = "[\(result.outcome.words), \(result.severity.rawValue)]"
            text += "  \(number + 1). \(style.paint(VisibleText.line(result.id), .bold))\(title)  "
            text += style.paint(outcome, style.colour(of: result.outcome)) + "\n"
            for line in result.remedy(in: report) {
                text += "     \(style.unicode ? line : line.asciiMarks)\n"
            }
        }
        return text
    }
}

extension Score {
    /// `58`, or a dash where nothing applies.
    var words: String { value.map(String.init) ?? "-" }
}

extension String {
    /// With spaces behind it, or before it where `width` is negative, so that columns stand under each other.
    fileprivate func padded(to width: Int) -> String {
        let space = String(repeating: " ", count: max(0, abs(width) - count))
        return width < 0 ? space + self : self + space
    }
}
