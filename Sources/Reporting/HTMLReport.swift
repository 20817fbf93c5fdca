internal import Convergence

/// One page that a person reads and an auditor keeps: it needs nothing beside itself, asks nobody for anything, works
/// without its script, and prints.
///
/// Its content security policy allows the one style and the one script below by their digests and nothing else, so that
/// a value that slipped through as markup could do nothing.
struct HTMLReport {
    let report: RunReport
    let style: TextStyle

    init(_ report: RunReport, style: TextStyle) {
        self.report = report
        self.style = style
    }

    func rendered() -> String {
        var text = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(Self.securityPolicy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="robots" content="noindex">
            <title>\(HTML.text(title))</title>
            <style>\(HTMLStyle.text)</style>
            </head>
            <body>

            """
        if !report.results.isEmpty { text += "<a class=\"skip\" href=\"#controls\">To the controls</a>\n" }
        text +=
            header + "<main>\n" + standing + urgent + conflicts + controls + orphans + "</main>\n" + footer
        return text + "<script>\(HTMLScript.text)</script>\n</body>\n</html>\n"
    }

    private static let securityPolicy =
        "default-src 'none'; style-src '\(HTMLStyle.digest)'; script-src '\(HTMLScript.digest)'; "
        + "base-uri 'none'; form-action 'none'"

    /// What a browser's tab shows.
    private var title: String { "\(subject) \u{2013} holdfast \(report.command.rawValue)" }

    /// What the report is about: a server, or a host.
    var subject: String {
        if let remote = report.remote { return remote.url }
        return report.root == "/" ? report.host.name : "\(report.host.name), \(report.root)"
    }

    private var header: String {
        let name = report.policy.title.isEmpty ? report.policy.name : report.policy.title
        var facts = [HTML.value(subject, class: "subject")]
        if let version = report.remote?.version { facts.append("version \(HTML.value(version))") }
        if let remote = report.remote { facts.append(HTML.text(remote.accessWords)) }
        let time = Moment.text(ofSeconds: report.seconds)
        facts.append("<time datetime=\"\(time)\">\(Self.spoken(time))</time>")
        return """
            <header class="page">
            <p class="kind">Holdfast \(report.command.rawValue)</p>
            <h1>\(HTML.text(name))</h1>
            <p class="facts">\(facts.joined(separator: "<span class=\"dot\"> \u{b7} </span>"))</p>
            </header>

            """
    }

    /// `2027-01-31 10:15 UTC`.
    private static func spoken(_ time: String) -> String {
        "\(time.prefix(10)) \(time.dropFirst(11).prefix(5)) UTC"
    }
}
