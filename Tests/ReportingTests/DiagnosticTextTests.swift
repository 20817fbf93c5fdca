import Convergence
import HostTesting
import PolicyText
import Reporting
import Testing

@Suite("Mistakes are shown where they are")
struct DiagnosticTextTests {
    func rendered(
        _ marked: String, _ message: Diagnostic.Message = "write it otherwise", unicode: Bool = true,
        confidential: Bool = false
    ) -> String {
        let text = MarkedText(marked)
        var diagnostic = Diagnostic(
            .error, message, at: text.ranges[0],
            notes: text.ranges.dropFirst().map { .init("the first is here", at: $0) })
        diagnostic.isConfidential = confidential
        return DiagnosticText(
            of: [PolicySource(name: "a.yaml", bytes: text.bytes)], style: TextStyle(unicode: unicode)
        ).rendered([diagnostic])
    }

    @Test func thePlaceTheLineAndAMark() {
        #expect(
            rendered("one: 1\ntwo: ⟦twi⟧ # x\n⟦one⟧: 3\n") == """
                a.yaml:2:6: error: write it otherwise
                    two: twi # x
                         ^~~
                a.yaml:3:1: note: the first is here
                    one: 3
                    ^~~
                """)
    }

    @Test func tabsWideAndHiddenCharactersKeepTheMarkInPlace() {
        #expect(
            rendered("\ta\t日本\u{202E}e\u{301}: ⟦x⟧\n") == """
                a.yaml:1:11: error: write it otherwise
                        a   日本\\u{202e}e\u{301}: x
                    \(String(repeating: " ", count: 23))^
                """)
    }

    @Test func emptyPlacesAndPlacesBehindTheEndHaveAMark() {
        #expect(rendered("one:⟦⟧\n").hasSuffix("    one:\n        ^"))
        #expect(rendered("one: ⟦a\n  b⟧\n").hasSuffix("    one: a\n         ^"))
    }

    @Test func longLinesAreShownAroundTheMark() {
        let long = String(repeating: "abcdefghi ", count: 40)
        let lines = rendered(long + "⟦here⟧" + long).split(separator: "\n").map(String.init)
        #expect(lines[1].unicodeScalars.count <= 106)
        #expect(lines[1].hasPrefix("    …"))
        #expect(lines[1].hasSuffix("…"))
        let start = lines[2].prefix { $0 == " " }.count
        #expect(String(lines[1].dropFirst(start).prefix(4)) == "here")
        #expect(lines[2].hasSuffix("^~~~"))
        #expect(rendered(long + "⟦here⟧", unicode: false).contains("    ..."))
    }

    @Test func whatMayBeASecretIsCovered() {
        let text = rendered("token: { env: ⟦hunter2⟧, x: ⟦y⟧ }\n", confidential: true)
        #expect(!text.contains("hunter2"))
        #expect(text.contains("    token: { env: *******, x: y }\n"))
    }

    @Test func messagesCannotSteerTheTerminal() {
        #expect(rendered("⟦a⟧\n", "no '\u{1b}[31m'").contains("no '\\u{1b}[31m'"))
    }

    @Test func whatHasNoPlaceIsSaidByTheProgram() {
        let text = DiagnosticText(of: []).rendered([
            Diagnostic(.error, "--var x: unknown", at: nil), Diagnostic(.warning, "old", at: nil),
            Diagnostic(.warning, "older", at: nil),
        ])
        #expect(
            text
                == "holdfast: error: --var x: unknown\nholdfast: warning: old\nholdfast: warning: older"
        )
        #expect(DiagnosticText(of: []).rendered([]).isEmpty)
    }

    @Test func asData() throws {
        let text = MarkedText("one: ⟦1⟧\n⟦two⟧: 2\n")
        let json = DiagnosticRecord.json(
            [
                Diagnostic(.warning, "x", at: text.ranges[0], notes: [.init("y", at: text.ranges[1])]),
                Diagnostic(.error, "z", at: nil),
            ], in: [PolicySource(name: "a.yaml", bytes: text.bytes)])
        #expect(
            json == """
                [
                  {
                    "message" : "x",
                    "notes" : [
                      {
                        "message" : "y",
                        "place" : {
                          "column" : 1,
                          "endColumn" : 4,
                          "endLine" : 2,
                          "file" : "a.yaml",
                          "line" : 2
                        }
                      }
                    ],
                    "place" : {
                      "column" : 6,
                      "endColumn" : 7,
                      "endLine" : 1,
                      "file" : "a.yaml",
                      "line" : 1
                    },
                    "severity" : "warning"
                  },
                  {
                    "message" : "z",
                    "notes" : [

                    ],
                    "severity" : "error"
                  }
                ]

                """)
    }
}
