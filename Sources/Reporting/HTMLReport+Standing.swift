internal import Convergence

/// The first screen: the score, how each section stands, and what to see to first.
extension HTMLReport {
    var standing: String {
        """
        <section class="standing" aria-labelledby="standing">
        <h2 id="standing" class="quiet">Where it stands</h2>
        <div class="score">\(ring)
        <div><p class="verdict">\(HTML.text(verdict))</p>
        <p class="tally">\(tally)</p>
        \(notes)</div></div>
        \(sections)</section>

        """
    }

    private var verdict: String {
        switch report.verdict {
        case .asWanted: "Everything is as wanted."
        case .differs: "Not everything is as wanted."
        case .unknown: "Nothing differs, but not everything could be told."
        case .contradictory: "The policy contradicts itself."
        case .interrupted: "The run was stopped before its end."
        }
    }

    private var tally: String {
        let counts = Standing.allCases.map { standing in
            (standing, report.results.count { $0.outcome.standing(in: report.command) == standing })
        }
        return counts.filter { $0.1 > 0 }.map { standing, count in
            "<span class=\"count \(standing.rawValue)\"><b>\(count)</b> \(standing.words)</span>"
        }.joined(separator: " ")
    }

    private var notes: String {
        var lines: [String] = []
        if let skew = report.remote?.skewWords { lines.append(skew) }
        if report.skipped > 0 { lines.append("\(report.skipped) more left out by --only or --skip") }
        lines += NextStep.lines(after: report, Tally(report.results))
        return lines.map { "<p class=\"note\">\(HTML.text($0))</p>\n" }.joined()
    }

    /// The score in a ring whose parts are the weights of what is as wanted, differs, is unknown and is waived.
    private var ring: String {
        let weights = Weights(report.results, report.command)
        let words = report.score.value.map { "Score \($0) of 100" } ?? "No control applies: no score"
        var parts = ""
        for part in weights.parts(of: 100) {
            parts +=
                "<circle class=\"\(part.standing.rawValue)\" cx=\"60\" cy=\"60\" r=\"52\" pathLength=\"100\""
                + " stroke-dasharray=\"\(part.length.shown) 100\" stroke-dashoffset=\"\((-part.start).shown)\"/>"
        }
        return """
            <svg class="ring" viewBox="0 0 120 120" width="144" height="144" fill="none" stroke-width="10" role="img" aria-label="\(words)">
            <circle class="track" cx="60" cy="60" r="52"/><g transform="rotate(-90 60 60)">\(parts)</g>
            <text x="60" y="66" class="number">\(report.score.words)</text><text x="60" y="86" class="of">of 100</text></svg>
            """
    }

    private var sections: String {
        guard !report.results.isEmpty else { return "" }
        let standings: [Standing] = [.asWanted, .differs, .unknown, .waived]
        let heads = standings.map { "<th scope=\"col\" class=\"\($0.rawValue)\">\($0.words)</th>" }.joined()
        var text = """
            <table class="sections"><caption class="quiet">Each section: its score, and how many of its controls stand how</caption>
            <thead><tr><th scope="col">Section</th><th scope="col" class="wide"><span class="quiet">Drawn by weight</span></th>\
            <th scope="col">Score</th>\(heads)</tr></thead>
            <tbody>

            """
        let groups = report.results.grouped(showing: { _ in true })
        for (section, group) in zip(report.sections, groups) {
            let weights = Weights(group.indices.map { report.results[$0] }, report.command)
            let counts = standings.map { standing in
                "<td class=\"\(section[standing] == 0 ? "zero" : standing.rawValue)\">\(section[standing])</td>"
            }.joined()
            text += """
                <tr><th scope="row"><a href="#s-\(HTML.text(section.section))">\(HTML.text(section.section))</a></th>\
                <td class="wide">\(Self.bar(weights, section.score.words))</td><td class="points">\(section.score.words)</td>\(counts)</tr>

                """
        }
        return text + "</tbody></table>\n"
    }

    private static func bar(_ weights: Weights, _ score: String) -> String {
        var parts = ""
        for part in weights.parts(of: 200) {
            parts +=
                "<rect class=\"\(part.standing.rawValue)\" x=\"\(part.start.shown)\" width=\"\(part.length.shown)\" height=\"8\"/>"
        }
        return "<svg class=\"bar\" viewBox=\"0 0 200 8\" preserveAspectRatio=\"none\" role=\"img\""
            + " aria-label=\"Score \(score)\">\(parts)</svg>"
    }

    var urgent: String {
        let urgent = report.mostUrgent()
        guard !urgent.isEmpty else { return "" }
        var text =
            "<section class=\"urgent\" aria-labelledby=\"urgent\">\n<h2 id=\"urgent\">Most urgent</h2>\n<ol>\n"
        for result in urgent {
            let standing = result.outcome.standing(in: report.command)
            text += """
                <li class="\(standing.rawValue)"><p class="what"><a href="#c-\(HTML.text(result.id))">\(HTML.value(result.heading))</a> \
                \(Self.label(of: result))</p>
                \(remedyLines(of: result))</li>

                """
        }
        return text + "</ol>\n</section>\n"
    }

    static func label(of result: ControlResult) -> String {
        "<span class=\"label \(result.severity.rawValue)\">\(result.severity.rawValue)</span>"
    }

    /// What a person does about it; commands as such.
    func remedyLines(of result: ControlResult) -> String {
        result.remedy(in: report).map { line in
            line.hasPrefix("holdfast ")
                ? "<p class=\"command\"><code>\(HTML.text(line))</code></p>\n"
                : "<p>\(HTML.value(line))</p>\n"
        }.joined()
    }
}

/// How much of some controls' weight stands how, for a drawing.
private struct Weights {
    private var weights: [Standing: Int] = [:]

    init(_ results: [ControlResult], _ command: RunReport.Command) {
        for result in results {
            weights[result.outcome.standing(in: command), default: 0] += result.severity.weight
        }
    }

    /// Side by side in the order they are drawn, all together as long as `whole`.
    func parts(of whole: Double) -> [(standing: Standing, start: Double, length: Double)] {
        let drawn: [Standing] = [.asWanted, .waived, .unknown, .differs]
        let total = drawn.reduce(0) { $0 + (weights[$1] ?? 0) }
        guard total > 0 else { return [] }
        var parts: [(standing: Standing, start: Double, length: Double)] = []
        var start = 0.0
        for standing in drawn {
            let length = Double(weights[standing] ?? 0) * whole / Double(total)
            if length > 0 { parts.append((standing, start, length)) }
            start += length
        }
        return parts
    }
}

extension Double {
    /// With two places at most: `12.5`, `33.33`.
    fileprivate var shown: String {
        let hundredths = Int((self * 100).rounded())
        let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
        let sign = hundredths < 0 ? "-" : ""
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension Standing {
    /// As a person says it.
    var words: String {
        switch self {
        case .asWanted: "as wanted"
        case .differs: "not as wanted"
        case .unknown: "could not tell"
        case .waived: "waived"
        case .notApplicable: "not applicable"
        }
    }
}

extension ControlResult {
    /// Its title, or its id where it has none.
    var heading: String { title.isEmpty ? id : title }
}
