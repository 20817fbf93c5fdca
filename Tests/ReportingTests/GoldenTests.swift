import Convergence
import FoundationEssentials
import Reporting
import Testing

/// What each format says of each kind of report, kept as files beside the tests.
///
/// `HOLDFAST_RECORD=1 swift test --filter GoldenTests` writes them anew; the difference is then for a person to judge.
struct GoldenTests {
    static let reports: [(name: String, report: RunReport)] = [
        ("plan", Sample.plan()), ("apply", Sample.apply()), ("check-clean", Sample.clean()),
        ("check-unknown", Sample.unknownOnly()), ("empty", Sample.empty()),
        ("checkup", Sample.checkup()),
    ]

    @Test(arguments: ReportFormat.allCases)
    func everyFormatSaysOfEveryReportWhatItsFileSays(format: ReportFormat) throws {
        for (name, report) in Self.reports {
            let exitCode = Self.exitCode(of: report.verdict)
            try Golden.expect(
                render(report, as: format, exitCode: exitCode), in: "\(name).\(Self.suffix(of: format))")
        }
    }

    @Test func textForAPersonWhoAsksForEverythingInColour() throws {
        let style = TextStyle(colour: true, unicode: true, verbosity: .verbose)
        try Golden.expect(render(Sample.plan(), as: .text, style: style), in: "plan-verbose-colour.txt")
    }

    @Test func textForATerminalThatKnowsOnlyASCII() throws {
        let style = TextStyle(colour: false, unicode: false, verbosity: .normal)
        try Golden.expect(render(Sample.plan(), as: .text, style: style), in: "plan-ascii.txt")
    }

    @Test func textForAPersonWhoAsksForNoMoreThanTheSum() throws {
        try Golden.expect(
            render(Sample.plan(), as: .text, style: TextStyle(verbosity: .quiet)), in: "plan-quiet.txt")
    }

    @Test(arguments: ReportFormat.ofUndo)
    func everyFormatSaysOfAnUndoWhatItsFileSays(format: ReportFormat) throws {
        for (name, report) in [("undo", UndoSample.mixed()), ("undo-dry", UndoSample.dry())] {
            let text = try #require(render(report, as: format))
            try Golden.expect(text, in: "\(name).\(Self.suffix(of: format))")
        }
    }

    @Test(arguments: ReportFormat.ofHistory)
    func everyFormatSaysOfTheRunsWhatItsFileSays(format: ReportFormat) throws {
        let text = try #require(render(UndoSample.history, as: format))
        try Golden.expect(text, in: "history.\(Self.suffix(of: format))")
    }

    /// The exit codes of the design, as the program would answer.
    static func exitCode(of verdict: Verdict) -> Int32 {
        switch verdict {
        case .asWanted: 0
        case .differs: 2
        case .contradictory: 3
        case .unknown: 6
        case .interrupted: 130
        }
    }

    static func suffix(of format: ReportFormat) -> String {
        switch format {
        case .text: "txt"
        case .json: "json"
        case .jsonl: "jsonl"
        case .sarif: "sarif"
        case .junit: "xml"
        case .github: "github.txt"
        case .markdown: "md"
        case .html: "html"
        }
    }
}

enum Golden {
    static let directory = String(#filePath.dropLast("GoldenTests.swift".count)) + "Golden/"
    static let isRecording = ProcessInfo.processInfo.environment["HOLDFAST_RECORD"] == "1"

    static func expect(_ text: String, in name: String) throws {
        let path = directory + name
        if isRecording {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path))
            return
        }
        let wanted = try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let firstOff = zip(lines(text), lines(wanted)).first { $0 != $1 }
        #expect(
            text == wanted,
            "\(name): \(firstOff.map { "said \($0.0), wanted \($0.1)" } ?? "one is longer than the other")")
    }

    private static func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }
}
