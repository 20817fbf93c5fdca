import Convergence
import FoundationEssentials
import Testing

@testable import Reporting

struct FormatTests {
    @Test func jsonHoldsTheWholeReport() throws {
        // The sample's careless control is the one thing that no format may repeat.
        let report = Sample.plan().withholdingSecrets()
        let data = Data(render(report, as: .json, exitCode: 2).utf8)
        #expect(try JSONDecoder().decode(RunReport.self, from: data) == report)
        let more = try JSONDecoder().decode(Extra.self, from: data)
        #expect(more.exitCode == 2)
        #expect(more.verdict == .contradictory)
        #expect(more.time == "2027-01-31T10:15:00Z")
    }

    @Test func everyValueInTheDataHasAName() {
        for report in [Sample.plan(), Sample.apply()] {
            #expect(!render(report, as: .json).contains(#""_0""#))
            #expect(!render(report, as: .jsonl).contains(#""_0""#))
        }
    }

    private struct Extra: Decodable {
        var exitCode: Int32
        var verdict: Verdict
        var time: String
    }

    @Test func eachLineOfTheStreamIsAnObjectWithItsType() throws {
        let lines = render(Sample.plan(), as: .jsonl).split(separator: "\n")
        let types = try lines.map { line in
            try JSONDecoder().decode(Typed.self, from: Data(line.utf8)).type
        }
        let controls = [String](repeating: "control", count: Sample.plan().results.count)
        #expect(types == ["version"] + controls + ["conflict", "orphan", "summary"])
    }

    private struct Typed: Decodable { var type: String }

    @Test(arguments: ReportFormat.allCases)
    func whatMayBeASecretIsNeverShown(format: ReportFormat) {
        let style = TextStyle(colour: true, unicode: true, verbosity: .verbose)
        for report in [Sample.plan(), Sample.apply()] {
            #expect(!render(report, as: format, style: style).contains(Sample.canary))
        }
        let undo = render(UndoSample.mixed(), as: format, style: style)
        #expect(undo?.contains(Sample.canary) != true)
    }

    @Test(arguments: ReportFormat.allCases)
    func nothingThatAHostSaysSteersATerminalOrHides(format: ReportFormat) {
        for report in [Sample.plan(), Sample.apply()] {
            let text = render(report, as: format, style: TextStyle(verbosity: .verbose))
            let steering = text.unicodeScalars.filter { scalar in
                scalar != "\n" && scalar != "\t" && VisibleText.mustShow(scalar) && scalar != "\u{fffe}"
            }
            #expect(steering.isEmpty)
        }
    }

    @Test func twoRendersOfTheSameDataAreTheSame() {
        for format in ReportFormat.allCases {
            #expect(render(Sample.plan(), as: format) == render(Sample.plan(), as: format))
        }
    }

    @Test func longValuesLoseTheirMiddleInTextAndKeepItInJSON() throws {
        let long = String(repeating: "x", count: 500) + "END"
        var control = Sample.control("long", "host-system", .drifted)
        control.differences = [Difference("value", wanted: .text("1"), found: .text(long))]
        let report = Sample.report(.check, [control])
        #expect(!render(report, as: .text).contains(long))
        #expect(render(report, as: .text).contains("[… 344 characters …]"))
        #expect(render(report, as: .json).contains(long))
    }

    @Test func githubEscapesAsItsToolkitDoes() {
        #expect(GitHubReport.data("100% a:b,c\r\nd") == "100%25 a:b,c%0D%0Ad")
        #expect(GitHubReport.property("100% a:b,c\r\nd") == "100%25 a%3Ab%2Cc%0D%0Ad")
    }

    @Test func githubTakesNoCommandFromAHost() {
        let lines = render(Sample.plan(), as: .github).split(separator: "\n")
        let commands = lines.filter { $0.hasPrefix("::") }
        #expect(commands.count == lines.count - 1)
        #expect(
            commands.allSatisfy { line in
                ["::error ", "::warning ", "::notice "].contains { line.hasPrefix($0) }
            })
        let ranks = commands.compactMap { line in
            ["::error ", "::warning ", "::notice "].firstIndex { line.hasPrefix($0) }
        }
        #expect(ranks == ranks.sorted())
    }

    @Test func aFenceIsLongerThanWhatItHolds() {
        #expect(Markdown.fenced("a\n````\nb", as: "diff") == "`````diff\na\n````\nb\n`````\n")
        #expect(Markdown.code("a`b") == "``a`b``")
        #expect(Markdown.code("a|b") == "`a\\|b`")
        #expect(Markdown.escaped("a|<b>@c") == "a\\|&lt;b&gt;@<!-- -->c")
    }

    @Test func aCommentStaysWithinWhatGitHubTakes() {
        var drifted = Sample.control("drifted", "host-system", .drifted)
        drifted.differences = [Difference("mode", wanted: .text("0640"), found: .text("0644"))]
        let results = (0..<5000).map { number in
            var copy = drifted
            copy.id = "drifted-\(number)"
            return copy
        }
        let text = render(Sample.report(.plan, results), as: .markdown)
        #expect(text.utf8.count < 65_536)
        #expect(text.contains("more are left out here for want of room"))
    }

    @Test func xmlHoldsOnlyWhatXMLCanHold() {
        #expect(
            XML.escaped("a<b>&\"c\"]]>\r\u{1}\u{fffe}")
                == "a&lt;b&gt;&amp;&quot;c&quot;]]&gt;&#13;\\u{1}\\u{fffe}")
    }

    @Test func theNextStepIsACommandAShellTakes() {
        #expect(NextStep.shellQuoted("a/b.yaml") == "a/b.yaml")
        #expect(NextStep.shellQuoted("it's $(x).yaml") == "'it'\\''s $(x).yaml'")
        #expect(NextStep.shellQuoted("a\tb's\\\u{202e}c") == #"$'a\x09b\'s\\\xe2\x80\xaec'"#)
        let text = render(Sample.unknownOnly(), as: .text)
        #expect(text.contains("next: run as root"))
        #expect(render(Sample.apply(), as: .text).contains("undo: holdfast undo 20270131T101500Z-3f9a\n"))
    }

    @Test func unicodeIsShownWhereLocaleAndTerminalTakeIt() {
        #expect(TextStyle.showsUnicode(in: ["LANG": "de_DE.UTF-8", "TERM": "xterm"]))
        #expect(!TextStyle.showsUnicode(in: ["LANG": "de_DE.UTF-8", "TERM": "dumb"]))
        #expect(!TextStyle.showsUnicode(in: ["LANG": "de_DE.UTF-8", "LC_ALL": "C"]))
        #expect(TextStyle.showsUnicode(in: ["LANG": "C", "LC_CTYPE": "C.utf8", "LC_ALL": ""]))
        #expect(!TextStyle.showsUnicode(in: [:]))
    }

    @Test func textInASCIIHoldsNothingElseOfOurs() {
        let text = render(
            Sample.report(.plan, Sample.results(of: .plan).filter { $0.id != "banner" }), as: .text,
            style: TextStyle(unicode: false))
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }
}
