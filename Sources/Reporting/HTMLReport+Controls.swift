internal import Convergence

/// Every control with what is wanted, what was found and what to do about it.
extension HTMLReport {
    var controls: String {
        let groups = report.results.grouped(showing: { _ in true })
        guard !groups.isEmpty else { return "" }
        var text =
            "<section class=\"controls\" aria-labelledby=\"controls\">\n<h2 id=\"controls\">Controls</h2>\n"
        text += filter(groups.map(\.section))
        for group in groups {
            let name = HTML.text(group.section)
            text += """
                <section class="group" data-section="\(name)" aria-labelledby="s-\(name)">
                <h3 id="s-\(name)">\(name)</h3>

                """
            for index in sorted(group.indices) { text += control(report.results[index]) }
            text += "</section>\n"
        }
        return text + "<p id=\"none\" hidden>No control is like that.</p>\n</section>\n"
    }

    /// The most urgent first, then what is as wanted, in the order of the policy otherwise.
    private func sorted(_ indices: [Int]) -> [Int] {
        func rank(_ result: ControlResult) -> Urgency? {
            Urgency(result.outcome.standing(in: report.command), result.severity)
        }
        return indices.sorted { left, right in
            switch (rank(report.results[left]), rank(report.results[right])) {
            case (let first?, let second?) where first != second: first > second
            case (_?, nil): true
            case (nil, _?): false
            default: left < right
            }
        }
    }

    /// Shown by the script alone, since it does nothing without.
    private func filter(_ sections: [String]) -> String {
        func choice(_ name: String, _ value: String, _ words: String) -> String {
            "<label class=\"chip \(value)\"><input type=\"checkbox\" name=\"\(name)\" value=\"\(value)\"> \(words)</label>"
        }
        let standings = Standing.allCases.compactMap { standing -> String? in
            let count = report.results.count { $0.outcome.standing(in: report.command) == standing }
            guard count > 0 else { return nil }
            return choice("standing", standing.rawValue, "\(standing.words) <b>\(count)</b>")
        }
        let severities = Control.Severity.allCases.reversed().map {
            choice("severity", $0.rawValue, $0.rawValue)
        }
        let options = sections.map { "<option value=\"\(HTML.text($0))\">\(HTML.text($0))</option>" }
        return """
            <form id="filter" role="search" aria-label="Show only some controls" hidden>
            <div class="row"><label class="field"><span class="quiet">Text</span>\
            <input type="search" name="text" placeholder="Find in controls" autocomplete="off" spellcheck="false"></label>
            <label class="field"><span class="quiet">Section</span><select name="section">\
            <option value="">all sections</option>\(options.joined())</select></label>
            <span class="tools"><button type="button" id="open">Open all</button>\
            <button type="button" id="close">Close all</button><button type="reset">Reset</button></span></div>
            <div class="row"><fieldset><legend class="quiet">How it stands</legend>\(standings.joined(separator: "\n"))</fieldset>
            <fieldset><legend class="quiet">Severity</legend>\(severities.joined(separator: "\n"))</fieldset></div>
            <p id="shown" role="status"></p>
            </form>

            """
    }

    private func control(_ result: ControlResult) -> String {
        let standing = result.outcome.standing(in: report.command)
        let attributes = [
            ("class", "control \(standing.rawValue)"), ("id", "c-\(result.id)"),
            ("data-standing", standing.rawValue),
            ("data-outcome", result.outcome.rawValue), ("data-severity", result.severity.rawValue),
            ("data-section", result.section),
        ]
        let why = result.why.isEmpty ? "" : "<p class=\"why\">\(HTML.text(result.why))</p>\n"
        return """
            <details\(HTML.written(attributes))>
            <summary><span class="mark" aria-hidden="true">\(standing.mark)</span>\
            <span class="name">\(HTML.value(result.heading, class: "title")) <code>\(HTML.text(result.id))</code></span>\
            \(Self.label(of: result))<span class="outcome">\(result.outcome.words)</span></summary>
            <div class="body">
            \(why)\(found(result))\(remedy(result))\(facts(result))</div>
            </details>

            """
    }

