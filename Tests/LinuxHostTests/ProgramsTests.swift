import Convergence
import Foundation
import Glibc
import Testing

@testable import LinuxHost

/// Programs run with nothing but what they are given, and end when their time is over.
struct ProgramsTests {
    @Test func theEnvironmentIsFixedAndInputIsEmpty() async throws {
        setenv("LD_PRELOAD_PROBE", "x", 1)
        let output = try await Programs().run("/usr/bin/env", [])
        #expect(
            output.text.split(separator: "\n").sorted() == [
                "HOME=/root", "LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            ])
        #expect(try await Programs().run("/bin/cat", []).text == "")
        #expect(try await Programs().run("/bin/pwd", []).text == "/\n")
    }

    @Test func anAnswerHasStatusOutputAndComplaint() async throws {
        let query = Query(Command("/bin/sh", ["-c", "echo out; echo err >&2; exit 7"]), reads: [.anything])
        #expect(
            try await LinuxHost().answer(to: query) == Answer(status: 7, output: "out\n", complaint: "err\n"))
    }

    @Test func argumentsAreNeverReadByAShell() async throws {
        let query = Query(Command("/bin/echo", ["$(id)", "`id`", "; id", "a b"]), reads: [.anything])
        #expect(try await LinuxHost().answer(to: query).output == "$(id) `id` ; id a b\n")
    }

    @Test func whenTheTimeIsOverAllOfItsProcessesEnd() async throws {
        let marker = "86399.\(getpid())"
        let output = try await Programs().run(
            "/bin/sh", ["-c", "trap '' TERM; sleep \(marker) & sleep \(marker)"], timeout: .milliseconds(300))
        #expect(output.timedOut)
        #expect(output.status == 128 + SIGKILL)
        // The child may still be on its way out.
        for _ in 0..<100 where processes(with: marker) > 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(processes(with: marker) == 0)
    }

    @Test func aProgramThatClosesItsOutputsIsStillEnded() async throws {
        let output = try await Programs().run(
            "/bin/sh", ["-c", "exec >&- 2>&-; sleep 1000"], timeout: .milliseconds(300))
        #expect(output.timedOut)
    }

    @Test func aFloodOfOutputIsBoundedAndAnswersWithItAreRefused() async throws {
        let flood = Command("/usr/bin/head", ["-c", "8000000", "/dev/zero"])
        let output = try await Programs().run(flood.executable, flood.arguments)
        #expect((output.status, output.output.count, output.isCut) == (0, 1 << 20, true))
        let error = await HostError.thrown { () throws(HostError) in
            _ = try await LinuxHost().answer(to: Query(flood, reads: [.anything]))
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func aCommandThatFailsTellsWhyWithoutControlCharacters() async throws {
        let command = Command("/bin/sh", ["-c", "printf 'no \\033[31mway\\n' >&2; exit 4"])
        let error = await HostError.thrown { () throws(HostError) in
            try await LinuxHost().perform(.run(command: command, undo: [], changes: []))
        }
        #expect(error?.description == "/bin/sh ended with status 4: no \\u{1b}[31mway")
        let missing = await HostError.thrown { () throws(HostError) in
            try await LinuxHost().perform(.run(command: Command("/no/such/program"), undo: [], changes: []))
        }
        #expect(missing?.description.contains("/no/such/program") == true)
    }

    @Test func messagesCannotSteerATerminal() {
        #expect(EscapedText.of("a\u{1b}]0;x\u{7}\u{202e}b\n") == "a\\u{1b}]0;x\\u{7}\\u{202e}b\\n")
        #expect(EscapedText.of(String(repeating: "x", count: 1000)).count == 301)
        #expect(EscapedText.lastLine(of: "first\nlast\n  \n") == "last")
    }

    private func processes(with text: String) -> Int {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return numbers.filter { number in
            guard Int(number) != nil,
                let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline")
            else {
                return false
            }
            return String(decoding: line, as: UTF8.self).hasPrefix("sleep\0\(text)")
        }.count
    }
}
