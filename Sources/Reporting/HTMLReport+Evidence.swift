internal import Convergence

/// What an auditor asks of a report: what was looked at, from where, with which policy, and how the score was made.
extension HTMLReport {
    var conflicts: String {
        guard !report.conflicts.isEmpty else { return "" }
        let items = report.conflicts.map { conflict in
            let controls = conflict.controls.map { HTML.value($0) }.joined(separator: " and ")
            let over =
                conflict.over.isEmpty
                ? "are changed in turn without coming to rest"
                : "undo each other over \(HTML.value(conflict.over))"
            let places = conflict.places.map { HTML.text($0.words) }.joined(separator: ", ")
            return "<li>\(controls) \(over) <span class=\"at\">\(places)</span></li>"
        }
        return list("Controls that undo each other", "conflicts", items)
    }

    var orphans: String {
        guard !report.orphans.isEmpty else { return "" }
        let items = report.orphans.map { orphan in
            "<li>\(HTML.value(orphan.control)): \(orphan.subjects.map { HTML.value($0) }.joined(separator: ", "))"
                + " <span class=\"at\">run \(HTML.text(orphan.run))</span></li>"
        }
        return list("No longer in the policy, left as it is", "orphans", items)
    }

    private func list(_ title: String, _ id: String, _ items: [String]) -> String {
        """
        <section class="listed" aria-labelledby="\(id)">
        <h2 id="\(id)">\(title)</h2>
        <ul>
        \(items.joined(separator: "\n"))
        </ul>
        </section>

        """
    }

    var footer: String {
        var facts: [(String, String)] = []
        if let remote = report.remote {
            facts.append(("Server", HTML.text(remote.serverWords)))
            facts.append(("Access", HTML.text(remote.accessWords)))
            facts.append(("Sent", HTML.text(remote.sentWords)))
        }
        let host = report.host
        let system = [host.os, host.version].filter { !$0.isEmpty }.joined(separator: " ")
        let machine = [host.name, system, host.architecture].filter { !$0.isEmpty }.joined(separator: ", ")
        facts.append((report.remote == nil ? "Host" : "Looked from", HTML.text(machine)))
        if report.root != "/" { facts.append(("Root", HTML.text(report.root))) }
        if let run = report.run { facts.append(("Run", HTML.text(run))) }
        let sources = report.policy.sources.map { source in
            "\(HTML.value(source.name)) <code class=\"digest\">sha256:\(HTML.text(source.sha256))</code>"
        }
        facts.append(("Policy \(HTML.text(report.policy.name))", sources.joined(separator: "<br>")))
        let score = report.score
        let weights = Control.Severity.allCases.map { "\($0.rawValue) \($0.weight)" }.joined(separator: ", ")
        facts.append(
            (
                "Score",
                "\(score.earned) of \(score.possible) points: each control that applies weighs as much as its severity "
                    + "(\(weights)), and only what is as wanted earns its weight. What could not be told and what is "
                    + "waived earns nothing."
            ))
        facts.append(
            (
                "Time",
                "\(Moment.text(ofSeconds: report.seconds)), took \(Moment.duration(ofMilliseconds: report.milliseconds))"
            ))
        facts.append(("Made by", HTML.text("\(report.tool.name) \(report.tool.version)")))
        let rows = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }.joined(separator: "\n")
        return """
            <footer class="page" aria-labelledby="evidence">
            <h2 id="evidence">Evidence</h2>
            <dl>
            \(rows)
            </dl>
            </footer>

            """
    }
}