    private func found(_ result: ControlResult) -> String {
        guard !result.differences.isEmpty else {
            let words =
                switch result.outcome.standing(in: report.command) {
                case .asWanted: "As wanted."
                case .notApplicable:
                    "Does not apply" + (result.reason.map { ": \(VisibleText.line($0))" } ?? "") + "."
                case .unknown: "Could not be told."
                case .waived: "Differs, with leave."
                case .differs: "Not as wanted."
                }
            return "<p class=\"found\">\(HTML.text(words))</p>\n"
        }
        var rows = ""
        var blocks = ""
        for difference in result.differences {
            let details = difference.details(isWhole: style.verbosity == .verbose)
            if details.allSatisfy({ $0.role == .wanted || $0.role == .found }) {
                rows += """
                    <tr><th scope="row">\(HTML.text(difference.aspect))</th><td>\(HTML.value(difference.wanted.text))</td>\
                    <td class="is">\(HTML.value(difference.found.text))</td></tr>

                    """
            } else {
                blocks += Self.block(details)
            }
        }
        if !rows.isEmpty {
            rows = """
                <table class="values"><thead><tr><th scope="col"><span class="quiet">What</span></th>\
                <th scope="col">Wanted</th><th scope="col">Found</th></tr></thead>
                <tbody>
                \(rows)</tbody></table>

                """
        }
        return rows + blocks
    }

    /// A diff, with a class for each kind of line.
    private static func block(_ details: [Detail]) -> String {
        let lines = details.map { detail -> String in
            let text = XML.escaped(detail.text)
            return switch detail.role {
            case .removed: "<del>\(text)</del>"
            case .added: "<ins>\(text)</ins>"
            case .hunk, .label: "<b>\(text)</b>"
            case .plain, .wanted, .found, .kept: text
            }
        }
        return "<pre tabindex=\"0\" aria-label=\"Difference\">\(lines.joined(separator: "\n"))</pre>\n"
    }

    private func remedy(_ result: ControlResult) -> String {
        var text = remedyLines(of: result)
        let steps =
            result.steps.map(\.words)
            + result.followUps.map { "afterwards \(VisibleText.line($0.step.summary))" }
        if !steps.isEmpty {
            let items = steps.map { "<li>\(HTML.value($0))</li>" }.joined(separator: "\n")
            text += "<p>\(report.command == .apply ? "Done" : "Would be done"):</p><ul>\n\(items)\n</ul>\n"
        }
        guard !text.isEmpty else { return "" }
        let title =
            switch result.outcome {
            case .waived: "Leave"
            case .fixed: "Fixed"
            case .unknown, .deferred: "Why"
            default: "Remedy"
            }
        return "<div class=\"remedy\"><h4>\(title)</h4>\n\(text)</div>\n"
    }

    private func facts(_ result: ControlResult) -> String {
        var facts: [(String, String)] = []
        if !result.subjects.isEmpty {
            facts.append(
                (
                    "Looked at",
                    HTML.value(VisibleText.shortened(result.subjects.joined(separator: ", "), to: 400))
                ))
        }
        facts.append(("Kind", HTML.text(result.kind)))
        if let caveat = result.caveat { facts.append(("Tried", HTML.text(caveat))) }
        if !result.references.isEmpty {
            facts.append(
                (
                    "From",
                    result.references.map { HTML.text("\($0.standard) \($0.id)") }.joined(separator: ", ")
                ))
        }
        if let place = result.place { facts.append(("Written at", HTML.text(place.words))) }
        if !result.after.isEmpty {
            facts.append(("Rests on", HTML.text(result.after.joined(separator: ", "))))
        }
        if let audit = result.audit {
            facts.append(("Only looked at", HTML.text("until \(audit.until): \(audit.because)")))
        }
        if !result.tags.isEmpty { facts.append(("Tags", HTML.text(result.tags.joined(separator: ", ")))) }
        let rows = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }.joined(separator: "\n")
        return "<dl class=\"about\">\n\(rows)\n</dl>\n"
    }
}

extension Standing {
    /// A sign that tells it without colour.
    fileprivate var mark: String {
        switch self {
        case .asWanted: "\u{2713}"
        case .differs: "!"
        case .unknown: "?"
        case .waived: "\u{2013}"
        case .notApplicable: "\u{b7}"
        }
    }
}
