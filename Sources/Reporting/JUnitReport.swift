internal import Convergence

/// The XML that build servers read as test results: a suite for each section, a case for each control.
///
/// No standards body owns it; https://github.com/testmoapp/junitxml tells what is in common use.
struct JUnitReport {
    private let report: RunReport

    init(_ report: RunReport) { self.report = report }

    func rendered() -> String {
        let groups = report.results.grouped(showing: { _ in true })
        var total = Counts()
        var suites = ""
        for group in groups {
            var counts = Counts()
            var cases = ""
            for index in group.indices { append(report.results[index], to: &cases, &counts) }
            suites += suite(group.section, counts, cases)
            total += counts
        }
        if !report.conflicts.isEmpty {
            var counts = Counts()
            let cases = report.conflicts.map { conflict in
                counts.tests += 1
                counts.failures += 1
                let ids = conflict.controls.joined(separator: " and ")
                let body = conflict.places.map(\.words).joined(separator: "\n")
                let message =
                    conflict.over.isEmpty ? "undo each other" : "undo each other over \(conflict.over)"
                return "    <testcase"
                    + XML.attributes([
                        ("name", ids), ("classname", "\(report.policy.name).contradictions"), ("time", "0"),
                    ]) + ">\n"
                    + XML.element("failure", [("type", "contradictory"), ("message", message)], body)
                    + "    </testcase>\n"
            }
            suites += suite("contradictions", counts, cases.joined())
            total += counts
        }
        let attributes =
            [("name", "holdfast \(report.command.rawValue) \(report.policy.name)")] + total.attributes
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"
            + XML.attributes(
                attributes.filter { $0.0 != "skipped" }
                    + [("time", Moment.decimalSeconds(ofMilliseconds: report.milliseconds))])
            + ">\n\(suites)</testsuites>\n"
    }

    private func suite(_ section: String, _ counts: Counts, _ cases: String) -> String {
        let attributes =
            [("name", section)] + counts.attributes + [
                ("time", "0"), ("hostname", report.subject),
                ("timestamp", Moment.text(ofSeconds: report.seconds)),
            ]
        return "  <testsuite\(XML.attributes(attributes))>\n\(cases)  </testsuite>\n"
    }

    private func append(_ result: ControlResult, to text: inout String, _ counts: inout Counts) {
        var attributes = [
            ("name", result.id), ("classname", "\(report.policy.name).\(result.section)"), ("time", "0"),
        ]
        if let place = result.place, place.isInFile {
            attributes += [("file", place.file), ("line", String(place.line))]
        }
        text += "    <testcase\(XML.attributes(attributes))>\n"
        appendProperties(of: result, to: &text)
        counts.tests += 1
        let message = "\(result.title) [\(result.outcome.words)]"
        let body = result.details(of: report.command).plainText()
        let attributesOfFault = [("type", result.outcome.rawValue), ("message", message)]
        switch result.fault(in: report.command) {
        case .none: break
        case .failure:
            counts.failures += 1
            text += XML.element("failure", attributesOfFault, body)
        case .error:
            counts.errors += 1
            text += XML.element("error", attributesOfFault, body)
        case .skipped:
            counts.skipped += 1
            let why = result.waiver?.because ?? result.reason ?? result.outcome.words
            text += XML.element("skipped", [("message", VisibleText.line(why))], body)
        }
        text += "    </testcase>\n"
    }

    private func appendProperties(of result: ControlResult, to text: inout String) {
        let properties =
            [
                ("title", result.title), ("severity", result.severity.rawValue), ("kind", result.kind),
                ("outcome", result.outcome.rawValue),
            ] + result.references.map { ("reference", "\($0.standard) \($0.id)") }
        text += "      <properties>\n"
        for (name, value) in properties {
            text += "        <property\(XML.attributes([("name", name), ("value", value)]))/>\n"
        }
        text += "      </properties>\n"
    }

    private struct Counts {
        var tests = 0
        var failures = 0
        var errors = 0
        var skipped = 0

        var attributes: [(String, String)] {
            [
                ("tests", String(tests)), ("failures", String(failures)), ("errors", String(errors)),
                ("skipped", String(skipped)),
            ]
        }

        static func += (left: inout Self, right: Self) {
            left.tests += right.tests
            left.failures += right.failures
            left.errors += right.errors
            left.skipped += right.skipped
        }
    }
}

extension ControlResult {
    fileprivate enum Fault { case none, failure, error, skipped }

    fileprivate func fault(in command: RunReport.Command) -> Fault {
        switch outcome {
        case .compliant, .fixed: .none
        case .drifted, .unverified, .byHand, .blocked: .failure
        // Without a difference nothing was seen: the look itself failed.
        case .failed: differences.isEmpty && steps.isEmpty ? .error : .failure
        case .unknown: .error
        case .deferred: command == .apply ? .failure : .skipped
        case .waived, .notApplicable: .skipped
        }
    }
}
