import Foundation
import Testing

/// One result, many forms: none changes the answer.
@Suite struct FormatTests {
    static let formats = ["text", "json", "jsonl", "sarif", "junit", "github", "markdown", "html"]

    @Test(arguments: formats) func everyFormatEndsWithTheSameStatus(format: String) throws {
        let place = try Place()
        let policy = try place.policy()
        func status(_ words: String...) throws -> Int32 {
            let answer = try Program.run(
                [Program.path] + words + place.inside + ["--format", format], in: place.directory)
            #expect(answer.errors.isEmpty, "\(answer.errors)")
            try Self.requireForm(answer.output, format)
            return answer.status
        }
        #expect(try status("check", policy) == 2)
        #expect(try status("plan", policy) == 0)
        #expect(try status("plan", policy, "--detailed-exitcode") == 2)
        #expect(try status("apply", policy, "--yes") == 0)
        #expect(try status("check", policy) == 0)
    }

    static func requireForm(_ text: String, _ format: String) throws {
        switch format {
        case "json", "sarif": _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
        case "jsonl":
            for line in text.split(separator: "\n") {
                _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
            }
        case "junit": #expect(text.hasPrefix("<?xml"))
        case "github":
            let last = text.split(separator: "\n").last
            #expect(last?.hasPrefix("holdfast ") == true, "the log says what it comes to")
        case "html": #expect(text.hasPrefix("<!DOCTYPE html>") && text.hasSuffix("</html>\n"))
        case "markdown": #expect(text.contains("#"))
        default: #expect(!text.isEmpty)
        }
    }

    @Test func theStatusStandsInTheData() throws {
        let place = try Place()
        let check = try place.here("check", try place.policy(), "--format", "json")
        let data = try #require(
            try JSONSerialization.jsonObject(with: Data(check.output.utf8)) as? [String: Any])
        #expect(data["exitCode"] as? Int == 2)
        #expect(data["verdict"] as? String == "differs")
        #expect(data["formatVersion"] as? String == "1.0")
        #expect(data["invocation"] == nil)
    }

    @Test func aFileTakesTheFormAndTheTerminalTheText() throws {
        let place = try Place()
        let check = try place.here(
            "check", try place.policy(), "--format", "sarif", "--output", "result.sarif")
        #expect(check.status == 2)
        #expect(check.output.hasPrefix("check web"))
        #expect(try place.text("result.sarif").contains("\"2.1.0\""))
        #expect(
            try place.here("check", "policy.yaml", "--format", "json", "--output", "-").output.hasPrefix("{"))
    }

    @Test func aFileThatCannotBeWrittenDoesNotHideTheResult() throws {
        let place = try Place()
        let apply = try place.here(
            "apply", try place.policy(), "--yes", "--format", "json", "--output", "none/result.json")
        #expect(apply.status == 1)
        #expect(apply.errors.contains("none"))
        #expect(apply.output.contains("4 fixed"))
        mkfifo(place.directory + "/pipe", 0o600)
        let pipe = try place.here("plan", "policy.yaml", "--output", "pipe")
        #expect(pipe.status == 1, "what is no file is not replaced by one")
        var status = stat()
        lstat(place.directory + "/pipe", &status)
        #expect(status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test func colourIsForTerminalsUnlessAskedFor() throws {
        let place = try Place()
        let policy = try place.policy()
        func isColoured(_ words: [String], _ environment: [String: String] = [:]) throws -> Bool {
            try Program.run(
                [Program.path, "plan", policy] + words + place.inside, in: place.directory,
                environment: environment
            ).output.contains("\u{1B}[")
        }
        #expect(try !isColoured([]))
        #expect(try isColoured(["--color", "always"]))
        #expect(try isColoured(["--color", "always"], ["NO_COLOR": "1"]))
        #expect(try isColoured([], ["CLICOLOR_FORCE": "1"]))
        #expect(try !isColoured([], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]))
        #expect(try !isColoured([], ["CLICOLOR_FORCE": "1", "TERM": "dumb"]))
        #expect(try !isColoured(["--color", "never"], ["CLICOLOR_FORCE": "1"]))
    }

    @Test(.enabled(if: Machine.hasScript, Machine.needsScript)) func aTerminalGetsColour() throws {
        let place = try Place()
        let policy = try place.policy()
        #expect(try place.onTerminal(["plan", policy], typing: "").output.contains("\u{1B}["))
        #expect(
            try !place.onTerminal(["plan", policy, "--color", "never"], typing: "").output.contains("\u{1B}[")
        )
    }

    @Test func quietSaysWhatItComesToAndVerboseSaysAll() throws {
        let place = try Place()
        let policy = try place.policy()
        try place.here("apply", policy, "--yes")
        let quiet = try place.here("check", policy, "--quiet")
        #expect(quiet.lines.count == 2, "\(quiet.output)")
        #expect(try !place.here("check", policy).output.contains("Nobody can say"))
        #expect(try place.here("check", policy, "--verbose").output.contains("Nobody can say"))
        let ascii = try place.here("check", policy, "-v", environment: ["LANG": "C"])
        #expect(ascii.output.utf8.allSatisfy { $0 < 0x80 })
    }
}
