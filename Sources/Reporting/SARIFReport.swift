internal import Convergence

/// Static Analysis Results Interchange Format 2.1.0: a rule for each control, a result for each that is not as wanted.
///
/// Code scanning at GitHub shows every result as an alert, whatever its kind: what is as wanted, or does not
/// apply, is a result only when everything is asked for.
struct SARIFReport {
    private let report: RunReport
    private let exitCode: Int32?
    private let isVerbose: Bool
    private let limit: Int

    /// GitHub refuses a run with more results.
    static let resultLimit = 25_000

    init(_ report: RunReport, style: TextStyle, exitCode: Int32?, limit: Int = Self.resultLimit) {
        self.limit = limit
        self.report = report
        self.exitCode = exitCode
        isVerbose = style.verbosity == .verbose
    }

    func rendered() -> String {
        var shown = report.results.filter { isVerbose || !$0.outcome.isAsWanted }
        let room = max(0, limit - report.conflicts.count)
        let leftOut = max(0, shown.count - room)
        if leftOut > 0 {
            // What weighs most stays; sorting by number of place keeps the policy's order among equals.
            let kept = shown.indices.sorted {
                shown[$0].severity == shown[$1].severity ? $0 < $1 : shown[$0].severity > shown[$1].severity
            }
            shown = kept.prefix(room).sorted().map { shown[$0] }
        }
        let conflicts = report.conflicts.prefix(limit)
        var rules = shown.map { $0.sarifRule(ofServer: report.remote != nil) }
        if !conflicts.isEmpty { rules.append(Self.conflictRule) }
        let results =
            shown.enumerated().map { result(of: $1, ruleIndex: $0) }
            + conflicts.map { result(of: $0, ruleIndex: rules.count - 1) }
        let run = SARIFLog.Run(
            tool: .init(driver: .init(name: report.tool.name, version: report.tool.version, rules: rules)),
            automationDetails: .init(id: "holdfast/\(report.policy.name)/\(report.subject)/"),
            invocations: [
                .init(
                    executionSuccessful: report.verdict != .interrupted, exitCode: exitCode,
                    startTimeUtc: Moment.text(ofSeconds: report.seconds),
                    toolExecutionNotifications: notifications(of: shown, leftOut: leftOut))
            ],
            results: results)
        return JSONText.pretty(SARIFLog(runs: [run]))
    }

    private func result(of control: ControlResult, ruleIndex: Int) -> SARIFLog.Result {
        let body = control.details(of: report.command).plainText()
        let head =
            "\(VisibleText.line(control.title)): \(control.outcome.words) on \(VisibleText.line(report.subject))"
        let host = SARIFLog.LogicalLocation(
            name: report.subject, fullyQualifiedName: report.subject, kind: "host")
        var logical = [host]
        if let place = control.place, !place.isInFile {
            logical.append(.init(name: control.id, fullyQualifiedName: place.words, kind: "control"))
        }
        var seen: Set<String> = []
        for subject in control.steps.flatMap(\.step.writes).map(\.description)
        where seen.insert(subject).inserted {
            logical.append(
                .init(name: subject, fullyQualifiedName: "\(report.subject)/\(subject)", kind: "subject"))
        }
        return SARIFLog.Result(
            ruleId: control.id, ruleIndex: ruleIndex, kind: control.sarifKind, level: control.sarifLevel,
            message: .init(text: body.isEmpty ? head : head + "\n" + body),
            locations: [.init(physicalLocation: location(of: control), logicalLocations: logical)],
            relatedLocations: nil,
            partialFingerprints: [Self.fingerprint: fingerprint(of: [control.id])],
            suppressions: control.waiver.map { [.init(justification: $0.justification)] })
    }

    /// Where the control is written; for one of a bundled policy, which no reader can open, the beginning of the first policy
    /// that can be: it brings the control in. GitHub shows no result without a place.
    private func location(of control: ControlResult) -> SARIFLog.PhysicalLocation? {
        if let place = control.place?.sarifLocation { return place }
        return report.policy.sources.lazy.compactMap { source in
            ControlResult.Place(file: source.name, line: 1, column: 1, endLine: 1, endColumn: 1).sarifLocation
        }.first
    }

    private func result(of conflict: RunReport.Conflict, ruleIndex: Int) -> SARIFLog.Result {
        let ids = conflict.controls.map(VisibleText.line).joined(separator: " and ")
        let over = conflict.over.isEmpty ? "" : " over \(VisibleText.line(conflict.over))"
        let host = SARIFLog.LogicalLocation(
            name: report.subject, fullyQualifiedName: report.subject, kind: "host")
        let places = conflict.places.compactMap(\.sarifLocation)
        return SARIFLog.Result(
            ruleId: Self.conflictRule.id, ruleIndex: ruleIndex, kind: .fail, level: .error,
            message: .init(text: "\(ids) undo each other\(over)"),
            locations: [.init(physicalLocation: places.first, logicalLocations: [host])],
            relatedLocations: places.count > 1
                ? places.dropFirst().map { .init(physicalLocation: $0) } : nil,
            partialFingerprints: [Self.fingerprint: fingerprint(of: conflict.controls)],
            suppressions: nil)
    }

    private static let fingerprint = "policyHostControl/v1"

    /// The same for the same control on the same host, whenever it was looked at.
    private func fingerprint(of controls: [String]) -> String {
        ([report.policy.name, report.subject] + controls).joined(separator: "/")
    }

    private static let conflictRule = SARIFLog.Rule(
        id: "holdfast/contradiction",
        shortDescription: .init(text: "Controls undo each other"),
        fullDescription: .init(text: "Each of these controls changes what the other has just set."),
        help: .init(
            text: "Change one of the two controls, or remove it.",
            markdown: "Change one of the two controls, or remove it."),
        defaultConfiguration: .init(level: .error),
        properties: .init(tags: ["security"], severity: "9.5"))

    private func notifications(of shown: [ControlResult], leftOut: Int) -> [SARIFLog.Notification] {
        var all = shown.enumerated().filter { $1.outcome == .unknown }.map { index, control in
            let reason = control.reason.map { ": \(VisibleText.shortened($0, to: 600))" } ?? ""
            return SARIFLog.Notification(
                level: .warning, message: .init(text: "could not tell whether \(control.id) holds\(reason)"),
                associatedRule: .init(id: control.id, index: index))
        }
        all += report.orphans.map { orphan in
            let subjects = orphan.subjects.map(VisibleText.line).joined(separator: ", ")
            let text = "\(orphan.control) is no longer in the policy, left as it is: \(subjects)"
            return .init(level: .note, message: .init(text: text), associatedRule: nil)
        }
        if leftOut > 0 {
            let text =
                "\(leftOut) results of lower severity are left out: GitHub takes \(limit) in a run"
            all.append(.init(level: .warning, message: .init(text: text), associatedRule: nil))
        }
        return all
    }
}
